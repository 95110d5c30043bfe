"""The verdict on a line: what it would become, or what stands in its way. Pure; `ground.py` says what there is."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comunik_kit.importing import pasted
from comunik_kit.importing.columns import FIELDS
from comunik_kit.importing.ground import JOINED_ONCE, Found, House
from comunik_kit.importing.inputs import Manner, Typos
from comunik_kit.importing.limits import Line
from comunik_kit.importing.verdicts import HERE_ALREADY, Verdict
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.kernel.folding import fold
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.suggestions import suggest_email

_DETAIL = 300
_TYPED = ("full_name", "email", "phone", "department", "company")


@dataclass(frozen=True, slots=True)
class Judged:
    """A line and what is said of it; `new` when a person can be made of it, `proposal` the address that was meant."""

    line: int
    verdict: Verdict
    detail: str = ""
    proposal: str = ""
    email_key: str = ""
    new: NewColleague | None = None


def parsed(import_id: str, line: Line, manner: Manner, house: House) -> Judged:
    """Judge what the line says by itself; NEW when nothing but other people can stand in its way."""
    cells = as_read(line.cells, manner)
    proposal = suggest_email(cells["email"])
    usual = house.team_roles.get(fold(cells["department"]), manner.role_id)
    role = house.roles.get(fold(cells["role"]) or usual)
    tier_id = house.tiers.get(fold(cells["tier"]) or manner.tier_id, "")
    chosen = {"role_id": role.id if role else usual, "tier_id": tier_id or manner.tier_id}
    form = _typed(cells, house) | chosen | {"creation_key": form_key(import_id, line.number)}
    try:
        new = NewColleague.parse(form)
    except InvalidInput as error:
        return Judged(line.number, Verdict.MALFORMED, next(iter(error.errors)))
    judged = Judged(line.number, Verdict.NEW, email_key=new.email.key, new=new)
    if proposal and manner.typos is Typos.HOLD:
        return replace(judged, verdict=Verdict.TYPO, proposal=proposal)
    if role is None:
        return replace(judged, verdict=Verdict.UNKNOWN_ROLE, detail=cells["role"][:_DETAIL])
    if not role.is_grantable:
        return replace(judged, verdict=Verdict.ROLE_ABOVE, detail=(cells["role"] or role.name)[:_DETAIL])
    if not tier_id:
        return replace(judged, verdict=Verdict.UNKNOWN_TIER, detail=cells["tier"][:_DETAIL])
    return judged


def _typed(cells: Mapping[str, str], house: House) -> dict[str, str]:
    """Give what the line says in the form's own words."""
    language = house.languages.get(fold(cells["language"]), cells["language"])
    return {name: cells[name] for name in _TYPED} | {"language": language}


def settled(lines: Sequence[Judged], found: Found, house: House, manner: Manner) -> list[Judged]:
    """Judge a chunk beside who is here, and each line beside those before it; takes the seats of the new ones."""
    earlier = dict(found.earlier)
    done: list[Judged] = []
    for line in lines:
        judged = _beside(line, found, earlier, manner) if line.new else line
        if judged.verdict is Verdict.NEW and judged.new:
            judged = _seated(judged, judged.new.tier_id, house.seats)
        if judged.verdict is Verdict.NEW:
            earlier.setdefault(judged.email_key, judged.line)
        done.append(judged)
    return done


def _beside(line: Judged, found: Found, earlier: Mapping[str, int], manner: Manner) -> Judged:
    here = found.people.get(line.email_key, "")
    if here in set(HERE_ALREADY):
        return replace(line, verdict=Verdict(here), detail="", proposal="")
    if line.email_key in earlier:
        return replace(line, verdict=Verdict.TWICE, detail=str(earlier[line.email_key]), proposal="")
    if line.verdict is not Verdict.NEW:
        return line
    if here == JOINED_ONCE and not manner.brings_back:
        return replace(line, verdict=Verdict.DELETED)
    department = line.new.department if line.new else ""
    if department and fold(department) not in found.departments and not manner.makes_departments:
        return replace(line, verdict=Verdict.UNKNOWN_DEPARTMENT, detail=department)
    return line


def _seated(line: Judged, tier_id: str, seats: dict[str, int]) -> Judged:
    left = seats.get(tier_id)
    if left is None:
        return line
    if left < 1:
        return replace(line, verdict=Verdict.NO_SEAT)
    seats[tier_id] = left - 1
    return line


def seats_wanted(lines: Sequence[Judged]) -> Counter[str]:
    """Count by subscription the lines that ask for one of its seats, whether there is one for them or not."""
    asking = {Verdict.NEW, Verdict.NO_SEAT}
    return Counter(each.new.tier_id for each in lines if each.new and each.verdict in asking)


def seats_missing(left: Mapping[str, int], wanted: Mapping[str, int]) -> dict[str, list[int]]:
    """Tell of which subscriptions more seats are asked for than there are: how many are left, how many are wanted."""
    return {tier_id: [left[tier_id], n] for tier_id, n in wanted.items() if n > left.get(tier_id, n)}


def as_read(cells: Sequence[str], manner: Manner) -> dict[str, str]:
    """Give the fields of a line as they would be written: slips mended where the importer wants it."""
    found = values(cells, manner.places)
    meant = suggest_email(found["email"]) if manner.typos is Typos.MEND else ""
    return found | {"email": meant or found["email"]}


def values(cells: Sequence[str], places: Mapping[str, int]) -> dict[str, str]:
    """Give the fields of a line, empty where it has none; the name is put together, or guessed from the address."""
    found = {field: _cell(cells, places.get(field)) for field in FIELDS if field != "status"}
    whole = found["full_name"] or f"{found.pop('first_name')} {found.pop('last_name')}".strip()
    has_name = bool({"full_name", "first_name", "last_name"} & places.keys())
    return found | {"full_name": whole or ("" if has_name else pasted.name_in(found["email"]))}


def _cell(cells: Sequence[str], place: int | None) -> str:
    return cells[place] if place is not None and place < len(cells) else ""


def form_key(import_id: str, line: int) -> str:
    """Name the one form that a line is: written twice, it is one person (INV-04)."""
    return hashlib.sha256(f"{import_id}:{line}".encode()).hexdigest()[:32]


def departments_of(lines: Sequence[Judged]) -> set[str]:
    """List the departments that lines name, as they are looked up."""
    return {fold(line.new.department) for line in lines if line.new and line.new.department}
