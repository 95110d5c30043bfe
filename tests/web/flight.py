"""One installation in which every kind of secret was let fly, in every form and in many broken events (LOG-03)."""

import asyncio
import re
import uuid
from dataclasses import dataclass, field
from urllib.parse import quote, quote_plus

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.tables import PasswordReset
from comunik_kit.invitations.tables import Invitation
from comunik_kit.roles.tables import Role
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.tables import Tier
from tests.support.app import App
from tests.web.forgeries import forged_address, forged_events, forged_frames
from tests.web.further_flight import (
    ask_for_passkey,
    come_by_provider,
    send_from_elsewhere,
    take_factor,
    take_links,
)
from tests.web.installation import COOKIE, full_name
from tests.web.visitor import Visitor

CODE = re.compile(r"code=(\S+)")
OLGA, INES, UGO = "olga@example.org", "ines@example.org", "ugo@example.org"
LINK = "kit_link"
LEAST = 16  # letters and digits: shorter ones are found by chance


@dataclass
class Flight:
    """The app, the services over its data, every secret there was, and all that sockets and answers said."""

    app: App
    kit: Kit
    secrets: dict[str, str] = field(default_factory=dict)
    heard: list[str] = field(default_factory=list)

    def secret(self, name: str) -> str:
        """Make a password that is nowhere else, and remember it."""
        self.secrets[name] = f"Canari-{len(self.secrets):02}-{uuid.uuid4().hex}-Q!"
        return self.secrets[name]

    def keep(self, name: str, secret: str) -> str:
        """Remember a secret that the product made."""
        assert len(secret) >= LEAST, name
        self.secrets[name] = secret
        return secret

    def tell(self, visitor: Visitor, path: str, status: int, **form: str) -> None:
        """Post a form, and keep what the answer said."""
        answer = visitor.post(path, **form)
        assert answer.status_code == status, (path, answer.text)
        self.heard.append(answer.text)

    def spellings(self, name: str) -> set[bytes]:
        """Spell a secret as logs, addresses, JSON and databases would."""
        plain = self.secrets[name]
        return {text.encode() for text in (plain, quote(plain), quote_plus(plain), plain.encode().hex())}

    def fly(self) -> None:
        """Do all that people do with secrets, and what forgers do."""
        with Visitor(self.app.url) as olga:
            set_up(self, olga)
            sign_in(self, olga)
            spoil_posts(self, olga)
            asyncio.run(forge(self, olga))
            asyncio.run(bring_in(self, olga))
            change_password(self, olga)
            send_from_elsewhere(self, olga)
            with Visitor(self.app.url) as ines:
                accept(self, ines)
                come_by_provider(self, olga, INES)
                take_factor(self, ines, INES)
                take_links(self, ines, OLGA)
        ask_for_passkey(self)
        with Visitor(self.app.url) as olga:
            reset(self, olga)


def set_up(flight: Flight, olga: Visitor) -> None:
    found = CODE.search(flight.app.set_up_link())
    assert found
    form = {
        "workspace": "Ateliers",
        "name": "Olga Martin",
        "email": OLGA,
        "domain": "localhost",
        "code": found[1],
    }
    unlike = {
        "password": flight.secret("set-up, unlike"),
        "confirmation": flight.secret("set-up, its confirmation"),
    }
    flight.tell(olga, "/auth/setup", 422, **form, **unlike)
    flight.tell(olga, "/auth/setup", 200, **form, password=flight.secret("set-up"))
    flight.keep("session of the set-up", olga.cookies[COOKIE])


def sign_in(flight: Flight, olga: Visitor) -> None:
    flight.tell(olga, "/auth/login", 422, email=OLGA, password=flight.secret("sign-in, wrong"))
    flight.tell(
        olga,
        "/auth/login",
        422,
        email="nobody@example.org",
        password=flight.secret("sign-in, nobody"),
    )
    flight.tell(olga, "/auth/login", 422, email="", password=flight.secret("sign-in, no address"))
    flight.tell(olga, "/auth/login", 200, email=OLGA, password=flight.secrets["set-up"])
    flight.keep("session of the sign-in", olga.cookies[COOKIE])


def spoil_posts(flight: Flight, olga: Visitor) -> None:
    """Send a secret where no route expects one."""
    secret = flight.secret("spoilt post")
    form = "application/x-www-form-urlencoded"
    bodies = ((f'{{"password": "{secret}"}}', "application/json"), (f"password={secret}&%ff", form))
    answers = [
        olga.send("/auth/login", body.encode(), kind) for body, kind in (*bodies, (f"{secret}=1", form))
    ]
    answers.append(olga.send("/photos", secret.encode(), "multipart/form-data; boundary=x"))
    paths = (
        f"/reset/{secret}",
        f"/nowhere/{secret}?password={secret}",
        f"/photos/{secret}",
        f"/mail/{secret}",
    )
    answers += [olga.open(path) for path in paths]
    flight.heard += [answer.text for answer in answers]
    assert [answer for answer in answers if answer.status_code >= 500] == []


