"""Where a name stands in SQLite's index of fragments, and what its row tells of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.users import ordering

NAMES = st.text(st.sampled_from(["a", "b", "z", " ", "-", "'", "1", "œ", "\U0010ffff"]), max_size=10)


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
        ("valerie martin", "valerie"),
        ("helene martin", "helene"),
        ("maximilien", "maximili"),
        ("al", "al"),
        ("jean-luc", "jean"),
        ("12", ""),
        ("œuvre", ""),
        ("", ""),
    ],
)
def test_letters_are_told_up_to_the_first_sign_that_is_none(name: str, told: str) -> None:
    assert ordering.beginning(ordering.first_row(name)) == told
