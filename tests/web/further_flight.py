"""The other secrets there are, let fly in the same installation: factors, links, keys, providers (LOG-03)."""

import asyncio
import json
import re
from typing import TYPE_CHECKING

from pyotp.totp import TOTP
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.integrations.inputs import NewKey, SourceForm
from comunik_kit.integrations.signing import signature
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import OutboxMessage
from tests.integrations.test_mapping import MAPPING, SAMPLE
from tests.support.cast import ORIGIN
from tests.support.oidc import CLIENT, SECRET, Issuer, issuing
from tests.web.installation import COOKIE, COOKIES, full_name
from tests.web.visitor import Visitor

if TYPE_CHECKING:
    from tests.web.flight import Flight

ACTIVITY = {"module": "calls", "kind": "missed", "title": "Garage", "at": "2026-03-02T09:30:00+01:00"}
CREATED = 201
BACK = "/sign-in/oidc/callback"


def actor(flight: "Flight", visitor: Visitor) -> Actor:
    """Read who sits at a browser, as the guard does."""
    found = flight.kit.sessions.actor(visitor.cookies[COOKIE], origin=ORIGIN)
    assert found is not None
    return found


def mailed(flight: "Flight", template: Template) -> str:
    """Derive the link that the newest message of a kind carries."""
    newest = select(OutboxMessage).where(col(OutboxMessage.template) == template.value)
    with flight.kit.db.read() as s:
        letter = s.execute(newest.order_by(col(OutboxMessage.id).desc())).scalars().first()
    assert letter is not None
    return flight.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)


async def said(flight: "Flight", visitor: Visitor, *names: str) -> None:
    """Send events of a page, and keep what was heard."""
    async with visitor.line() as line:
        for name in names:
            await line.say(full_name(name), path="/profile/security")
        flight.heard.append(await line.settled())


def take_factor(flight: "Flight", ines: Visitor, email: str) -> None:
    """Switch a second factor on, mistype it, and sign in with a recovery code; the seed is pasted as a code too."""
    asyncio.run(said(flight, ines, "factor_state.begin_factor", "factor_state.read_factor"))
    shown = flight.keep("seed, as it is shown", ines.open("/auth/factor/key").json()["text"])
    seed = flight.keep("seed", shown.replace("-", "").replace(" ", ""))
    assert ines.open("/auth/factor/qr.svg").status_code == 200
    flight.tell(ines, "/auth/factor/confirm", 422, code=flight.secret("code, wrong"))
    flight.tell(ines, "/auth/factor/confirm", 422, code=seed)
    flight.tell(ines, "/auth/factor/confirm", 200, code=TOTP(seed).now())
    codes = ines.open("/auth/factor/codes").json()["text"].split("\n")
    assert ines.open("/auth/factor/codes.txt").text.split() == codes
    for number, code in enumerate(codes):
        flight.keep(f"recovery code {number}", code)
        flight.keep(f"recovery code {number}, plain", code.replace("-", ""))
    asyncio.run(said(flight, ines, "factor_state.keep_codes", "factor_state.read_factor"))
    with Visitor(flight.app.url) as again:
        flight.tell(again, "/auth/login", 200, email=email, password=flight.secrets["invitation"])
        flight.keep("half of a sign-in", again.cookies[COOKIES["pending"]])
        asyncio.run(said(flight, again, "home_state.load"))
        flight.tell(again, "/auth/login/factor", 422, code=seed)
        flight.tell(again, "/auth/login/factor", 200, code=codes[0], trust="yes")
        flight.keep("session with a factor", again.cookies[COOKIE])
        flight.keep("browser that is trusted", again.cookies["kit_device"])


def take_links(flight: "Flight", ines: Visitor, olga: str) -> None:
    """Ask for another address, and for a link that signs in; open and use both."""
    given = {"email": "ines.autre@example.org", "current": flight.secrets["invitation"]}
    flight.tell(ines, "/auth/address", 422, **given | {"current": flight.secret("address, wrong")})
    flight.tell(ines, "/auth/address", 200, **given)
    use_link(flight, "address", "/auth/address/confirm", Template.ADDRESS_CHANGE)
    with Visitor(flight.app.url) as somebody:
        flight.tell(somebody, "/auth/link", 200, email=olga)
    use_link(flight, "enter", "/auth/enter", Template.SIGN_IN_LINK)


def use_link(flight: "Flight", kind: str, door: str, template: Template) -> None:
    """Open a link, look at its page, press its button; and once more, when it is spent."""
    link = flight.keep(f"link of {kind}", mailed(flight, template))
    for is_spent in (False, True):
        with Visitor(flight.app.url) as browser:
            flight.heard.append(browser.open(f"/{kind}/{link}").text)
            asyncio.run(said(flight, browser, f"{kind}_state.load"))
            answer = browser.post(door)
            assert (answer.status_code >= 400) is is_spent, answer.text
            flight.heard.append(answer.text)
            if COOKIE in browser.cookies:
                flight.keep(f"session of {kind}", browser.cookies[COOKIE])