async def forge(flight: Flight, olga: Visitor) -> None:
    """Send a secret in every place of an event, and in what is no event."""
    secret = flight.secret("forged")
    async with olga.line() as line:
        for name, payload in forged_events(secret):
            await line.say(name, payload)
        await line.say_raw({"message": secret, "error_type": secret}, event="client_error")
        await line.say_raw({"substate": secret, "error_type": "dispatch_missing"}, event="client_error")
        await line.say_raw(secret, event=secret)
        flight.heard.append(await line.settled())
        for frame in forged_frames(secret):
            await line.say_raw(frame)
            await line.say_raw(frame, secret)
        flight.heard.append(await line.settled())
    async with olga.line() as line:
        await line.say_raw(forged_address(secret))
        await line.settled()


async def bring_in(flight: Flight, olga: Visitor) -> None:
    """Invite Inès on the socket, and create Ugo with an initial password that was staged."""
    flight.tell(olga, "/auth/initial-password", 422, password="court", name="Ugo", email=UGO)
    form = {"name": "Ugo Simon", "email": UGO, "password": flight.secret("initial")}
    staged = olga.post("/auth/initial-password", **form).json()["staged"]
    async with olga.line() as line:
        for sent in (
            colleague(flight, "Inès Invitée", INES, "create_invite"),
            colleague(flight, "Ugo Simon", UGO),
        ):
            password = {"staged_password": staged} if sent["email"] == UGO else {}
            await line.say(full_name("new_colleague_state.submit"), {"form": sent | password})
        for name in ("users_state.load", "mail_state.load", "home_state.load", "invitations_state.turn_on"):
            await line.say(full_name(name))
        flight.heard.append(await line.settled())
    with Visitor(flight.app.url) as ugo:
        flight.tell(ugo, "/auth/login", 200, email=UGO, password=flight.secrets["initial"])
        flight.keep("session of an initial password", ugo.cookies[COOKIE])


def colleague(flight: Flight, name: str, email: str, act: str = "create") -> dict[str, object]:
    """Fill the form of « Nouveau collègue »."""
    with flight.kit.db.read() as s:
        role = s.execute(select(col(Role.id)).where(col(Role.key) == "agent")).scalar_one()
        tier = s.execute(select(col(Tier.id))).scalar_one()
    key = str(uuid.uuid4())
    who: dict[str, object] = {
        "full_name": name,
        "email": email,
        "role_id": role,
        "tier_id": tier,
        "creation_key": key,
        "act": act,
    }
    return who | {"phone": "", "department": "", "company": ""}


def change_password(flight: Flight, olga: Visitor) -> None:
    new = flight.secret("changed")
    wrong = {"current": flight.secret("change, wrong"), "password": new, "confirmation": new}
    flight.tell(olga, "/auth/password", 422, **wrong)
    right = wrong | {"current": flight.secrets["set-up"]}
    flight.tell(olga, "/auth/password", 422, **{**right, "confirmation": flight.secret("change, unlike")})
    flight.tell(olga, "/auth/password", 200, **right)
    flight.keep("session of the change", olga.cookies[COOKIE])


def accept(flight: Flight, ines: Visitor) -> None:
    """Open the link and choose a password."""
    with flight.kit.db.read() as s:
        invited = s.execute(select(Invitation)).scalar_one()
    link = flight.keep(
        "link of an invitation", flight.kit.keyring.link("invite", invited.id, invited.version)
    )
    flight.heard.append(ines.open(f"/invite/{link}").text)
    flight.heard.append(asyncio.run(looked_at(ines, "welcome_state.load", "Inès Invitée")))
    short = {
        "invitation": invited.id,
        "password": "Court-1!",
        "confirmation": flight.secret("invitation, unlike"),
    }
    flight.tell(ines, "/auth/accept", 422, **short)
    password = flight.secret("invitation")
    flight.tell(ines, "/auth/accept", 200, **short | {"password": password, "confirmation": password})
    flight.keep("session of the invitation", ines.cookies[COOKIE])


def reset(flight: Flight, olga: Visitor) -> None:
    """Ask for a link, open it and choose a password."""
    flight.tell(olga, "/auth/forgot", 200, email=OLGA)
    with flight.kit.db.read() as s:
        asked = s.execute(select(PasswordReset)).scalar_one()
    link = flight.keep("link of a reset", flight.kit.keyring.link("reset", asked.id, 1))
    flight.heard.append(olga.open(f"/reset/{link}").text)
    flight.heard.append(asyncio.run(looked_at(olga, "reset_state.load", "'open'")))
    password = flight.secret("reset")
    flight.tell(olga, "/auth/reset", 422, password=password, confirmation=flight.secret("reset, unlike"))
    flight.tell(olga, "/auth/reset", 200, password=password, confirmation=password)


async def looked_at(visitor: Visitor, name: str, expected: str) -> str:
    """Look at a link's page; it must have known the link, else nothing was tried."""
    assert LINK in visitor.cookies
    async with visitor.line() as line:
        await line.say(full_name(name))
        heard = await line.settled()
    assert expected in heard
    return heard
