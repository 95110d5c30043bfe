"""What is asked for, as the page shows it: the chosen values, a chip for each, and addresses that ask otherwise."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.groups import GROUPS
from comunik_kit.journal.views import PersonFound
from comunik_kit.kernel.periods import Period
from comunik_kit.web.narrowing import Chip, said

ADDRESS = "/settings/audit"


@dataclass(frozen=True, slots=True)
class Asked:
    """The chosen values, empty for any; `query` is all of it, `undated` without the period."""

    search: str = ""
    person: str = ""
    act: str = ""
    period: str = Period.ALL.value
    first_day: str = ""
    last_day: str = ""
    query: str = ""
    undated: str = ""
    chips: list[Chip] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Offer:
    """Somebody to filter by, and the address that does."""

    name: str
    email: str
    href: str


@dataclass(frozen=True, slots=True)
class Offers:
    """Whom what was typed names; `nobody` once it names none."""

    found: list[Offer] = field(default_factory=list)
    nobody: bool = False


def shown(asked: JournalFilter, person: PersonFound | None) -> Asked:
    """Make what the page shows of it."""
    return Asked(
        search=asked.search,
        person=person.name if person else "",
        act=asked.act,
        period=asked.period.value,
        first_day=said(asked.first_day),
        last_day=said(asked.last_day),
        query=asked.address(),
        undated=asked.asking(period="").address(),
        chips=list(_chips(asked, person)),
    )


def offered(asked: JournalFilter, text: str, people: list[PersonFound]) -> Offers:
    """Offer people, each with the address that asks for them as well."""
    found = [Offer(each.name, each.email, address_of(asked.asking(person=each.id))) for each in people]
    return Offers(found, nobody=bool(text.strip()) and not found)


def address_of(asked: JournalFilter) -> str:
    """Give the address of the page that asks for this."""
    query = asked.address()
    return f"{ADDRESS}?{query}" if query else ADDRESS


def _chips(asked: JournalFilter, person: PersonFound | None) -> Iterator[Chip]:
    def without(name: str) -> str:
        return address_of(asked.asking(**{name: ""}))

    if asked.search:
        yield Chip("audit.chip.search", without("q"), text=asked.search)
    if person:
        yield Chip("audit.person", without("person"), text=person.name)
    if asked.act:
        kind = "audit.group" if asked.act in GROUPS else "journal.act"
        yield Chip("audit.act", without("act"), key=f"{kind}.{asked.act}")
    if asked.first_day or asked.last_day:
        days = {"first_day": said(asked.first_day), "last_day": said(asked.last_day)}
        yield Chip("audit.period", without("period"), **days)
    elif asked.period not in {Period.ALL, Period.DATES}:
        yield Chip("audit.period", without("period"), key=f"narrowed.period.{asked.period.value}")