def send_from_elsewhere(flight: "Flight", olga: Visitor) -> None:
    """Post with a key of the API and with the signature of a sender, well and badly; and the secrets astray."""
    kit, who = flight.kit, actor(flight, olga)
    kit.sign_in_rules.set(who, rules=NewRules(Preset.KIT, (), by_link=True))
    key_id = kit.api_keys.create(who, new=NewKey.parse({"name": "Standard", "days": ""}))
    key = flight.keep("key of the API", kit.api_keys.show(who, key_id=key_id))
    source = kit.webhook_sources.create(who, form=SourceForm.parse("PBX", json.dumps(MAPPING)))
    secret = flight.keep("secret of a sender", kit.webhook_sources.secret(who, source_id=source))
    body = json.dumps(SAMPLE).encode()
    signed = signature(secret, body, int(SystemClock().now().timestamp()))
    sent = [
        ("/api/v1/activities", json.dumps(ACTIVITY).encode(), {"Authorization": f"Bearer {key}"}),
        ("/api/v1/activities", b"{", {"Authorization": f"Bearer {key}"}),
        ("/api/v1/activities", b"{}", {"Authorization": f"Bearer {key}x"}),
        (f"/api/v1/activities?key={key}", b"{}", {"Authorization": key}),
        (f"/api/v1/{key}", b"{}", {"Idempotency-Key": key}),
        (f"/hooks/{source}", body, {"x-signature": signed}),
        (f"/hooks/{source}", body, {"x-signature": secret, "Authorization": f"Bearer {secret}"}),
        (f"/hooks/{secret}?secret={secret}", secret.encode(), {"x-signature": signed}),
    ]
    with Visitor(flight.app.url) as machine:
        answers = [machine.send(path, body, "application/json", **headers) for path, body, headers in sent]
    assert [each.text for each in (answers[0], answers[5]) if each.status_code != CREATED] == []
    assert [answer.text for answer in answers if answer.status_code >= 500] == []
    flight.heard += [answer.text for answer in answers]


def ask_for_passkey(flight: "Flight") -> None:
    """Ask for a passkey at the door, and answer with its question where the key's own words should be."""
    with Visitor(flight.app.url) as browser:
        asked = browser.send("/auth/passkey/login/options", b"{}", "application/json").json()
        challenge = flight.keep("question to a passkey", asked["options"]["challenge"])
        for answer in (
            {"id": challenge},
            {"ceremony": asked["ceremony"], "response": {challenge: challenge}},
        ):
            told = browser.send("/auth/passkey/login", json.dumps(answer).encode(), "application/json")
            assert 400 <= told.status_code < 500
            flight.heard.append(told.text)


def come_by_provider(flight: "Flight", olga: Visitor, email: str) -> None:
    """Set a provider up, go out to it and come back: with a code that is none, and with one that is good."""
    with issuing(SystemClock()) as issuer:
        issuer.person = {"sub": "ines-1", "email": email, "email_verified": True, "name": "Inès"}
        form = {"name": "SSO", "issuer": issuer.issuer, "client_id": CLIENT, "domains": "example.org"}
        form |= {"client_secret": flight.keep("secret of a client", SECRET), "is_on": "on"}
        flight.tell(olga, "/auth/sign-in-provider", 422, **form | {"issuer": flight.secret("issuer")})
        flight.tell(olga, "/auth/sign-in-provider", 200, **form)
        provider = flight.kit.oidc_providers.book(actor(flight, olga)).providers[0].id
        for is_good in (False, True):
            _go_and_return(flight, issuer, provider, is_good=is_good)


def _go_and_return(flight: "Flight", issuer: Issuer, provider: str, *, is_good: bool) -> None:
    with Visitor(flight.app.url) as browser:
        left = browser.post(f"/sign-in/oidc/{provider}", next="/")
        assert left.status_code == 200, left.text
        flight.keep(f"browser that went out, {is_good}", browser.cookies["kit_provider"])
        told = issuer.authorise(left.json()["location"])
        code = flight.secret(f"code of a provider, {is_good}")
        if is_good:
            issuer.codes[code] = issuer.codes.pop(told["code"])
        flight.keep(f"state of a question, {is_good}", told["state"])
        for _ in range(2):  # the second time it is spent
            answer = browser.open(BACK, code=code, state=told["state"])
            assert answer.status_code == 303, answer.text
            flight.heard.append(re.sub(r"\s+", " ", answer.text + answer.headers["location"]))
        assert ("kit_pending" in browser.cookies or COOKIE in browser.cookies) is is_good
