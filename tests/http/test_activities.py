"""`POST /api/v1/activities`: the key, the body, each row's answer, and the same answer again."""

import json
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from httpx import ASGITransport, AsyncClient, Response
from sqlalchemy import select
from sqlmodel import col
from starlette.testclient import TestClient

from comunik_kit.http.activities import LONGEST_NAME, put
from comunik_kit.http.forms import ACTIVITIES_BYTES
from comunik_kit.integrations.allowance import REQUEST, ROOM
from comunik_kit.integrations.inputs import Once
from comunik_kit.integrations.posting import Answered
from comunik_kit.integrations.tables import ApiAnswer
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.inputs import MOST_ROWS
from comunik_kit.modules.tables import Activity
from tests.http.browser import browser_on
from tests.integrations.test_keys import made
from tests.modules.test_activity_inputs import said
from tests.support.cast import Cast
from tests.support.clock import MovedClock

PATH = "/api/v1/activities"


class System:
    """Another system with a key."""

    def __init__(self, cast: Cast) -> None:
        """Get a key."""
        self.cast = cast
        self.key_id, self.key = made(cast)
        # As programs come: no cookie, no origin of ours.
        self.client = TestClient(browser_on(cast.kit).app, base_url=cast.kit.settings.public_url)

    def post(self, body: object, **headers: str) -> Response:
        """Post a value as JSON, with more headers."""
        return self.raw(json.dumps(body).encode(), **headers)

    def raw(self, body: bytes, **headers: str) -> Response:
        """Post bytes; a header's name has `_` for `-`."""
        given = {"authorization": f"Bearer {self.key}", "content-type": "application/json"}
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return self.client.post(PATH, content=body, headers=given | named)

    def titles(self) -> list[str]:
        """List what was written, oldest first."""
        with self.cast.kit.db.read() as s:
            return list(s.execute(select(col(Activity.title)).order_by(col(Activity.id))).scalars())


@pytest.fixture
def system(cast: Cast) -> System:
    """Lend another system that has a key."""
    return System(cast)


def test_one_object_is_written_and_named(system: System) -> None:
    answer = system.post(said(owner="olga@example.org", details={"duration": 12}))
    assert (answer.status_code, answer.json()["created"]) == (201, 1)
    with system.cast.kit.db.read() as s:
        row = s.execute(select(Activity)).scalar_one()
    assert answer.json()["results"] == [{"index": 0, "status": "created", "id": row.id}]
    assert (row.owner_id, row.source) == (system.cast.admin.user_id, f"key:{system.key_id}")


def test_a_batch_tells_of_each_row_what_came_of_it_and_why(system: System) -> None:
    answer = system.post([said(external_id="1"), said(external_id="1"), said(kind="magic", at="soon"), 7])
    told = answer.json()
    assert (answer.status_code, told["created"], told["duplicates"], told["refused"]) == (200, 1, 1, 2)
    assert [each["status"] for each in told["results"]] == ["created", "duplicate", "refused", "refused"]
    assert told["results"][1]["id"] == told["results"][0]["id"]
    assert [(e["field"], e["code"]) for e in told["results"][2]["errors"]] == [
        ("at", "not_a_time"),
        ("kind", "unknown_kind"),
    ]
    assert "received, missed, made" in told["results"][2]["errors"][1]["message"]
    assert [e["field"] for e in told["results"][3]["errors"]] == [""]
    assert system.titles() == ["Garage Morel"]


