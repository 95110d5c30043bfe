"""Whatever a posted form's headers say of the host: none that is not ours makes mail, none has a say in a link."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from starlette.testclient import TestClient

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.views import KeyQuestion
from comunik_kit.http.app import api
from comunik_kit.http.gate import Gate
from comunik_kit.mail.outbox import Template
from tests.access.acts import NEW_PASSWORD, reset_link
from tests.access.asking import NEW, ask
from tests.access.keys import Authenticator
from tests.http.browser import OLGA, OURS, SCRIPT, sign_in
from tests.invitations.looking import invite
from tests.oidc.acts import provided
from tests.support.cast import PASSWORD, Cast
from tests.support.forged import BASE, FOREIGN, HOST, forged, ids_of, lead_home
from tests.support.oidc import Issuer
from tests.workspaces.houses import proved

FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@dataclass(frozen=True)
class Scene:
    """The workspace at its own host, a browser there, and a provider of identities."""

    cast: Cast
    browser: TestClient
    issuer: Issuer


@dataclass(frozen=True)
class Asked:
    """A request: its address, what goes with it, and how."""

    path: str
    given: dict[str, Any]
    method: str = "POST"

    def send(self, browser: TestClient, **headers: str) -> Any:
        """Send it with more headers."""
        return browser.request(self.method, self.path, headers=headers, **self.given)


def form(path: str, **fields: str) -> Asked:
    return Asked(path, {"data": fields})


def forgotten(scene: Scene) -> Asked:
    assert scene.cast.letters() == []
    return form("/auth/forgot", email=OLGA)


def sign_in_link(scene: Scene) -> Asked:
    scene.cast.kit.sign_in_rules.set(scene.cast.admin, rules=NewRules(Preset.KIT, (), by_link=True))
    return form("/auth/link", email=OLGA)


def new_link(scene: Scene) -> Asked:
    invited = invite(scene.cast)
    scene.cast.kit.invitations.resend(scene.cast.admin, user_id=invited.user_id)
    scene.browser.get(f"/invite/{scene.cast.link(invited.invitation_id, 1)}")
    return form("/auth/new-link")


def accepted(scene: Scene) -> Asked:
    number = invite(scene.cast).invitation_id
    scene.browser.get(f"/invite/{scene.cast.link(number)}")
    return form("/auth/accept", invitation=number, password=PASSWORD, confirmation=PASSWORD)


def other_address(scene: Scene) -> Asked:
    sign_in(scene.browser)
    return form("/auth/address", email=NEW, current=PASSWORD)


def address_confirmed(scene: Scene) -> Asked:
    scene.browser.get(f"/address/{ask(scene.cast)}")
    return form("/auth/address/confirm")


def chosen_anew(scene: Scene) -> Asked:
    scene.browser.get(f"/reset/{reset_link(scene.cast)}")
    return form("/auth/reset", password=NEW_PASSWORD, confirmation=NEW_PASSWORD)


def changed(scene: Scene) -> Asked:
    sign_in(scene.browser)
    return form("/auth/password", current=PASSWORD, password=NEW_PASSWORD, confirmation=NEW_PASSWORD)


def from_a_new_browser(scene: Scene) -> Asked:
    scene.browser.headers["User-Agent"] = FIREFOX
    return form("/auth/login", email=OLGA, password=PASSWORD)


def passkey(scene: Scene) -> Asked:
    sign_in(scene.browser)
    question = KeyQuestion(**scene.browser.post("/auth/passkey/register/options", json={}).json())
    made = Authenticator().make(question, origin=BASE, name="Bureau")
    return Asked("/auth/passkey/register", {"json": made})


def by_a_provider(scene: Scene) -> Asked:
    scene.cast.join("Ana Lopez", "agent")
    leaving = scene.browser.post(f"/sign-in/oidc/{provided(scene.cast, scene.issuer)}")
    said = scene.issuer.authorise(leaving.json()["location"])
    return Asked("/sign-in/oidc/callback", {"params": said}, "GET")


DOORS: dict[Callable[[Scene], Asked], Template] = {
    forgotten: Template.PASSWORD_RESET,
    sign_in_link: Template.SIGN_IN_LINK,
    new_link: Template.LINK_REQUESTED,
    accepted: Template.INVITATION_ACCEPTED,
    other_address: Template.ADDRESS_CHANGE,
    address_confirmed: Template.ADDRESS_CHANGED,
    chosen_anew: Template.PASSWORD_CHANGED,
    changed: Template.PASSWORD_CHANGED,
    from_a_new_browser: Template.NEW_DEVICE,
    passkey: Template.PASSKEY_ADDED,
    by_a_provider: Template.IDENTITY_LINKED,
}
"""What makes mail without a page's event: how it is asked for, and the message it makes."""


@pytest.fixture
def scene(cast: Cast, issuer: Issuer) -> Scene:
    """Prove the workspace's host, and open a browser on it before the gate."""
    proved(cast, HOST)
    app = Gate(api(lambda: cast.kit), lambda: cast.kit)
    browser = TestClient(
        app,
        base_url=BASE,
        headers=OURS | SCRIPT,
        follow_redirects=False,
        client=("203.0.113.7", 50_000),
    )
    return Scene(cast, browser, issuer)


@pytest.mark.parametrize("door", DOORS)
def test_at_a_foreign_host_no_message_is_made(scene: Scene, door: Callable[[Scene], Asked]) -> None:
    """TOK-07: though everything else says that it is ours."""
    asked = door(scene)
    before, acts = ids_of(scene.cast), scene.cast.acts()
    for name in (FOREIGN, f"{HOST}.{FOREIGN}", f"{FOREIGN}:443"):
        answer = asked.send(scene.browser, Host=name, **forged(HOST))
        assert answer.status_code == 421
        assert "set-cookie" not in answer.headers
    assert (ids_of(scene.cast), scene.cast.acts()) == (before, acts)


@pytest.mark.parametrize("door", DOORS)
def test_forged_headers_have_no_say_in_a_link(scene: Scene, door: Callable[[Scene], Asked]) -> None:
    """TOK-07: the row is made, and every link in its message leads to the workspace's own host."""
    asked = door(scene)
    before = ids_of(scene.cast)
    answer = asked.send(scene.browser, **forged(FOREIGN))
    assert answer.status_code in {200, 303}, answer.text
    assert FOREIGN not in answer.text + repr(answer.headers)
    lead_home(scene.cast, before, DOORS[door])
