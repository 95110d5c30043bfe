"""`POST /hooks/<id>`: another system's own JSON, signed; on both databases."""

import json
from typing import Any

import pytest
from httpx2 import Response
from sqlalchemy import select
from starlette.testclient import TestClient

from comunik_kit.integrations.inputs import SourceForm
from comunik_kit.integrations.signing import WINDOW, signature
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.tables import Activity
from tests.http.browser import browser_on
from tests.integrations.test_keys import elsewhere
from tests.integrations.test_mapping import MAPPING, SAMPLE
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.workspaces.houses import opened


class Sender:
    """Another system, with a secret to sign with."""

    def __init__(self, cast: Cast, clock: MovedClock, mapping: dict[str, object]) -> None:
        """Have Olga make the sender."""
        self.cast, self.clock = cast, clock
        form = SourceForm.parse("PBX", json.dumps(mapping))
        self.id = cast.kit.webhook_sources.create(cast.admin, form=form)
        self.secret = cast.kit.webhook_sources.secret(cast.admin, source_id=self.id)
        self.client = TestClient(browser_on(cast.kit).app, base_url=cast.kit.settings.public_url)

    def send(self, said: object, *, header: str | None = None, to: str = "") -> Response:
        """Send a message, signed unless another header is given."""
        body = json.dumps(said).encode()
        signed = signature(self.secret, body, int(self.clock.now().timestamp()))
        headers = {"x-signature": signed if header is None else header, "content-type": "application/json"}
        return self.client.post(f"/hooks/{to or self.id}", content=body, headers=headers)

    def rows(self) -> list[Activity]:
        """List what was written."""
        with self.cast.kit.db.read() as s:
            return list(s.execute(select(Activity)).scalars())


@pytest.fixture
def sender(cast: Cast, clock: MovedClock) -> Sender:
    """Lend a sender whose mapping fits the sample."""
    return Sender(cast, clock, MAPPING)


def test_at_another_workspaces_host_there_is_no_such_sender(sender: Sender) -> None:
    """ACL-03: signed or not, it is answered like one that nobody has."""
    opened(sender.cast)
    sender.client.headers["Host"] = "voisine.localhost:3000"
    unknown = sender.send(SAMPLE, to="0" * 32)
    for header in (None, "t=1,v1=00", ""):
        answer = sender.send(SAMPLE, header=header)
        assert (answer.status_code, answer.text) == (404, unknown.text)
    assert sender.rows() == []
    del sender.client.headers["Host"]
    assert sender.send(SAMPLE).status_code == 201


def test_a_signed_message_becomes_an_activity_once(sender: Sender) -> None:
    assert sender.send(SAMPLE).status_code == 201
    assert sender.send(SAMPLE).json()["duplicates"] == 1
    row = sender.rows()[0]
    assert (row.customer, row.kind, row.source) == ("Garage Morel", "received", f"hook:{sender.id}")
    shown = sender.cast.kit.webhook_sources.listed(sender.cast.admin)[0]
    assert (shown.is_active, shown.received_at) == (True, sender.clock.now().isoformat())
    assert sender.secret not in sender.cast.dump()


def test_a_message_without_names_of_its_own_is_written_once_too(cast: Cast, clock: MovedClock) -> None:
    """A replay within the window changes nothing."""
    sender = Sender(cast, clock, {n: rule for n, rule in MAPPING.items() if n != "external_id"})
    assert sender.send(SAMPLE).status_code == 201
    assert sender.send(SAMPLE).json()["duplicates"] == 1
    assert sender.send({**SAMPLE, "more": 1}).status_code == 201
    assert len(sender.rows()) == 2


def test_what_is_not_signed_by_the_sender_now_is_refused(sender: Sender, clock: MovedClock) -> None:
    """WEB-04."""
    body, now = json.dumps(SAMPLE).encode(), int(clock.now().timestamp())
    other = Sender(sender.cast, clock, MAPPING)
    for header in (
        "",
        "t=1,v1=00",
        signature(sender.secret, body + b" ", now),
        signature(other.secret, body, now),
        signature(sender.secret, body, now - WINDOW - 1),
        signature(sender.secret, body, now + WINDOW + 1),
        signature(sender.secret, body, now).replace("v1", "v0"),
        f"t={'9' * 5_000},v1={'0' * 64}",
    ):
        answer = sender.send(SAMPLE, header=header)
        assert (answer.status_code, answer.json()["code"]) == (401, "hook_bad_signature")
    assert sender.rows() == []
    assert sender.send(SAMPLE, header=signature(sender.secret, body, now - WINDOW)).status_code == 201


def test_a_revoked_or_unknown_sender_is_not_there(sender: Sender) -> None:
    assert sender.send(SAMPLE, to="f" * 32).status_code == 404
    assert sender.send(SAMPLE, to="nothing").status_code == 404
    assert sender.cast.kit.webhook_sources.revoke(sender.cast.admin, source_id=sender.id) == "PBX"
    assert sender.send(SAMPLE).status_code == 404
    with pytest.raises(NotFound):
        sender.cast.kit.webhook_sources.secret(sender.cast.admin, source_id=sender.id)
    assert sender.rows() == []


def test_a_message_that_does_not_fit_says_why(sender: Sender) -> None:
    answer = sender.send({"event": "answered"})
    told = answer.json()
    assert (answer.status_code, told["code"]) == (422, "api_nothing_taken")
    assert [each["field"] for each in told["results"][0]["errors"]] == ["at"]
    assert sender.client.get(f"/hooks/{sender.id}").status_code == 405


def test_a_trial_shows_what_would_come_of_a_sample_and_writes_nothing(cast: Cast) -> None:
    form = SourceForm.parse("", json.dumps(MAPPING), named=False)
    hooks, before = cast.kit.webhook_sources, cast.acts()
    good = hooks.attempt(cast.admin, form=form, sample=json.dumps(SAMPLE))
    assert (good[0].title, good[0].kind, good[0].faults) == ("Garage Morel", "received", [])
    bad = hooks.attempt(cast.admin, form=form, sample='{"event": "answered"}')
    assert [(each.name, each.code) for each in bad[0].faults] == [("at", "required")]
    with cast.kit.db.read() as s:
        assert s.execute(select(Activity)).all() == []
    assert cast.acts() == before


def test_senders_are_for_who_may_manage_the_api_and_of_one_workspace(sender: Sender) -> None:
    """ACL-02, ACL-03."""
    hooks, cast = sender.cast.kit.webhook_sources, sender.cast
    manager, _ = cast.join("Mado Blanc", "manager")
    form = SourceForm.parse("PBX", json.dumps(MAPPING))
    acts: list[Any] = [
        lambda: hooks.listed(manager),
        lambda: hooks.create(manager, form=form),
        lambda: hooks.secret(manager, source_id=sender.id),
        lambda: hooks.revoke(manager, source_id=sender.id),
        lambda: hooks.attempt(manager, form=form, sample="{}"),
    ]
    for act in acts:
        with pytest.raises(Forbidden):
            act()
    stranger = elsewhere(cast)
    assert hooks.listed(stranger) == []
    for foreign in (hooks.secret, hooks.revoke):
        with pytest.raises(NotFound):
            foreign(stranger, source_id=sender.id)
    assert sender.send(SAMPLE).status_code == 201