def test_a_request_of_which_nothing_is_good_is_a_problem_with_every_reason(system: System) -> None:
    answer = system.post([said(module="magic"), said(title="")])
    told = answer.json()
    assert answer.status_code == 422
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert (told["code"], told["refused"]) == ("api_nothing_taken", 2)
    assert [each["errors"][0]["code"] for each in told["results"]] == ["unknown_module", "required"]
    assert system.titles() == []


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "api_malformed_json"),
        (b"{", 400, "api_malformed_json"),
        (b"\xff", 400, "api_malformed_json"),
        (b"[NaN]", 400, "api_malformed_json"),
        (b'{"module": "calls", "module": "leads"}', 400, "api_malformed_json"),
        (b"[" * 100_000, 400, "api_malformed_json"),
        (b"[]", 422, "api_empty"),
        (json.dumps([1] * (MOST_ROWS + 1)).encode(), 413, "api_too_many_rows"),
        (b" " * (ACTIVITIES_BYTES + 1), 413, "body_too_big"),
        (b"1" * 5_000, 400, "api_malformed_json"),
    ],
    ids=["empty", "cut", "bytes", "nan", "twice", "deep", "none", "many", "big", "digits"],
)
def test_a_body_that_is_none_is_refused_whole(system: System, body: bytes, status: int, code: str) -> None:
    """INP-01, INP-02."""
    answer = system.raw(body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert system.titles() == []


def test_the_most_that_fits_is_taken(system: System) -> None:
    """INP-02."""
    answer = system.post([said()] * MOST_ROWS)
    assert (answer.status_code, answer.json()["created"]) == (201, MOST_ROWS)


def test_a_body_of_another_kind_and_another_method_are_refused(system: System) -> None:
    assert system.raw(b"module=calls", content_type="text/plain").json()["code"] == "api_not_json"
    for method in ("GET", "PUT", "DELETE", "OPTIONS"):
        answer = system.client.request(method, PATH)
        assert (answer.status_code, answer.headers["allow"]) == (405, "POST")
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    ("authorization", "code", "challenge"),
    [
        ("", "api_key_missing", "Bearer"),
        ("Basic a2l0", "api_key_missing", "Bearer"),
        ("Bearer ", "api_key_missing", "Bearer"),
        ("Bearer kit_wrong", "api_key_unknown", 'Bearer error="invalid_token"'),
    ],
)
@pytest.mark.anyio
async def test_without_a_good_key_nothing_is_read(
    system: System, authorization: str, code: str, challenge: str
) -> None:
    """INP-07: the body is not asked for; the answer does not repeat what was sent."""

    async def never() -> AsyncIterator[bytes]:
        pytest.fail("the body was read")
        yield b""

    app = ASGITransport(system.client.app)
    async with AsyncClient(transport=app, base_url="http://localhost") as client:
        sent = {"authorization": authorization, "content-type": "application/json"}
        answer = await client.post(PATH, content=never(), headers=sent)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"] == challenge
    assert "kit_wrong" not in answer.text


def test_a_session_is_no_key(cast: Cast) -> None:
    """WEB-04: no page of anybody's can post here in the name of who looks at it."""
    from comunik_kit.http.cookies import session_cookie_name  # noqa: PLC0415

    browser = browser_on(cast.kit)
    browser.cookies.set(session_cookie_name(cast.kit.settings), cast.admin_secret)
    answer = browser.post(PATH, json=said())
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key_missing")


def test_a_revoked_key_is_told_so_and_writes_nothing(system: System) -> None:
    assert system.post(said()).status_code == 201
    system.cast.kit.api_keys.revoke(system.cast.admin, key_id=system.key_id)
    answer = system.post(said(title="Après"))
    assert (answer.status_code, answer.json()["code"]) == (401, "api_key_revoked")
    assert system.titles() == ["Garage Morel"]


def test_the_same_request_hears_the_same_answer_and_writes_once(system: System) -> None:
    body = [said(title="Une fois"), said(kind="magic")]
    first = system.post(body, idempotency_key="call-1")
    again = system.post(body, idempotency_key='"call-1"')
    assert again.content == first.content
    assert (first.status_code, again.status_code) == (200, 200)
    assert "idempotent-replayed" not in first.headers
    assert again.headers["idempotent-replayed"] == "true"
    assert system.titles() == ["Une fois"]


def test_another_request_under_the_same_key_is_refused(system: System) -> None:
    system.post(said(), idempotency_key="call-1")
    answer = system.post(said(title="Autre"), idempotency_key="call-1")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_reused")
    assert system.titles() == ["Garage Morel"]


