"""`POST /webhooks/resend`: what Resend did not sign, or nobody can read, is refused and leaves nothing."""

import asyncio
import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from starlette.types import Message

from comunik_kit.http.app import api
from comunik_kit.kernel.db import Database
from tests.http.browser import browser_on
from tests.http.resend_side import EMAIL_ID, resend_of, sent_through_resend, written
from tests.support import svix
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import START, MovedClock
from tests.support.svix import SECRET, Svix

KB = 1024


@pytest.fixture
def cast(sqlite_database: Database, clock: MovedClock, tmp_path: Path) -> Iterator[Cast]:
    """Invite Ana through Resend; what these tests show is decided before any database is asked."""
    cast = sent_through_resend(sqlite_database.url, clock, tmp_path)
    yield cast
    cast.kit.db.dispose()


@pytest.fixture
def resend(cast: Cast) -> Svix:
    """Lend Resend's web-hook service."""
    return resend_of(cast)


Headers = dict[str, str]
BODY = json.dumps(svix.event("email.bounced", EMAIL_ID, START)).encode()


def _swap(name: str, value: str) -> Callable[[Headers], Headers]:
    return lambda headers: headers | {name: value}


def _cut(name: str) -> Callable[[Headers], Headers]:
    return lambda headers: {key: value for key, value in headers.items() if key != name}


def _with_signature(change: Callable[[str], str]) -> Callable[[Headers], Headers]:
    return lambda headers: headers | {"svix-signature": change(headers["svix-signature"])}


FORGED: dict[str, Callable[[Headers], Headers]] = {
    "no header at all": lambda _headers: {},
    "no id": _cut("svix-id"),
    "no timestamp": _cut("svix-timestamp"),
    "no signature": _cut("svix-signature"),
    "an empty id": _swap("svix-id", ""),
    "an empty signature": _swap("svix-signature", ""),
    "another id": _swap("svix-id", "msg_other"),
    "another second": lambda headers: headers | {"svix-timestamp": str(int(headers["svix-timestamp"]) - 1)},
    "a timestamp that is none": _swap("svix-timestamp", "now"),
    "a timestamp of nothing": _swap("svix-timestamp", "nan"),
    "a timestamp beyond all numbers": _swap("svix-timestamp", "9" * 5_000),
    "a negative timestamp": _swap("svix-timestamp", "-1"),
    "a signature of a stranger": lambda headers: (
        headers
        | {
            "svix-signature": "v1,"
            + svix.signature(
                f"{headers['svix-id']}.{headers['svix-timestamp']}.".encode() + BODY, "whsec_c3RyYW5nZXI="
            )
        }
    ),
    "a signature of nothing": _swap("svix-signature", "v1,"),
    "only a version": _swap("svix-signature", "v1"),
    "no version": _with_signature(lambda signature: signature.partition(",")[2]),
    "cut": _with_signature(lambda signature: signature[:-2]),
    "longer": _with_signature(lambda signature: signature + "A"),
    "in lower case": _with_signature(str.lower),
    "not base64": _swap("svix-signature", "v1,!!!"),
    "a thousand wrong ones": _swap("svix-signature", " ".join(["v1,AAAA"] * 1_000)),
    "accents": _swap("svix-signature", "v1,ééé=".encode().decode("latin-1")),
    "an accent in the id": _swap("svix-id", "é".encode().decode("latin-1")),
}


@pytest.mark.parametrize("forge", FORGED.values(), ids=FORGED)
def test_what_is_not_signed_by_resend_is_refused(
    cast: Cast, resend: Svix, forge: Callable[[Headers], Headers]
) -> None:
    """REL-06: 401, never an error of ours, and nothing written."""
    headers = {key: value.encode("latin-1") for key, value in forge(svix.signed(BODY)).items()}
    answer = resend.client.post(svix.PATH, content=BODY, headers=headers)  # pyright: ignore[reportArgumentType]

    assert (answer.status_code, answer.json()) == (401, {"status": "bad_signature"})
    assert written(cast) == 0


def test_another_body_under_a_good_signature_is_refused(cast: Cast, resend: Svix) -> None:
    """REL-06: every byte counts, spaces too."""
    headers = svix.signed(BODY)
    for body in (BODY + b" ", BODY.replace(b"bounced", b"opened"), b" " + BODY, b"{}"):
        assert resend.client.post(svix.PATH, content=body, headers=headers).status_code == 401

    assert written(cast) == 0


