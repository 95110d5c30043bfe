"""Events that no page sends: refused without a write or a stack trace, and the socket goes on (INP-01, INP-02)."""

import asyncio
import inspect
import json
import math
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
from reflex_base.registry import RegistrationContext
from socketio.exceptions import ConnectionError as NoSocket

from tests.web import installation
from tests.web.installation import Installation, Line, full_name, registered
from tests.web.neighbours import Neighbours, move_in

pytestmark = pytest.mark.browser
LONG = "x" * 50_000
WRONG: tuple[object, ...] = (None, [], ["x"], {}, {"$gt": 0}, True, 1.5, math.nan, -math.inf, LONG)
FORMS = {
    "new_colleague_state.submit",
    "user_record_state.save",
    "profile_state.save",
    "white_label_state.save",
}
# Alone they make no form wrong: they are tried on one that is wrong already.
HARMLESS = {"phone_region", "act"}


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with installation.running(tmp_path_factory.mktemp("hostile")) as running:
        yield running


@pytest.fixture(scope="module")
def neighbours(here: Installation) -> Neighbours:
    return move_in(here.cast.kit.db)


def arguments(short: str) -> list[str]:
    handler = RegistrationContext.get().event_handlers[registered()[short]].handler
    return list(inspect.signature(handler.fn).parameters)[1:]


def honest_forms(here: Installation) -> dict[str, dict[str, object]]:
    """Fill each form as a page would; not one of them is sent as it is."""
    olga, tara = here.cast.person(here.ids["admin"]), here.cast.person(here.ids["newcomer"])
    common: dict[str, object] = {"phone": "", "phone_region": "FR", "language": "fr", "photo": ""}
    record: dict[str, object] = {
        "role_id": here.cast.roles["user"],
        "tier_id": tara.tier_id,
        "department": "",
        "company": "",
    }
    return {
        "new_colleague_state.submit": here.cast.form("Eva Intruse")
        | common
        | {"staged_password": "", "act": "create"},
        "user_record_state.save": common | record | {"full_name": "Tara Volée", "version": str(tara.version)},
        "profile_state.save": common
        | {"full_name": "Olga Bis", "time_zone": "Europe/Paris", "version": str(olga.version)},
        "white_label_state.save": {"domain": "people.example.com"},
    }


def spoilt(form: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """Give the form with one field of a wrong type, each field in turn."""
    for name in form:
        for wrong in WRONG:
            yield {**form, **({"full_name": ""} if name in HARMLESS else {}), name: wrong}


def as_admin(here: Installation, events: Sequence[tuple[str, object]]) -> str:
    """Say them all on one socket, from the record of Tara; nothing may be written, said in anger, or broken."""
    record = f"/users/{here.ids['newcomer']}"

    async def scene() -> str:
        async with here.line("admin") as line:
            await line.say(full_name("user_record_state.load"), path=record)
            await line.settled()
            for name, payload in events:
                await line.say(full_name(name), payload, path=record)
            heard = await line.settled()
            await still_works(line)
            return heard

    before, said = here.rows(), len(here.app.words())
    heard = asyncio.run(scene())
    assert complaints(here, said) == []
    assert here.rows() == before
    return heard


async def still_works(line: Line) -> None:
    await line.say(full_name("users_state.load"), path="/users")
    assert "Tara Cible" in await line.settled()


def complaints(here: Installation, since: int) -> list[str]:
    """List what the log says of things that nobody foresaw."""
    lines = here.app.words()[since:].splitlines()
    return [line for line in lines if any(sign in line for sign in ("Traceback", "unexpected", 'File "'))]


@pytest.mark.parametrize(
    "payload", [5, "text", [], [["user_id", "x"]], {"unknown": 1}, {"self": {}, "state": {}}]
)
def test_a_payload_that_is_no_handlers_is_refused(here: Installation, payload: object) -> None:
    """INP-01: unknown names, and things that have no names at all."""
    events = [(name, payload) for name in registered() if name != "session_state.tell_failure"]
    as_admin(here, events)


def test_an_event_with_an_argument_too_few_or_too_many_is_refused(here: Installation) -> None:
    """INP-01."""
    fewer = [(name, {}) for name in registered() if arguments(name)]
    more = [(name, dict.fromkeys([*arguments(name), "workspace_id"], "")) for name in registered()]
    as_admin(here, fewer + more)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda wrong: repr(wrong)[:12])
def test_an_argument_of_a_wrong_type_is_refused(here: Installation, wrong: object) -> None:
    """INP-01: Reflex itself lets any type through, whatever the handler declares."""
    events: list[tuple[str, object]] = [
        (name, {**dict.fromkeys(arguments(name), ""), argument: wrong})
        for name in registered()
        for argument in arguments(name)
    ]
    as_admin(here, events)


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_form_with_a_field_of_a_wrong_type_is_refused(here: Installation, name: str) -> None:
    """INP-01, ACL-05."""
    as_admin(here, [(name, {"form": form}) for form in spoilt(honest_forms(here)[name])])


@pytest.mark.parametrize("entries", [5, [1, 2], [["full_name"]], {"full_name": 1}, [[{}, {}]], "text"])
def test_a_form_that_cannot_be_taken_apart_is_refused(here: Installation, entries: object) -> None:
    """INP-01: the wrapping in which the browser sends forms, broken."""
    as_admin(here, [(name, {"form": {"__reflex_form_data__": entries}}) for name in FORMS])


