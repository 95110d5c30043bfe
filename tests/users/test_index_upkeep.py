"""The search index of SQLite lies in one piece again, and finds the same at every moment of it."""

import pytest
from sqlalchemy import text

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.users.index_upkeep import IndexUpkeep
from comunik_kit.users.inputs import UserListQuery
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on
from tests.users.world import Place, World

INDEXES = ("user_search", "user_search_pairs")


@pytest.fixture
def scattered(sqlite_database: Database, clock: MovedClock) -> Place:
    """Lend a workspace whose people came in five heaps."""
    here = World(sqlite_database, clock).workspace()
    for heap in range(5):
        crowd(here, 300, start=300 * heap)
    assert min(pieces(here)) > 1
    return here


@pytest.fixture
def reader(scattered: Place) -> Actor:
    """Lend who searches."""
    return scattered.actor()


def pieces(here: Place) -> list[int]:
    """Count the pieces of each index."""
    with here.world.db.look() as c:
        return [
            c.execute(text(f"SELECT count(DISTINCT segid) FROM {index}_idx")).scalar_one()  # noqa: S608
            for index in INDEXES
        ]


def found(here: Place, reader: Actor, search: str) -> list[str]:
    """Search; the names of the first page."""
    return names_on(here.world.users.page(reader, UserListQuery.parse(search=search)))


def upkeep(here: Place, *, few_pages: int = 2, bite_pages: int = 1) -> IndexUpkeep:
    """Make what merges even little, page by page."""
    return IndexUpkeep(db=here.world.db, few_pages=few_pages, bite_pages=bite_pages)


def test_an_index_in_pieces_becomes_one_and_is_then_left_alone(scattered: Place, reader: Actor) -> None:
    before = {search: found(scattered, reader, search) for search in ("personne 0012", "ne 01", "zzz")}
    keeping = upkeep(scattered)
    assert keeping.run_due() > 2
    assert pieces(scattered) == [1, 1]
    assert {search: found(scattered, reader, search) for search in before} == before
    assert len(before["personne 0012"]) == 11
    assert keeping.run_due() == 0


def test_whoever_searches_or_comes_between_two_bites_loses_nothing(scattered: Place, reader: Actor) -> None:
    keeping, expected = upkeep(scattered), found(scattered, reader, "personne 0012")
    for number in range(5):
        assert keeping.run_due(most_bites=1) == 2
        scattered.person(f"Zoé Nouvelle {number}", email=f"z{number}@nouvelle.fr")
        assert found(scattered, reader, "personne 0012") == expected
        assert len(found(scattered, reader, "zoé nouvelle")) == number + 1
    while keeping.run_due(most_bites=3):
        assert found(scattered, reader, "personne 0012") == expected
    assert len(found(scattered, reader, "zoé nouvelle")) == 5


def test_a_few_people_and_a_few_changes_are_not_worth_it(scattered: Place) -> None:
    assert upkeep(scattered, few_pages=10_000).run_due() == 0
    keeping = upkeep(scattered)
    keeping.run_due()
    scattered.person("Zoé Nouvelle", email="z@nouvelle.fr")
    assert min(pieces(scattered)) == 2
    assert keeping.run_due() == 0


def test_the_index_is_sound_after_it(scattered: Place) -> None:
    """FTS5 checks its own; the pairs, which keep no text, are held against a search of the texts."""
    upkeep(scattered).run_due()
    with scattered.world.db.write() as s:
        s.execute(text("INSERT INTO user_search(user_search, rank) VALUES ('integrity-check', 1)"))
        by_pair = "SELECT count(*) FROM user_search_pairs WHERE user_search_pairs MATCH :pair"
        by_text = "SELECT count(*) FROM user_search_rows WHERE instr(search_text, '12') > 0"
        pairs = s.execute(text(by_pair), {"pair": f'"{b"12".hex()}"'}).scalar_one()
        assert pairs == s.execute(text(by_text)).scalar_one() > 0


@pytest.mark.postgresql
def test_postgresql_keeps_its_own(postgresql_database: Database) -> None:
    assert IndexUpkeep(db=postgresql_database, few_pages=0).run_due() == 0
