"""What an account may ask of the routes before it has a password, or a factor, of its own: to get one, and no more."""

import io
import json
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from PIL import Image
from starlette.testclient import TestClient

from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.http.app import routes
from comunik_kit.integrations.inputs import NewKey, SourceForm
from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.filters import EVERYBODY
from tests.branding.conftest import picture
from tests.http.browser import browser_on, sign_in
from tests.integrations.test_mapping import MAPPING
from tests.support.cast import PASSWORD, Cast

EMAIL, INITIAL, OWN = "zoe@example.org", "Autre-Mot-2026!", "Encore-Un-Mot-42!"
LIST = b"Nom complet;E-mail\nAna Neuve;ana@exemple.fr\n"
ENDS_THE_SESSION = "/auth/logout"
# For whoever has the address, whether they are signed in or not.
ANYBODYS = {
    "POST /auth/new-link",
    "POST /auth/passkey/login/options",
    "GET /brand/face.json",
    "GET /brand/{name}",
    "GET /api",
    "GET /api/v1",
    "GET /api/v1/",
    "GET /api/v1/openapi.json",
    "GET /healthz/live",
    "GET /healthz/ready",
}
OWN_PICTURE = {"GET /photos/{photo_id}"}  # the frame of the one page that they may see shows it
OF_A_NEW_FACTOR = {
    "GET /auth/factor/key",
    "GET /auth/factor/qr.svg",
    "POST /auth/passkey/register/options",
}
PERSONAL = {
    "GET /users/{user_id}/data.zip",
    "GET /users/export.csv",
    "GET /users/export.xlsx",
    "GET /users/exports/{name}",
    "GET /imports/template.csv",
    "GET /invitations/archive.csv",
    "GET /settings/audit/journal.csv",
    "GET /calls/export.csv",
    "GET /mail/{message_id}",
    "GET /mail/samples/{template}/{language}",
    "POST /photos",
    "POST /imports",
    "POST /activities/import",
    "POST /brand/pictures/{kind}",
    "POST /invitations/{user_id}/link",
    "POST /invitations/{user_id}/card",
    "POST /hooks/{source_id}/secret",
    "POST /api-keys/{key_id}/secret",
}
Hold = Callable[[Cast, Actor], None]


def with_an_initial_password(cast: Cast, zoe: Actor) -> None:
    staged = cast.kit.passwords.stage(cast.admin, password=INITIAL, name="", email="")
    cast.kit.passwords.give_initial(cast.admin, user_id=zoe.user_id, staged=staged)


def without_the_factor(cast: Cast, _zoe: Actor) -> None:
    rules = {"preset": "kit", f"role_{cast.roles['admin']}": "on"}
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules.parse(rules))


def let_go(cast: Cast, browser: TestClient) -> None:
    """Have Zoé get what she lacked."""
    cast.kit.sign_in_rules.set(cast.admin, rules=NewRules.parse({"preset": "kit"}))
    browser.post("/auth/password", data={"current": INITIAL, "password": OWN, "confirmation": OWN})


def things(cast: Cast, zoe: Actor) -> dict[str, str]:
    """Make something at every address: hers where it is a person's."""
    kit, now = cast.kit, cast.kit.clock.now()
    with kit.db.write() as s:
        post(s, cast.workspace_id, NewActivity("calls", "missed", "Garage Tarvel", now, status="missed"), now)
    invited = kit.invitations.create_and_invite(zoe, new=cast.new("Nina Neuve")).user_id
    kit.factors.begin(zoe)
    return {
        "/users/{user_id}/data.zip": zoe.user_id,
        "user_id": invited,
        "photo_id": str(cast.person(zoe.user_id).photo_id),
        "/users/exports/{name}": kit.prepared_exports.prepare(
            zoe, Sheet(kit.people_exports.begin(zoe, EVERYBODY), "fr")
        ),
        "import_id": kit.imports.receive(zoe, io.BytesIO(LIST), name="a.csv"),
        "message_id": cast.letters()[-1].id,
        "template": "invitation",
        "language": "fr",
        "kind": "logo",
        "/brand/{name}": f"{kit.brand_pictures.store(zoe, picture(), kind='logo')}.png",
        "key_id": kit.api_keys.create(zoe, new=NewKey.parse({"name": "Standard"})),
        "source_id": kit.webhook_sources.create(zoe, form=SourceForm.parse("PBX", json.dumps(MAPPING))),
    }


def sent_to(path: str) -> Mapping[str, Any]:
    """Give what an honest page posts there, where that is more than nothing."""
    files = {
        "/photos": {"photo": ("me.png", photo())},
        "/brand/pictures/{kind}": {"photo": ("logo.png", picture())},
        "/imports": {"file": ("a.csv", LIST)},
        "/activities/import": {
            "file": ("a.csv", b"module,kind,at\ncalls,missed,2026-03-02T09:30:00+01:00\n")
        },
    }
    if path in files:
        return {"files": files[path]}
    return {"json": {}} if path.startswith("/auth/passkey/") else {}


def photo() -> bytes:
    raw = io.BytesIO()
    Image.new("RGB", (40, 30), "#2563eb").save(raw, "PNG")
    return raw.getvalue()


def given(cast: Cast, browser: TestClient, named: Mapping[str, str]) -> set[str]:
    """List the routes that give something, of all that there are."""
    found = set[str]()
    for route in routes(lambda: cast.kit):
        filled = {name: named.get(route.path, named.get(name, "x")) for name in route.param_convertors}
        path = route.path.format(**filled)
        if browser.get(path).status_code == 200:
            found.add(f"GET {route.path}")
        if route.path != ENDS_THE_SESSION and browser.post(path, **sent_to(route.path)).status_code == 200:
            found.add(f"POST {route.path}")
    return found


@pytest.mark.parametrize(
    ("hold", "password", "own"),
    [(with_an_initial_password, INITIAL, set[str]()), (without_the_factor, PASSWORD, OF_A_NEW_FACTOR)],
)
def test_no_route_gives_a_held_account_anything(cast: Cast, hold: Hold, password: str, own: set[str]) -> None:
    """AUT-11, MFA-08: of every route there is; once nothing comes before it, all of them answer."""
    stored = cast.kit.photos.store(cast.admin, photo())
    zoe, _ = cast.join("Zoé Roux", "admin", email=EMAIL, photo_id=stored)
    named = things(cast, zoe)
    hold(cast, zoe)
    browser, acts = browser_on(cast.kit), len(cast.acts())
    sign_in(browser, EMAIL, password)
    held = given(cast, browser, named)
    assert held - ANYBODYS == own | OWN_PICTURE
    assert set(cast.acts()[acts:]) <= {"authn_login_success"}
    let_go(cast, browser)
    assert given(cast, browser, named) >= PERSONAL | held


@pytest.mark.parametrize("hold", [with_an_initial_password, without_the_factor])
def test_a_held_account_sees_no_picture_of_others(cast: Cast, hold: Hold) -> None:
    zoe, _ = cast.join("Zoé Roux", "admin", email=EMAIL)
    theirs = cast.kit.photos.store(cast.admin, photo())
    cast.create("Ana Lopez", photo_id=theirs)
    hold(cast, zoe)
    browser = browser_on(cast.kit)
    sign_in(browser, EMAIL, INITIAL if hold is with_an_initial_password else PASSWORD)
    assert browser.get(f"/photos/{theirs}").status_code == 404
    let_go(cast, browser)
    assert browser.get(f"/photos/{theirs}").status_code == 200
