"""What other systems report is written once, and only what a module knows."""

from typing import Any

import pytest
from sqlalchemy import func, select

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.modules.errors import UnknownKind, UnknownModule
from comunik_kit.modules.home import Home
from comunik_kit.modules.tables import Activity
from tests.modules.conftest import Cast
from tests.support.clock import MovedClock


def _count(database: Database) -> int:
    with database.read() as s:
        return s.execute(select(func.count()).select_from(Activity)).scalar_one()


def _ticket(clock: MovedClock, **fields: str) -> NewActivity:
    values: dict[str, Any] = {
        "module": "tickets",
        "kind": "created",
        "title": "Imprimante en panne",
        **fields,
    }
    return NewActivity(occurred_at=clock.now(), **values)


def test_a_posted_ticket_appears_on_its_owners_home_page(
    database: Database, clock: MovedClock, cast: Cast, home: Home
) -> None:
    owner = cast["Agnès"]
    with database.write() as s:
        post(s, cast.workspace_id, _ticket(clock, owner_id=owner.user_id), clock.now())
    tickets = next(found for found in home.view(owner).widgets if found.module == "tickets")
    assert (tickets.figure, tickets.latest[0].title) == (1, "Imprimante en panne")
    assert all(not found.figure for found in home.view(cast["Ugo"]).widgets)


def test_the_same_external_key_is_the_same_thing_only_within_a_workspace(
    database: Database, clock: MovedClock, cast: Cast, neighbours: Cast
) -> None:
    new = _ticket(clock, external_key="T-42")
    with database.write() as s:
        first = post(s, cast.workspace_id, new, clock.now())
        again = post(s, cast.workspace_id, new, clock.now())
        theirs = post(s, neighbours.workspace_id, new, clock.now())
    assert first == again != theirs
    assert _count(database) == 2


@pytest.mark.parametrize(
    ("fields", "refusal"),
    [
        ({"module": "magic"}, UnknownModule),
        ({"kind": "received"}, UnknownKind),
        ({"owner_id": "f" * 32}, NotFound),
        ({"department_id": "f" * 32}, NotFound),
    ],
)
def test_what_no_module_knows_is_refused_and_not_written(
    database: Database, clock: MovedClock, cast: Cast, fields: dict[str, str], refusal: type[KitError]
) -> None:
    with pytest.raises(refusal), database.write() as s:
        post(s, cast.workspace_id, _ticket(clock, **fields), clock.now())
    assert _count(database) == 0


def test_an_owner_of_another_workspace_is_as_unknown_as_nobody(
    database: Database, clock: MovedClock, cast: Cast, neighbours: Cast
) -> None:
    """ACL-03."""
    foreign = [
        {"owner_id": neighbours["Agnès"].user_id},
        {"department_id": neighbours.departments["Support"]},
    ]
    for fields in foreign:
        with pytest.raises(NotFound), database.write() as s:
            post(s, cast.workspace_id, _ticket(clock, **fields), clock.now())
    assert _count(database) == 0
