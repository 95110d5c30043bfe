"""What a module's list is asked for, as its page shows it: the chosen values, and a chip for each."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from comunik_kit.modules.asking import ME, NOBODY, TEAM, ItemFilter, Span
from comunik_kit.modules.definition import Module
from comunik_kit.modules.item_views import ItemChoices
from comunik_kit.modules.registry import MODULES, module_named
from comunik_kit.web.narrowing import Chip, said


@dataclass(frozen=True, slots=True)
class Asked:
    """The chosen values, empty for any; `unsorted` is the address without the status, `undated` without the period."""

    search: str = ""
    kind: str = ""
    status: str = ""
    owner: str = ""
    department: str = ""
    tag: str = ""
    period: str = Span.MONTH.value
    first_day: str = ""
    last_day: str = ""
    unsorted: str = ""
    undated: str = ""
    chips: list[Chip] = field(default_factory=list)


def module_at(path: str) -> Module | None:
    """Find the module whose page a path is."""
    return module_named(path.strip("/").partition("/")[0])


def asked_at(path: str, query: dict[str, str]) -> tuple[Module, ItemFilter]:
    """Read an address; one of no module is one of the first without anything that is asked for."""
    module = module_at(path) or MODULES[0]
    return module, ItemFilter.parse(module, query)


def address_of(module: Module, asked: ItemFilter) -> str:
    """Give the address of the page that asks for this."""
    query = asked.address()
    return f"/{module.key}?{query}" if query else f"/{module.key}"


def shown(module: Module, asked: ItemFilter, choices: ItemChoices) -> Asked:
    """Make what the page shows of it."""
    return Asked(
        search=asked.search,
        kind=asked.kind,
        status=asked.status,
        owner=asked.owner,
        department=asked.department,
        tag=asked.tag,
        period=asked.period.value,
        first_day=said(asked.first_day),
        last_day=said(asked.last_day),
        unsorted=asked.asking(module, status="").address(),
        undated=asked.asking(module, period="").address(),
        chips=list(_chips(module, asked, choices)),
    )


def _chips(module: Module, asked: ItemFilter, choices: ItemChoices) -> Iterator[Chip]:
    def without(*names: str) -> str:
        return address_of(module, asked.asking(module, **dict.fromkeys(names, "")))

    if asked.search:
        yield Chip("items.chip.search", without("q"), text=asked.search)
    if asked.kind:
        yield Chip("modules.column.kind", without("kind"), key=f"modules.kind.{module.key}.{asked.kind}")
    if asked.owner:
        word = f"items.owner.{asked.owner}" if asked.owner in {ME, TEAM, NOBODY} else ""
        yield Chip("modules.column.owner", without("owner"), key=word, text=choices.person)
    if asked.department:
        names = {each.id: each.name for each in choices.departments}
        name = names.get(asked.department, "")
        yield Chip("modules.column.department", without("department"), text=name)
    if asked.tag:
        yield Chip("items.tag", without("tag"), text=asked.tag)
    if asked.first_day or asked.last_day:
        days = {"first_day": said(asked.first_day), "last_day": said(asked.last_day)}
        yield Chip("items.period", without("from", "to"), **days)
    if asked.since:
        yield Chip("items.period", without("since"), key="items.since")
