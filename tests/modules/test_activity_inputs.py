"""What other systems say is parsed strictly, field by field, whatever it is."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.locale import say
from comunik_kit.modules.inputs import FIELDS, ActivityInput
from comunik_kit.modules.registry import DETAILS, MODULES
from tests.support.clock import START


def said(**changes: object) -> dict[str, object]:
    """Tell of a call, with changes; None leaves a field out."""
    whole: dict[str, object] = {
        "module": "calls",
        "kind": "received",
        "at": START.isoformat(),
        "title": "Garage Morel",
        **changes,
    }
    return {name: value for name, value in whole.items() if value is not None}


def parse(value: object) -> ActivityInput:
    return ActivityInput.parse(value, START)


def wrong(value: object) -> dict[str, str]:
    with pytest.raises(InvalidInput) as refused:
        parse(value)
    return {name: error.code for name, error in refused.value.errors.items()}


def test_a_whole_call_is_read() -> None:
    details = {"number": "+33 1 23 45 67 89", "duration": 184, "queue": "Support", "agent": "Poste 12"}
    found = parse(said(owner="ana@example.org", customer="Morel", external_id="4711", details=details))
    assert (found.module, found.kind, found.status) == ("calls", "received", "answered")
    assert (found.owner, found.customer, found.external_id) == ("ana@example.org", "Morel", "4711")
    assert found.details == details
    assert found.at == START


@pytest.mark.parametrize(
    ("at", "meant"),
    [
        ("2026-03-02T09:30:00+01:00", datetime(2026, 3, 2, 8, 30, tzinfo=UTC)),
        ("2026-03-02T09:30:00Z", datetime(2026, 3, 2, 9, 30, tzinfo=UTC)),
        ("2026-03-02T09:30:00.25-05:00", datetime(2026, 3, 2, 14, 30, 0, 250_000, tzinfo=UTC)),
        ("2000-01-01T00:00:00Z", datetime(2000, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_moment_is_kept_in_utc_however_late_it_comes(at: str, meant: datetime) -> None:
    assert ActivityInput.parse(said(at=at), datetime(2026, 3, 2, tzinfo=UTC)).at == meant


@pytest.mark.parametrize(
    ("at", "code"),
    [
        (None, "required"),
        ("2026-03-02T09:30:00", "time_without_zone"),
        ("2026-03-02", "time_without_zone"),
        ("tomorrow", "not_a_time"),
        ("", "not_a_time"),
        (1_700_000_000, "not_a_time"),
        ("2" * 5_000, "not_a_time"),
        ("1999-12-31T23:59:59Z", "time_out_of_reach"),
        ("0001-01-01T00:00:00+14:00", "time_out_of_reach"),
        ("9999-12-31T23:59:59-12:00", "time_out_of_reach"),
        ((START + timedelta(days=1, seconds=1)).isoformat(), "time_out_of_reach"),
    ],
)
def test_a_moment_that_is_none_is_refused(at: object, code: str) -> None:
    assert wrong(said(at=at)) == {"at": code}


def test_a_day_ahead_is_the_most() -> None:
    """INP-02."""
    assert parse(said(at=(START + timedelta(days=1)).isoformat())).at > START


@pytest.mark.parametrize(
    ("changes", "errors"),
    [
        ({"module": "magic"}, {"module": "unknown_module"}),
        ({"module": None}, {"module": "required"}),
        ({"module": ["calls"]}, {"module": "unknown_module"}),
        ({"kind": "placed"}, {"kind": "unknown_kind"}),
        ({"kind": "created"}, {"kind": "unknown_kind"}),
        ({"kind": None}, {"kind": "required"}),
        ({"kind": 7}, {"kind": "wrong_value"}),
        ({"status": "missed"}, {"status": "unknown_status"}),
        ({"status": True}, {"status": "wrong_value"}),
        ({"title": None}, {"title": "required"}),
        ({"title": 12}, {"title": "wrong_value"}),
        ({"title": "a" * 201}, {"title": "too_long"}),
        ({"title": "a\0b"}, {"title": "unreadable_text"}),
        ({"title": "\ud800"}, {"title": "unreadable_text"}),
        ({"title": "a\u202eb"}, {"title": "unreadable_text"}),
        ({"customer": "c" * 201}, {"customer": "too_long"}),
        ({"external_id": "x" * 121}, {"external_id": "too_long"}),
        ({"owner": {"$gt": ""}}, {"owner": "wrong_value"}),
        ({"workspace_id": "f" * 32}, {"workspace_id": "unknown_activity_field"}),
        ({"id": "f" * 32}, {"id": "unknown_activity_field"}),
        ({"details": []}, {"details": "wrong_value"}),
        ({"details": {"amount": 1}}, {"details.amount": "unknown_activity_field"}),
        ({"details": {"duration": "184"}}, {"details.duration": "wrong_value"}),
        ({"details": {"duration": True}}, {"details.duration": "wrong_value"}),
        ({"details": {"duration": 1.5}}, {"details.duration": "wrong_value"}),
        ({"details": {"duration": -1}}, {"details.duration": "out_of_range"}),
        ({"details": {"duration": 10**30}}, {"details.duration": "out_of_range"}),
        ({"details": {"number": "0" * 41}}, {"details.number": "too_long"}),
        (
            {"kind": "x", "at": "y", "title": ""},
            {"kind": "unknown_kind", "at": "not_a_time", "title": "required"},
        ),
    ],
)
def test_everything_that_is_wrong_is_said_by_field(
    changes: dict[str, object], errors: dict[str, str]
) -> None:
    """INP-01, INP-02."""
    assert wrong(said(**changes)) == errors


@pytest.mark.parametrize("value", [None, 1, "calls", [], [said()], True, 1.5])
def test_what_is_no_object_is_refused_whole(value: object) -> None:
    assert wrong(value) == {"form": "wrong_value"}


@pytest.mark.parametrize(
    ("kind", "said_status", "kept"),
    [
        ("received", None, "answered"),
        ("missed", None, "missed"),
        ("missed", "missed", "missed"),
        ("made", None, ""),
        ("made", "no_answer", "no_answer"),
    ],
)
def test_a_kind_with_one_status_needs_none_said(kind: str, said_status: str | None, kept: str) -> None:
    assert parse(said(kind=kind, status=said_status)).status == kept


def test_a_call_without_a_title_is_told_by_whom_or_from_where() -> None:
    assert parse(said(title=None, customer="Morel")).title == "Morel"
    assert parse(said(title=None, details={"number": "0123"})).title == "0123"


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
def test_every_kind_and_status_of_a_module_is_taken_and_has_words(module: Any) -> None:
    for kind in module.kinds:
        for status in module.statuses_of(kind):
            parse(said(module=module.key, kind=kind, status=status))
            for lang in ("fr", "en"):
                assert not say(lang, f"modules.status.{module.key}.{status}").startswith("modules.")
        assert not say("fr", f"modules.kind.{module.key}.{kind}").startswith("modules.")
        assert set(module.statuses_of(kind)) <= set(module.statuses)
    assert set(module.details) <= set(DETAILS)


LEAVES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=50)
JSON = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=20), inner, max_size=4),
)


@given(st.dictionaries(st.sampled_from([*FIELDS, *DETAILS, "id"]), JSON) | JSON)
def test_no_json_whatever_breaks_the_parser(value: object) -> None:
    """INP-01: it is taken whole, or refused field by field; what is taken can be written down."""
    try:
        found = parse(value)
    except InvalidInput:
        assert wrong(value)
    else:
        json.dumps([found.title, found.customer, dict(found.details)], allow_nan=False).encode()
