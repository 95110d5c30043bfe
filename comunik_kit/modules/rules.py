"""Pure decisions on modules."""

from collections.abc import Iterable
from dataclasses import dataclass

from comunik_kit.modules.definition import Module
from comunik_kit.modules.registry import MODULES


def modules_on(tier: Iterable[str], permissions: Iterable[str], switched_off: Iterable[str]) -> list[str]:
    """Name a person's modules in the menu's order: on in the tier, readable by the role, not switched off."""
    on, held = set(tier) - set(switched_off), set(permissions)
    return [entry.key for entry in MODULES if entry.key in on and entry.reading in held]


@dataclass(frozen=True, slots=True)
class Worker:
    """Who would act on an activity: `manages` with the right of its module, `leads` when everybody's is in reach."""

    user_id: str
    manages: bool
    leads: bool


def may_take(worker: Worker, owner_id: str | None) -> bool:
    """Tell whether somebody may make it theirs: what is nobody's, and who leads also what is a colleague's."""
    return worker.manages and owner_id != worker.user_id and (owner_id is None or worker.leads)


def may_give(worker: Worker, owner_id: str | None) -> bool:
    """Tell whether somebody may say whose it is from now on; who does not lead may only give back what is theirs."""
    return worker.manages and (worker.leads or owner_id == worker.user_id)


def may_work_on(worker: Worker, owner_id: str | None) -> bool:
    """Tell whether somebody may change its status and tags: a colleague's is the colleague's."""
    return worker.manages and (worker.leads or owner_id in {None, worker.user_id})


def next_statuses(module: Module, status: str) -> tuple[str, ...]:
    """Name the statuses that may come after one; after one that the module does not know, as after none."""
    return module.after(status if status in module.every_status else "")
