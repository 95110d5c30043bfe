"""Ids that sort by time, cursors that cannot be forged into an error, actors who may only what they hold."""

import base64
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.listing import decode_cursor, encode_cursor, is_storable

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@given(st.datetimes(datetime(2020, 1, 1), datetime(2200, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_an_id_is_a_uuid_of_version_seven_that_begins_with_its_time(now: datetime) -> None:
    made = new_id(now)
    assert len(made) == 32
    assert made[12] == "7"
    assert made[16] in "89ab"
    assert int(made[:12], 16) == int(now.timestamp() * 1000)


def test_ids_made_later_sort_later_and_none_comes_twice() -> None:
    made = [new_id(NOW + timedelta(milliseconds=number)) for number in range(200)]
    assert made == sorted(made)
    assert len({new_id(NOW) for _ in range(200)}) == 200


@given(st.lists(st.text() | st.integers(), min_size=1, max_size=4))
def test_a_cursor_reads_back_as_written(values: list[str | int]) -> None:
    cursor = encode_cursor(*values)
    assert decode_cursor(cursor, len(values)) == tuple(values)
    assert decode_cursor(cursor, len(values) + 1) is None


@given(st.text(max_size=200))
def test_any_text_is_a_cursor_or_none(cursor: str) -> None:
    """ACL-09."""
    found = decode_cursor(cursor, 2)
    assert found is None or len(found) == 2


def test_a_cursor_that_is_too_deep_to_be_read_is_none() -> None:
    """ACL-09."""
    assert decode_cursor(base64.urlsafe_b64encode(b"[" * 100_000).decode(), 2) is None


@pytest.mark.parametrize("letter", ["a", "é", "щ", "明", "\N{WOMAN}"])
def test_a_cursor_takes_no_more_room_than_its_text(letter: str) -> None:
    """A limit to its length is one to what it says, in whatever script."""
    assert len(encode_cursor(letter * 120)) == -(-(4 + 120 * len(letter.encode())) * 4 // 3)


@pytest.mark.parametrize(
    ("text", "may"),
    [
        ("", True),
        ("zoe", True),
        ("نیم\u200cفض", True),
        ("jean\xadmarie", True),
        ("x\0", False),
        ("\ud800", False),
    ],
)
def test_a_database_is_asked_for_no_text_that_it_cannot_hold(text: str, may: bool) -> None:  # noqa: FBT001
    """ACL-09."""
    assert is_storable(text) is may


def test_the_clock_tells_aware_utc() -> None:
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_an_actor_with_an_initial_password_may_nothing() -> None:
    """AUT-11."""
    free = Actor("u", "w", "s", "x", "r", 10, frozenset({"users:read"}))
    held = Actor("u", "w", "s", "x", "r", 10, frozenset({"users:read"}), must_change_password=True)
    free.require("users:read")
    for actor, permission in ((free, "users:create"), (held, "users:read")):
        with pytest.raises(Forbidden):
            actor.require(permission)
