"""A sender's own JSON becomes an activity by looking up, and nothing in a mapping or a message can do more."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.integrations.errors import NotAMapping
from comunik_kit.integrations.inputs import SourceForm
from comunik_kit.integrations.mapping import ActivityMapping
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.modules.inputs import ActivityInput
from tests.support.clock import START

MAPPING: dict[str, object] = {
    "module": "calls",
    "kind": {"from": "/event", "table": {"answered": "received", "abandoned": "missed"}, "else": "made"},
    "at": {"from": "/call/started"},
    "customer": {"from": "/call/from/name", "else": "Inconnu"},
    "external_id": {"from": "/call/id"},
    "details.number": {"from": "/call/from/numbers/0"},
    "details.duration": {"from": "/call/seconds"},
}
SAMPLE: dict[str, object] = {
    "event": "answered",
    "call": {
        "id": 4711,
        "started": int(START.timestamp()),
        "seconds": "184",
        "from": {"name": "Garage Morel", "numbers": ["+33 1"]},
    },
}


def made(said: object, **changes: object) -> ActivityInput:
    rows = ActivityMapping.parse(MAPPING | changes).objects(said)
    return ActivityInput.parse(rows[0], START)


def test_fields_come_from_pointers_tables_and_constants() -> None:
    found = made(SAMPLE)
    assert (found.module, found.kind, found.at, found.customer) == (
        "calls",
        "received",
        START,
        "Garage Morel",
    )
    assert (found.external_id, dict(found.details)) == ("4711", {"number": "+33 1", "duration": 184})
    assert made({**SAMPLE, "event": "abandoned"}).kind == "missed"
    assert made({"call": SAMPLE["call"]}).kind == "made"
    assert made({"event": "answered", "call": {"started": START.isoformat()}}).customer == "Inconnu"


def test_milliseconds_are_told_from_seconds() -> None:
    said = {"event": "answered", "ms": int(START.timestamp()) * 1000}
    assert made(said, at={"from": "/ms"}).at == START


def test_one_message_may_tell_of_several_rows() -> None:
    mapping = ActivityMapping.parse({**MAPPING, "rows": "/events"})
    assert len(mapping.objects({"events": [SAMPLE, SAMPLE]})) == 2
    for wrong in ({"events": SAMPLE}, {}, [], {"events": [1] * 1_001}):
        with pytest.raises(NotAMapping):
            mapping.objects(wrong)


def test_a_pointer_writes_slashes_and_tildes_as_the_standard_does() -> None:
    found = made({**SAMPLE, "a/b": {"m~n": "Morel & fils"}}, customer={"from": "/a~1b/m~0n"})
    assert found.customer == "Morel & fils"


@pytest.mark.parametrize(
    ("mapping", "errors"),
    [
        ([], {"mapping": "hook_not_a_mapping"}),
        ({}, {"module": "required", "kind": "required", "at": "required"}),
        (MAPPING | {"workspace_id": "x"}, {"workspace_id": "unknown_activity_field"}),
        (MAPPING | {"details": "x"}, {"details": "unknown_activity_field"}),
        (MAPPING | {"details.colour": "x"}, {"details.colour": "unknown_activity_field"}),
        (MAPPING | {"at": {"from": "call"}}, {"at": "hook_bad_pointer"}),
        (MAPPING | {"at": {"from": "/a" * 11}}, {"at": "hook_bad_pointer"}),
        (MAPPING | {"at": {"from": "/a", "eval": "1"}}, {"at": "hook_not_a_mapping"}),
        (MAPPING | {"at": {"table": {}}}, {"at": "hook_bad_pointer"}),
        (MAPPING | {"at": {"from": "/a", "table": {"x": []}}}, {"at": "hook_not_a_mapping"}),
        (MAPPING | {"at": None}, {"at": "hook_not_a_mapping"}),
        (MAPPING | {"rows": "events"}, {"rows": "hook_bad_pointer"}),
        (MAPPING | {"rows": "/" + "a" * 500}, {"rows": "hook_bad_pointer"}),
        (MAPPING | {"rows": 7}, {"rows": "hook_bad_pointer"}),
        (MAPPING | {"title": "x" * 501}, {"title": "hook_not_a_mapping"}),
        # What no database and no page can hold: half a character, and the end of a C string.
        (MAPPING | {"title": "\ud83d"}, {"title": "hook_not_a_mapping"}),
        (MAPPING | {"title": {"from": "/a", "else": "a\0"}}, {"title": "hook_not_a_mapping"}),
        (MAPPING | {"title": {"from": "/a", "table": {"\ud83d": "x"}}}, {"title": "hook_not_a_mapping"}),
        (MAPPING | {"title": {"from": "/\ud83d"}}, {"title": "hook_bad_pointer"}),
        (MAPPING | {"rows": "/\ud83d"}, {"rows": "hook_bad_pointer"}),
    ],
)
def test_a_mapping_that_is_none_is_refused_by_field(mapping: object, errors: dict[str, str]) -> None:
    """INP-01, INP-02."""
    with pytest.raises(InvalidInput) as refused:
        SourceForm.parse("PBX", json.dumps(mapping))
    assert {name: error.code for name, error in refused.value.errors.items()} == errors


@pytest.mark.parametrize(
    "text", ["", "{", "[" * 50_000, '{"a": NaN}', '{"a": 1e999}', '{"a": 1, "a": 2}', 7, None]
)
def test_a_text_that_is_no_json_is_refused(text: object) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput) as refused:
        SourceForm.parse("PBX", text)
    assert set(refused.value.errors) == {"mapping"}


NAMES = st.sampled_from(["event", "call", "id", "from", "0"])
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner),
)


@given(JSON)
def test_no_message_whatever_breaks_a_mapping(said: object) -> None:
    """INP-01."""
    for row in ActivityMapping.parse(MAPPING).objects(said):
        try:
            ActivityInput.parse(row, START)
        except InvalidInput as error:
            assert error.errors  # noqa: PT017