@pytest.mark.parametrize(
    ("age", "status"), [(290, 200), (310, 401), (-290, 200), (-310, 401), (172_800, 401)]
)
def test_five_minutes_are_the_tolerance(cast: Cast, resend: Svix, age: float, status: int) -> None:
    """REL-06: a recorded web hook cannot be played again two days later."""
    assert resend.deliver(svix.event("email.sent", EMAIL_ID, START), age=age).status_code == status
    assert (written(cast) == 0) is (status == 401)


UNREADABLE: dict[str, bytes] = {
    "no JSON": b"hello",
    "half of it": BODY[:-10],
    "a list": b"[]",
    "a number": b"7",
    "null": b"null",
    "no type": b"{}",
    "no data": b'{"type": "email.sent"}',
    "no moment": json.dumps({"type": "email.sent", "data": {"email_id": EMAIL_ID}}).encode(),
    "a lone surrogate": BODY.replace(EMAIL_ID.encode(), b"\\ud800"),
    "a NUL": BODY.replace(EMAIL_ID.encode(), b"a\\u0000b"),
    "not UTF-8": b"\xff\xfe",
    "a hundred thousand levels": b"[" * 100_000,
}


@pytest.mark.parametrize("body", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_signed_and_no_event_is_refused(cast: Cast, resend: Svix, body: bytes) -> None:
    """REL-06, INP-01: 400, nothing written."""
    answer = resend.client.post(svix.PATH, content=body, headers=svix.signed(body))

    assert (answer.status_code, answer.json()) == (400, {"status": "unreadable_event"})
    assert written(cast) == 0


def test_an_empty_body_is_refused(cast: Cast, resend: Svix) -> None:
    assert resend.client.post(svix.PATH, content=b"", headers=svix.signed(b"")).status_code == 401
    assert written(cast) == 0


def test_a_body_has_a_limit_that_holds_before_it_is_read(cast: Cast, resend: Svix) -> None:
    """INP-02, INP-07: 256 kB at most, by what is declared and by what comes."""
    event = svix.event("email.sent", EMAIL_ID, START)
    rest = 256 * KB - len(json.dumps(event | {"filling": ""}))
    at_limit = resend.deliver(event | {"filling": "x" * rest}, name="msg_1")
    above = resend.deliver(event | {"filling": "x" * (rest + KB)}, name="msg_2")
    body = b"x" * (257 * KB)
    pieces = (body[place : place + KB] for place in range(0, len(body), KB))
    undeclared = resend.client.post(svix.PATH, content=pieces, headers=svix.signed(body))  # pyright: ignore[reportArgumentType]

    assert (at_limit.status_code, above.status_code, undeclared.status_code) == (200, 413, 413)
    assert above.json() == {"status": "body_too_big"}
    assert _status_unread(cast, b"99999999999") == 413


def _status_unread(cast: Cast, length: bytes) -> int:
    """Post to the application itself; fail when it asks for the body."""
    sent: list[Message] = []

    async def receive() -> Message:
        pytest.fail("the body was asked for")

    async def send(message: Message) -> None:
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": svix.PATH,
        "query_string": b"",
        "headers": [(b"content-length", length)],
        "client": ("203.0.113.7", 1),
    }
    asyncio.run(api(lambda: cast.kit)(scope, receive, send))
    return sent[0]["status"]


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "OPTIONS"])
def test_the_wrong_method_is_refused(resend: Svix, method: str) -> None:
    client = resend.client
    assert isinstance(client, TestClient)
    answer = client.request(method, svix.PATH)

    assert (answer.status_code, answer.headers["allow"]) == (405, "POST")


def test_without_a_secret_there_is_no_such_address(
    sqlite_database: Database, clock: MovedClock, tmp_path: Path
) -> None:
    """REL-06: nothing is believed by default, not even an empty secret's signature."""
    cast = found(kit_on(sqlite_database.url, clock, tmp_path))
    client = browser_on(cast.kit)
    answers = [
        client.post(svix.PATH, content=BODY, headers=svix.signed(BODY, secrets=secrets))
        for secrets in ((SECRET,), ("whsec_",), ())
    ]

    assert {answer.status_code for answer in [*answers, client.get(svix.PATH)]} == {404}
    assert written(cast) == 0
    cast.kit.db.dispose()


def test_a_page_elsewhere_cannot_use_the_open_door(resend: Svix) -> None:
    """WEB-04: what a browser is made to post has no signature; a signed event needs no origin."""
    foreign = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    refused = resend.client.post(svix.PATH, content=BODY, headers=foreign)
    signed = resend.client.post(svix.PATH, content=BODY, headers=svix.signed(BODY) | foreign)

    assert (refused.status_code, signed.status_code) == (401, 200)
