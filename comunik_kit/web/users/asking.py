"""What the list is asked for, as the page shows it: a chip for each thing, and what other addresses are made of."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from comunik_kit.users.addresses import SHOWN_AT_FIRST, ListAddress
from comunik_kit.users.filters import GROUPS, NOBODY
from comunik_kit.users.offers import Offers
from comunik_kit.users.sorts import BY_NAME
from comunik_kit.web.narrowing import Chip

ADDRESS = "/users"


@dataclass(frozen=True, slots=True)
class Asked:
    """The address taken apart: `query` is all of it; `untabbed` and `unsorted` lack a part, and end with `&`."""

    query: str = ""
    untabbed: str = ""
    unsorted: str = ""
    sort: str = "name"
    columns: list[str] = field(default_factory=lambda: list(SHOWN_AT_FIRST))
    chips: list[Chip] = field(default_factory=list)
    of_people: bool = True


def known(asked: ListAddress, offers: Offers) -> ListAddress:
    """Ask no more for what the workspace does not have."""
    for group, choices in _choices(offers).items():
        ids = asked.filter.ids(group)
        kept = [each for each in ids if each == NOBODY or each in choices]
        if len(kept) < len(ids):
            asked = asked.asking(**{group: ",".join(kept)})
    return asked


def chosen(offers: Offers, asked: ListAddress) -> Offers:
    """Keep of the offers what is asked for: the words of the chips."""
    wanted = asked.filter
    return Offers(
        roles=[each for each in offers.roles if each.id in wanted.role_ids],
        departments=[each for each in offers.departments if each.id in wanted.department_ids],
        companies=[each for each in offers.companies if each.id in wanted.company_ids],
        tiers=[each for each in offers.tiers if each.id in wanted.tier_ids],
        inviters=[each for each in offers.inviters if each.id in wanted.inviter_ids],
    )


def shown(asked: ListAddress, offers: Offers) -> Asked:
    """Make what the page shows of it."""
    return Asked(
        query=asked.query_string(),
        untabbed=_and(asked.asking(tab="")),
        unsorted=_and(asked.sorted_by(BY_NAME)),
        sort=asked.sort.word(),
        columns=list(asked.columns),
        chips=list(_chips(asked, _choices(offers))),
        of_people=asked.lists_people,
    )


def address_of(asked: ListAddress) -> str:
    """Give the address of the page that asks for this."""
    query = asked.query_string()
    return f"{ADDRESS}?{query}" if query else ADDRESS


def with_value(asked: ListAddress, group: str, value: str) -> ListAddress:
    """Ask for one value more of a group, or for another time of the last visit."""
    if group in {"seen", "2fa"}:
        return asked.asking(**{group: value})
    if group not in GROUPS:
        return asked
    return asked.asking(**{group: ",".join((*asked.filter.ids(group), value))})


def _chips(asked: ListAddress, choices: dict[str, dict[str, tuple[str, str]]]) -> Iterator[Chip]:
    for group in GROUPS:
        ids = asked.filter.ids(group)
        for each in ids:
            without = asked.asking(**{group: ",".join(other for other in ids if other != each)})
            key, text = choices[group].get(each, (f"users.filter.{group}.none", ""))
            yield Chip(f"users.filter.{group}", address_of(without), key, text)
    if asked.filter.factor:
        key = f"users.filter.factor.{asked.filter.factor}"
        yield Chip("users.filter.factor", address_of(asked.asking(**{"2fa": ""})), key)
    if asked.filter.last_seen:
        key = f"users.filter.seen.{asked.filter.last_seen}"
        yield Chip("users.filter.seen", address_of(asked.asking(seen="")), key)


def _choices(offers: Offers) -> dict[str, dict[str, tuple[str, str]]]:
    """Give the words of every choice, by group and id: a key of the catalogue, or a name."""
    named: dict[str, Sequence[tuple[str, str]]] = {
        "department": [(each.id, each.name) for each in offers.departments],
        "company": [(each.id, each.name) for each in offers.companies],
        "tier": [(each.id, each.name) for each in offers.tiers],
        "inviter": [(each.id, each.name) for each in offers.inviters],
    }
    roles = {each.id: (f"roles.name.{each.key}" if each.key else "", each.name) for each in offers.roles}
    return {group: {id_: ("", name) for id_, name in rows} for group, rows in named.items()} | {"role": roles}


def _and(asked: ListAddress) -> str:
    query = asked.query_string()
    return f"{query}&" if query else ""
