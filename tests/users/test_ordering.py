"""Where a name stands in SQLite's index of fragments, and what its row tells of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from comunik_kit.kernel.db import Database
from comunik_kit.users import ordering
from tests.support.clock import MovedClock
from tests.users.crowd import crowd
from tests.users.world import World

NAMES = st.text(
    st.sampled_from(["a", "b", "z", " ", "-", "'", "/", "1", "2", "é", "ω", "\U0010ffff"]), max_size=10
)


@given(name=NAMES, other=NAMES)
def test_rows_come_in_the_order_of_the_first_letters(name: str, other: str) -> None:
    row, beyond = ordering.first_row(name), ordering.first_row(other)
    assert ordering.begin_alike(row, beyond) or (row < beyond) == (name < other)


@given(name=NAMES, number=st.integers(0, ordering.ALIKE))
def test_a_row_tells_the_letters_that_its_name_begins_with(name: str, number: int) -> None:
    """So nobody who begins as it does stands before these letters in the order of names."""
    assert name.startswith(ordering.beginning(ordering.first_row(name) | number))


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("valerie martin", "valerie "),
        ("helene martin", "helene m"),
        ("maximilien", "maximili"),
        ("al", "al"),
        ("jean-luc", "jean-luc"),
        ("box 1 b", "box "),
        ("12", ""),
        ("œuvre", ""),
        ("", ""),
    ],
)
def test_letters_are_told_up_to_the_first_sign_that_is_none(name: str, told: str) -> None:
    assert ordering.beginning(ordering.first_row(name)) == told


def test_the_database_counts_as_the_code_does(sqlite_database: Database, clock: MovedClock) -> None:
    here = World(sqlite_database, clock).workspace()
    names = ("Ana Lopez", "Box 1 b", "Box 2 a", "D'Aza", "Jean-Luc", "Œuvre", "Ω", "Zoé/1", "Maximilien", "9")
    for number, name in enumerate(names):
        crowd(here, 1, name=name, start=number)
    with sqlite_database.look() as c:
        rows = c.execute(text("SELECT id, sort_name FROM user_search_rows")).all()
    assert len(rows) == len(names)
    assert [sort_name for row, sort_name in rows if row != ordering.first_row(sort_name)] == ["box 2 a"]