def test_what_belongs_to_another_workspace_is_as_unknown_as_nothing(
    here: Installation, neighbours: Neighbours
) -> None:
    """ACL-03: each of their ids wherever one is taken, answered exactly as an id that nobody has."""
    forms = honest_forms(here)

    def events(ids: Mapping[str, str]) -> list[tuple[str, object]]:
        person = {"user_id": ids["user"]}
        acts = [name for name in registered() if arguments(name) == ["user_id"]]
        chosen = [{"role_id": ids["role"]}, {"tier_id": ids["tier"]}, {"photo": ids["photo"]}]
        return [
            *((act, person) for act in acts),
            ("mail_state.read", {"message_id": ids["message"]}),
            *(
                ("new_colleague_state.submit", {"form": forms["new_colleague_state.submit"] | c})
                for c in chosen
            ),
            *(("user_record_state.save", {"form": forms["user_record_state.save"] | c}) for c in chosen),
            ("profile_state.save", {"form": forms["profile_state.save"] | chosen[2]}),
            ("new_colleague_state.look_at_email", {"text": "zoe@elsewhere.example"}),
        ]

    def told(heard: str) -> int:
        return heard.count("errors.not_found")

    theirs = as_admin(here, events(neighbours.ids))
    nobodys = as_admin(here, events(dict.fromkeys(neighbours.ids, "0" * 32)))
    assert told(theirs) == told(nobodys) > 0
    assert "Zoé" not in theirs
    assert "elsewhere" not in theirs.replace("zoe@elsewhere.example", "")


@pytest.mark.parametrize("action", ["load", "edit", "refresh"])
def test_the_record_of_somebody_elsewhere_is_not_there(
    here: Installation, neighbours: Neighbours, action: str
) -> None:
    """ACL-03: the id in the address."""

    async def scene() -> str:
        async with here.line("admin") as line:
            await line.say(full_name(f"user_record_state.{action}"), path=f"/users/{neighbours.ids['user']}")
            return await line.settled()

    heard = asyncio.run(scene())
    assert "missing" in heard
    assert "Zoé" not in heard


FRAMES: list[object] = [
    None, 5, "text", "{", "[]", [], [{}], {}, {"payload": {}},
    {"name": None}, {"name": 5}, {"name": ""}, {"name": "no.such.event"}, {"name": "é" * 9_000},
    {"name": ["x"]}, {"name": {"$gt": 0}},
    {"name": "x", "router_data": None}, {"name": "x", "router_data": []}, {"name": "x", "router_data": {"query": []}},
    {"name": "x", "router_data": {"pathname": {}}}, {"name": "x", "router_data": {"query": {"a": {}}}},
]  # fmt: skip


@pytest.mark.parametrize("role", ["admin", "anonymous"])
def test_a_frame_that_is_no_event_is_passed_over(here: Installation, role: str) -> None:
    """INP-01: the socket goes on, the sender's own included."""

    async def scene() -> None:
        async with here.line("admin") as bystander, here.line(role) as line:
            for frame in FRAMES:
                await line.say_raw(frame)
                await line.say_raw(frame, {"more": 1})
            await line.settled()
            await still_works(bystander)

    before, said = here.rows(), len(here.app.words())
    asyncio.run(scene())
    assert "an event that no handler takes" in here.app.words()[said:]
    assert complaints(here, said) == []
    assert here.rows() == before


@pytest.mark.parametrize(
    "payload", [{"vars": {"x": 1}}, {"vars": 5}, {"hashes": {}}, {"value": {}}, {"x": 1}, []]
)
@pytest.mark.parametrize("role", ["admin", "anonymous"])
def test_an_event_of_reflex_itself_takes_nothing_but_its_own(
    here: Installation, role: str, payload: object
) -> None:
    """INP-01: they are open to anybody, and may write no variable."""

    async def scene() -> None:
        async with here.line(role) as line:
            for name in RegistrationContext.get().event_handlers:
                if name not in registered().values():
                    await line.say(name, payload)
            await line.settled()

    before, said = here.rows(), len(here.app.words())
    asyncio.run(scene())
    assert complaints(here, said) == []
    assert here.rows() == before


def test_a_message_stays_under_64_kilobytes(here: Installation) -> None:
    """INP-02: the longest that may be is answered, one byte more ends the socket and nothing else."""

    def spaced(size: int) -> dict[str, object]:
        event: dict[str, object] = {
            "name": full_name("users_state.load"),
            "payload": {},
            "router_data": {},
            "pad": "",
        }
        around = len("42/_event,") + len(json.dumps(["event", event], separators=(",", ":")))
        return event | {"pad": "x" * (size - around)}

    async def scene() -> None:
        async with here.line("admin") as line:
            await line.say_raw(spaced(64 * 1024))
            assert "Tara Cible" in await line.settled()
            with pytest.raises((NoSocket, AssertionError)):
                await _drowned(line, spaced(64 * 1024 + 1))
        async with here.line("admin") as line:
            await still_works(line)

    asyncio.run(scene())


async def _drowned(line: Line, event: dict[str, object]) -> Any:
    await line.say_raw(event)
    return await line.settled()
