"""The places of rows: taken over by the next list, kept by their people while the same one is read anew."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.web.users.row_places import kept
from comunik_kit.web.users.state import UsersState
from tests.support.waiting import soon
from tests.web.live_page import at, invite
from tests.web.users.conftest import Stage

PEOPLE = st.lists(st.sampled_from("abcdefghij"), unique=True)


@pytest.mark.parametrize(
    ("places", "before", "now", "expected"),
    [
        ([], "", "abc", []),
        ([], "abc", "abc", []),
        ([], "abc", "", []),
        ([], "abc", "ab", []),
        ([], "abc", "bc", [1, 2]),
        ([], "abc", "xabc", [3, 0, 1, 2]),
        ([], "abc", "axc", []),
        ([], "abc", "cba", [2, 1, 0]),
        ([3, 0, 1, 2], "xabc", "abc", []),
        ([1, 2], "bc", "xybc", [0, 3, 1, 2]),
    ],
)
def test_places(places: list[int], before: str, now: str, expected: list[int]) -> None:
    assert kept(places, list(before), list(now)) == expected


@given(st.lists(PEOPLE, min_size=2, max_size=6))
def test_whoever_stays_keeps_the_place_and_nobody_shares_one(readings: list[list[str]]) -> None:
    places: list[int] = []
    for before, now in pairwise(readings):
        held = dict(zip(before, places or range(len(before)), strict=True))
        places = kept(places, before, now)
        found = dict(zip(now, places or range(len(now)), strict=True))
        assert {each: found[each] for each in now if each in held} == {
            each: held[each] for each in now if each in held
        }
        assert len(set(found.values())) == len(now)


@pytest.mark.anyio
async def test_people_keep_their_places_when_somebody_comes_in(stage: Stage) -> None:
    stage.cast.create("Marc Petit", email="marc@example.org")

    async with at(stage.cast, "/users") as tab:
        assert (await tab.state(UsersState)).places == []
        invite(stage.cast, "Ana Lopez")

        async def is_there() -> bool:
            return len((await tab.state(UsersState)).page.rows) == 3

        await soon(is_there, of="Ana")
        shown = await tab.state(UsersState)
        assert [row.full_name for row in shown.page.rows] == ["Ana Lopez", "Marc Petit", "Olga Martin"]
        assert shown.places == [2, 0, 1]


@pytest.mark.anyio
async def test_another_search_page_or_address_begins_with_the_places_as_they_stand(stage: Stage) -> None:
    for number in range(30):
        stage.cast.create(f"Personne {number:02}", email=f"p{number}@example.org")

    async with stage.tab() as tab:

        async def places_after_one_more(name: str) -> list[int]:
            stage.cast.create(name, email=f"{name.replace(' ', '.').lower()}@example.org")
            await tab.fire(UsersState.refresh)
            return list((await tab.state(UsersState)).places)

        await tab.fire(UsersState.load, path="/users?q=personne")
        assert await places_after_one_more("Personne 00 A") != []
        for handler, path, given in (
            (UsersState.look_for, "/users?q=personne", {"text": "person"}),
            (UsersState.turn_on, "/users?q=person", {}),
            (UsersState.turn_back, "/users?q=person", {}),
            (UsersState.load, "/users?q=pers", {}),
        ):
            await tab.fire(handler, path=path, **given)
            assert (await tab.state(UsersState)).places == [], handler
            if handler is not UsersState.turn_on:
                assert await places_after_one_more(f"Personne 00 {path[-3:]} {handler.fn.__name__}") != []


@pytest.mark.anyio
async def test_an_address_loaded_anew_keeps_the_places(stage: Stage) -> None:
    """A socket that was lost and is there again loads the page once more, under whoever reads it."""
    stage.cast.create("Marc Petit", email="marc@example.org")

    async with stage.tab() as tab:
        await tab.fire(UsersState.load, path="/users")
        stage.cast.create("Ana Lopez", email="ana@example.org")
        await tab.fire(UsersState.load, path="/users")
        assert (await tab.state(UsersState)).places == [2, 0, 1]
