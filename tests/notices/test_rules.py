"""Quiet hours and mentions, as tables."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.notices.inputs import quiet_hours
from comunik_kit.notices.mentions import MOST_MENTIONS, meant, mentions
from comunik_kit.notices.rules import Quiet, leaves_at

PARIS = ZoneInfo("Europe/Paris")
NIGHT, NOON, SMALL_HOURS = Quiet(20 * 60, 8 * 60), Quiet(12 * 60, 14 * 60), Quiet(60, 150)
NAMES = {"ana martin": ["ana"], "ana": ["other-ana"], "j. dupont": ["jean"], "marie-lou d'arc": ["marie"]}
ADDRESSES = {"ana.martin@example.org": "ana"}


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("quiet", "now", "leaves"),
    [
        (None, "2026-03-02 23:00", None),
        (NIGHT, "2026-03-02 18:59", None),  # 19:59 in Paris
        (NIGHT, "2026-03-02 19:00", "2026-03-03 07:00"),
        (NIGHT, "2026-03-02 23:30", "2026-03-03 07:00"),  # half past midnight there
        (NIGHT, "2026-03-03 06:59", "2026-03-03 07:00"),
        (NIGHT, "2026-03-03 07:00", None),
        (NOON, "2026-03-02 11:30", "2026-03-02 13:00"),
        (NOON, "2026-03-02 13:00", None),
        # The night in which the clock is put forward is an hour shorter, the other one longer.
        (NIGHT, "2026-03-28 20:00", "2026-03-29 06:00"),
        (NIGHT, "2026-10-24 20:00", "2026-10-25 07:00"),
        # Half past two does not exist on the one day, and comes twice on the other.
        (SMALL_HOURS, "2026-03-29 00:30", "2026-03-29 01:30"),
        (SMALL_HOURS, "2026-10-25 00:10", "2026-10-25 00:30"),
        (SMALL_HOURS, "2026-10-25 00:40", None),
        (SMALL_HOURS, "2026-10-25 01:10", "2026-10-25 01:30"),
    ],
)
def test_a_mail_waits_for_the_end_of_the_quiet_hours(
    quiet: Quiet | None, now: str, leaves: str | None
) -> None:
    assert leaves_at(utc(now), PARIS, quiet) == (utc(leaves) if leaves else None)


MINUTES = st.integers(0, 1439)
ZONES = st.sampled_from(["Europe/Paris", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"])


@given(since=MINUTES, until=MINUTES, hours=st.integers(0, 24 * 365), zone=ZONES)
def test_nothing_leaves_in_quiet_hours_and_nothing_waits_longer_than_a_day(
    since: int, until: int, hours: int, zone: str
) -> None:
    quiet, place = Quiet(since, until), ZoneInfo(zone)
    now = utc("2026-01-01 00:20") + timedelta(hours=hours)
    at = leaves_at(now, place, quiet) or now
    there = at.astimezone(place)
    assert not quiet.holds(there.hour * 60 + there.minute)
    assert now <= at <= now + timedelta(hours=25)


@pytest.mark.parametrize(
    ("form", "hours"),
    [
        ({"quiet": "yes", "since": "20:00", "until": "07:30"}, Quiet(1200, 450)),
        ({"quiet": "yes", "since": "20:00:00", "until": "23:59"}, Quiet(1200, 1439)),
        ({"since": "20:00", "until": "nonsense"}, None),
        ({}, None),
    ],
)
def test_the_form_of_the_quiet_hours(form: dict[str, object], hours: Quiet | None) -> None:
    assert quiet_hours(form) == hours


@pytest.mark.parametrize(
    ("form", "wrong"),
    [
        ({"quiet": "yes", "since": "24:00", "until": "07:30"}, {"since"}),
        ({"quiet": "yes", "since": "", "until": "7:30"}, {"since", "until"}),
        ({"quiet": "yes", "since": 7, "until": "07:30"}, {"since"}),
        ({"quiet": "yes", "since": "08:00", "until": "08:00"}, {"until"}),
        ({"quiet": "yes", "since": "08:00", "until": "09:00", "user_id": "x"}, {"form"}),
    ],
)
def test_hours_that_are_none_are_refused_by_field(form: dict[str, object], wrong: set[str]) -> None:
    """INP-02."""
    with pytest.raises(InvalidInput) as refusal:
        quiet_hours(form)
    assert set(refusal.value.errors) == wrong


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("@Ana Martin", ["ana"]),
        ("Vu avec @ANA  MÂRTIN, qui rappelle", ["ana"]),
        ("@Ana Martin peux-tu voir ?", ["ana"]),
        ("(@Ana Martin)", ["ana"]),
        ("@Ana, merci", ["other-ana"]),
        ("@Ana\nMartin", ["other-ana"]),
        ("@J. Dupont : à toi", ["jean"]),
        ("@Marie-Lou d’Arc.", ["marie"]),
        ("@ana.martin@example.org, merci", ["ana"]),
        ("@Ana.Martin@Example.org.", ["ana"]),
        ("@Ana Martin et @Ana Martin", ["ana"]),
        ("@Ana @J. Dupont", ["other-ana", "jean"]),
        ("ana.martin@example.org", []),
        ("Ana Martin", []),
        ("@ Ana Martin", []),
        ("@Inconnue", []),
        ("@personne@example.org", []),
        ("@@Ana", []),
        ("x@Ana Martin", []),
        ("@", []),
        ("", []),
    ],
)
def test_who_is_meant(text: str, ids: list[str]) -> None:
    assert meant(mentions(text), NAMES, ADDRESSES) == ids


def test_two_people_of_one_name_are_both_meant() -> None:
    assert meant(mentions("@Ana"), {"ana": ["one", "two"]}, {}) == ["one", "two"]


@given(st.text(alphabet="@ a.B,é\n", max_size=2_000))
def test_no_text_asks_for_more_than_a_few(text: str) -> None:
    said = mentions(text)
    assert len(said) <= MOST_MENTIONS
    assert sum(len(each.names) for each in said) <= 6 * MOST_MENTIONS