def test_a_request_that_changed_nothing_may_come_again(system: System) -> None:
    """Else a department that was made meanwhile would stay unknown for a day."""
    body = said(department="Vente")
    assert system.post(body, idempotency_key="call-1").status_code == 422
    system.cast.create("Ana Lopez", department="Vente")
    assert system.post(body, idempotency_key="call-1").status_code == 201


def test_answers_are_forgotten_after_a_day(system: System, clock: MovedClock) -> None:
    body = said(title="Encore")
    system.post(body, idempotency_key="call-1")
    clock.move(hours=24, seconds=1)
    assert "idempotent-replayed" not in system.post(body, idempotency_key="call-1").headers
    system.post(body, idempotency_key="call-2")
    with system.cast.kit.db.read() as s:
        assert len(s.execute(select(ApiAnswer)).all()) == 2
    assert system.titles() == ["Encore"] * 3


def test_two_keys_may_use_the_same_idempotency_key(system: System) -> None:
    other = System(system.cast)
    assert system.post(said(), idempotency_key="1").status_code == 201
    answer = other.post(said(title="D’un autre"), idempotency_key="1")
    assert answer.status_code == 201
    assert "idempotent-replayed" not in answer.headers


@pytest.mark.parametrize("name", ["", '""', "x" * (LONGEST_NAME + 1), "a\tb"])
def test_an_idempotency_key_that_is_none_is_refused(system: System, name: str) -> None:
    answer = system.post(said(), idempotency_key=name)
    assert (answer.status_code, answer.json()["code"]) == (400, "api_bad_idempotency_key")
    assert system.titles() == []


def test_of_many_at_once_under_one_key_one_writes_and_all_hear_it(system: System) -> None:
    """INV-04's rule for programs: one waits for the other."""
    posting, once = system.cast.kit.activity_posting, Once("same", "digest")
    holder = posting.holder(system.key)

    def send(_: int) -> Answered:
        return posting.post(holder, rows=[said(title="Une fois")], put=put, once=once)

    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(send, range(6)))
    assert {each.status for each in answers} == {201}
    assert len({each.body for each in answers}) == 1
    assert sum(each.again for each in answers) == 5
    assert system.titles() == ["Une fois"]


def test_who_sends_too_fast_is_told_when_to_come_again(system: System, clock: MovedClock) -> None:
    """WEB-05: of that key alone."""
    other = System(system.cast)
    holder = system.cast.kit.activity_posting.holder(system.key)
    for _ in range(int(ROOM) // REQUEST - 2):
        system.cast.kit.activity_posting.holder(system.key)
    assert holder.key_id == system.key_id
    answer = system.post([said()] * 10)
    assert (answer.status_code, answer.json()["code"]) == (429, "api_too_fast")
    assert system.titles() == []
    assert other.post(said()).status_code == 201
    clock.move(seconds=int(answer.headers["retry-after"]))
    assert system.post([said()] * 10).status_code == 201
    assert len(system.titles()) == 11


def test_pages_hear_of_a_batch_once_and_of_nothing_new_not_at_all(system: System) -> None:
    heard: list[tuple[str, Topic]] = []
    with system.cast.kit.fanout.listening(lambda *told: heard.append(told)):
        system.post([said(external_id=str(n)) for n in range(50)])
        system.post([said(external_id=str(n)) for n in range(50)])
        system.post([said(kind="magic")])
    assert heard == [(system.cast.workspace_id, Topic.ACTIVITY)]


def test_a_database_that_lets_nobody_in_is_told_apart_from_a_mistake(
    system: System, monkeypatch: pytest.MonkeyPatch
) -> None:
    """REL-07."""
    from sqlalchemy.exc import OperationalError  # noqa: PLC0415

    def full(*_: object, **__: object) -> None:
        raise OperationalError("", None, Exception())

    monkeypatch.setattr(type(system.cast.kit.activity_posting), "post", full)
    answer = system.post(said())
    assert (answer.status_code, answer.json()["code"]) == (503, "api_busy")
    assert answer.headers["retry-after"] == "1"
    assert system.titles() == []
