"""What is asked for, as the page shows it: the chosen values, a chip for each, and addresses that ask otherwise."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from comunik_kit.invitations.archive_filter import DELIVERY_GROUPS, NOBODY, ArchiveFilter
from comunik_kit.invitations.archive_views import ArchiveChoices, Choice
from comunik_kit.kernel.periods import Period
from comunik_kit.web.narrowing import Chip, said

ADDRESS = "/invitations"


@dataclass(frozen=True, slots=True)
class Asked:
    """The chosen values, empty for any; `query` is all of it, `undated` without the period."""

    search: str = ""
    state: str = ""
    delivery: str = ""
    department: str = ""
    inviter: str = ""
    period: str = Period.ALL.value
    first_day: str = ""
    last_day: str = ""
    query: str = ""
    undated: str = ""
    chips: list[Chip] = field(default_factory=list)


def known(asked: ArchiveFilter, choices: ArchiveChoices) -> ArchiveFilter:
    """Ask no more for a department or an inviter whom the workspace does not know."""
    if asked.department not in {"", NOBODY} and not _named(choices.departments, asked.department):
        asked = replace(asked, department="")
    if asked.inviter and not _named(choices.inviters, asked.inviter):
        asked = replace(asked, inviter="")
    return asked


def shown(asked: ArchiveFilter, choices: ArchiveChoices) -> Asked:
    """Make what the page shows of it."""
    return Asked(
        search=asked.search,
        state=asked.state,
        delivery=asked.delivery,
        department=asked.department,
        inviter=asked.inviter,
        period=asked.period.value,
        first_day=said(asked.first_day),
        last_day=said(asked.last_day),
        query=asked.address(),
        undated=asked.asking(period="").address(),
        chips=list(_chips(asked, choices)),
    )


def address_of(asked: ArchiveFilter) -> str:
    """Give the address of the page that asks for this."""
    query = asked.address()
    return f"{ADDRESS}?{query}" if query else ADDRESS


def _chips(asked: ArchiveFilter, choices: ArchiveChoices) -> Iterator[Chip]:
    def without(name: str) -> str:
        return address_of(asked.asking(**{name: ""}))

    if asked.search:
        yield Chip("archive.chip.search", without("q"), text=asked.search)
    if asked.state:
        yield Chip("archive.column.state", without("state"), key=f"invitations.state.{asked.state}")
    if asked.delivery:
        yield Chip("archive.column.delivery", without("delivery"), key=_delivery_key(asked.delivery))
    if asked.department:
        nobody = "archive.without.department" if asked.department == NOBODY else ""
        name = _named(choices.departments, asked.department)
        yield Chip("archive.column.department", without("department"), key=nobody, text=name)
    if asked.inviter:
        yield Chip("archive.column.inviter", without("inviter"), text=_named(choices.inviters, asked.inviter))
    if asked.first_day or asked.last_day:
        days = {"first_day": said(asked.first_day), "last_day": said(asked.last_day)}
        yield Chip("archive.period", without("period"), **days)
    elif asked.period not in {Period.ALL, Period.DATES}:
        yield Chip("archive.period", without("period"), key=f"narrowed.period.{asked.period.value}")


def _delivery_key(delivery: str) -> str:
    if delivery == NOBODY:
        return "archive.without.message"
    return f"archive.group.{delivery}" if delivery in DELIVERY_GROUPS else f"delivery.{delivery}"


def _named(choices: Iterable[Choice], wanted: str) -> str:
    return next((each.name for each in choices if each.id == wanted), "")
