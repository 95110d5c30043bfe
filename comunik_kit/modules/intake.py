"""Taking in what other systems report: many rows, few statements, and an outcome for each row."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlmodel import Session

from comunik_kit.kernel import email_address
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules import repository
from comunik_kit.modules.errors import UnknownDepartment, UnknownOwner
from comunik_kit.modules.findable import about, search_text
from comunik_kit.modules.inputs import ActivityInput
from comunik_kit.modules.tables import Activity
from comunik_kit.users.fields import is_id

_NOBODY = (None, None)


class Taken(StrEnum):
    """What came of a row."""

    CREATED = "created"
    DUPLICATE = "duplicate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Outcome:
    """One row: the id that it has now or had already, or what is wrong with each field."""

    taken: Taken
    id: str = ""
    errors: Mapping[str, KitError] = field(default_factory=dict)


Parsed = ActivityInput | Mapping[str, KitError]
"""A row that can be read, or what is wrong with it by field."""


def read(rows: Iterable[object], now: datetime) -> list[Parsed]:
    """Read every row; what is wrong with one is no matter of the others."""
    return [_read(row, now) for row in rows]


def _read(row: object, now: datetime) -> Parsed:
    try:
        return ActivityInput.parse(row, now)
    except InvalidInput as error:
        return error.errors


def write(
    s: Session, workspace_id: str, rows: Sequence[Parsed], now: datetime, *, source: str
) -> list[Outcome]:
    """Write the good rows of one workspace in the open transaction, and tell of each what came of it.

    A row whose `external_id` is known already, from before or from above, is a duplicate and is not written.
    """
    good = {index: row for index, row in enumerate(rows) if isinstance(row, ActivityInput)}
    places = _Places.of(s, workspace_id, good.values())
    outcomes: dict[int, Outcome] = {
        index: Outcome(Taken.REFUSED, errors=row)
        for index, row in enumerate(rows)
        if not isinstance(row, ActivityInput)
    }
    made: dict[int, dict[str, Any]] = {}
    for index, row in good.items():
        if errors := places.wrong(row):
            outcomes[index] = Outcome(Taken.REFUSED, errors=errors)
        else:
            made[index] = _row(workspace_id, row, places, now, source)
    outcomes |= _written(s, workspace_id, made)
    return [outcomes[index] for index in range(len(rows))]


def _row(
    workspace_id: str, row: ActivityInput, places: "_Places", now: datetime, source: str
) -> dict[str, Any]:
    owner_id, theirs = places.owners.get(row.owner, _NOBODY)
    number = str(row.details.get("number", ""))
    return Activity.row(
        id=new_id(now),
        workspace_id=workspace_id,
        module=row.module,
        kind=row.kind,
        title=row.title,
        customer=row.customer,
        status=row.status,
        owner_id=owner_id,
        department_id=places.departments.get(row.department, theirs),
        occurred_at=row.at,
        external_key=row.external_id or None,
        source=source,
        details=dict(row.details),
        search_text=search_text(row.title, row.customer, number),
        about=about(row.customer, number),
    )


def _written(s: Session, workspace_id: str, made: Mapping[int, dict[str, Any]]) -> dict[int, Outcome]:
    """Add the rows; what the database has already is found by its name and kept as it is."""
    first: dict[repository.Name, dict[str, Any]] = {}
    for row in made.values():
        if row["external_key"]:
            first.setdefault(repository.name_of(row), row)
    new = [r for r in made.values() if not r["external_key"] or first[repository.name_of(r)] is r]
    ids = repository.add(s, new)
    missing = [row for row in new if row["id"] not in ids]
    known = repository.known(s, workspace_id, missing)
    return {index: _outcome(row, ids, first, known) for index, row in made.items()}


def _outcome(
    row: dict[str, Any],
    ids: set[str],
    first: Mapping[repository.Name, dict[str, Any]],
    known: Mapping[repository.Name, str],
) -> Outcome:
    if row["id"] in ids:
        return Outcome(Taken.CREATED, row["id"])
    name = repository.name_of(row)
    return Outcome(Taken.DUPLICATE, known.get(name, first[name]["id"]))


@dataclass(frozen=True, slots=True)
class _Places:
    """Who and where: the ids behind the addresses, ids and names of a batch; what is not in it is unknown."""

    owners: Mapping[str, repository.Placed]
    departments: Mapping[str, str]

    @classmethod
    def of(cls, s: Session, workspace_id: str, rows: Iterable[ActivityInput]) -> "_Places":
        said = [(row.owner, row.department) for row in rows]
        owners = {owner: _owner_key(owner) for owner in {owner for owner, _ in said if owner}}
        names = {name: fold(name) for name in {name for _, name in said if name}}
        people = repository.people_behind(s, workspace_id, set(owners.values()) - {""})
        places = repository.departments_named(s, workspace_id, set(names.values()))
        return cls(
            {said: people[key] for said, key in owners.items() if key in people},
            {said: places[key] for said, key in names.items() if key in places},
        )

    def wrong(self, row: ActivityInput) -> dict[str, KitError]:
        """Tell what a row names that is not there."""
        errors: dict[str, KitError] = {}
        if row.owner and row.owner not in self.owners:
            errors["owner"] = UnknownOwner()
        if row.department and row.department not in self.departments:
            errors["department"] = UnknownDepartment()
        return errors


def _owner_key(said: str) -> str:
    """Give the id, or the key of the address, that a text stands for; empty when it is neither."""
    if is_id(said):
        return said
    try:
        return email_address.parse(said).key
    except KitError:
        return ""
