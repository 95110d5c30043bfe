"""Pure decisions on modules."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comunik_kit.modules.definition import Module
from comunik_kit.modules.registry import MODULES, WIDGETS
from comunik_kit.workspaces.tables import ModuleSetting

KEYS = tuple(entry.key for entry in MODULES)


@dataclass(frozen=True, slots=True)
class ModulesHere:
    """How a workspace has set its modules: every one in its order, and those that are off, free, off for newcomers."""

    order: tuple[str, ...] = KEYS
    off: frozenset[str] = frozenset()
    free: frozenset[str] = frozenset()
    off_by_default: frozenset[str] = frozenset()


AS_SHIPPED = ModulesHere()


def modules_here(settings: Iterable[ModuleSetting]) -> ModulesHere:
    """Read a workspace's settings, in their order; what it never touched is as shipped, and comes last."""
    rows = {row.module: row for row in settings if row.module in KEYS}
    return ModulesHere(
        order=(*rows, *(key for key in KEYS if key not in rows)),
        off=frozenset(key for key, row in rows.items() if not row.is_on),
        free=frozenset(key for key, row in rows.items() if not row.is_locked),
        off_by_default=frozenset(key for key, row in rows.items() if row.off_by_default),
    )


def modules_on(
    tier: Iterable[str],
    permissions: Iterable[str],
    switched_off: Iterable[str],
    here: ModulesHere = AS_SHIPPED,
) -> list[str]:
    """Name a person's modules in the menu's order: on here, on in the tier, readable by the role, not switched off."""
    on, held = set(tier) - set(switched_off) - here.off, set(permissions)
    readable = {entry.key for entry in MODULES if entry.reading in held}
    return [key for key in here.order if key in on & readable]


def widgets_on(modules: Iterable[str], here: ModulesHere = AS_SHIPPED) -> list[Module]:
    """Give the widgets of a person's modules: in the workspace's order once it has one of its own."""
    on = set(modules)
    shown = [entry for entry in WIDGETS if entry.key in on]
    return shown if here.order == KEYS else sorted(shown, key=lambda entry: here.order.index(entry.key))


@dataclass(frozen=True, slots=True)
class OwnHome:
    """How somebody has set their home page: the widgets in their order, and those that they hid."""

    order: tuple[str, ...] = ()
    hidden: frozenset[str] = frozenset()

    def places(self, composed: Sequence[str]) -> list[str]:
        """Put every widget that was composed at its place, hidden ones too; what is not composed is passed over."""
        on = set(composed)
        return [key for key in placed(self.order, composed) if key in on]

    def shown(self, composed: Sequence[str]) -> tuple[str, ...]:
        """Give what is on the page, in order."""
        return tuple(key for key in self.places(composed) if key not in self.hidden)


AS_COMPOSED = OwnHome()


def own_home(kept: Mapping[str, Sequence[str]] | None) -> OwnHome:
    """Read what is kept of somebody's own home page."""
    if not kept:
        return AS_COMPOSED
    return OwnHome(tuple(kept.get("order", ())), frozenset(kept.get("hidden", ())))


def placed(own: Sequence[str], composed: Sequence[str]) -> list[str]:
    """Keep an order of one's own; what came later stands after what it was composed after."""
    found = list(own)
    for place, key in enumerate(composed):
        if key not in found:
            found.insert(found.index(composed[place - 1]) + 1 if place else 0, key)
    return found


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
