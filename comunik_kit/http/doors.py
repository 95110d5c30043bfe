"""What each posted form does: fields in, one use case, an answer out."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from comunik_kit.access.errors import PasswordMismatch
from comunik_kit.access.views import AwaitedFactor, SignedIn, StartedSession
from comunik_kit.http.answers import Answer
from comunik_kit.http.destinations import safe_destination
from comunik_kit.http.errors import SignInFirst
from comunik_kit.http.forms import Form
from comunik_kit.http.visit import Visit
from comunik_kit.invitations.errors import CardUnknown
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, MissingValue
from comunik_kit.locale import say

SECURITY_PAGE = "/profile/security"
FACTOR_PAGE = "/login/factor"


@dataclass(frozen=True, slots=True)
class Door:
    """A form's address, the page it is on, the fields it may have, and what it does."""

    path: str
    page: str
    fields: tuple[str, ...]
    act: Callable[[Visit, Form], Answer]


def set_up(visit: Visit, form: Form) -> Answer:
    """Make the workspace and its first admin."""
    password = form.get("password", "")
    if form.get("confirmation", password) != password:
        raise InvalidInput({"confirmation": PasswordMismatch()})
    started = visit.kit.first_setup.claim(
        form.get("code", ""),
        workspace=form.get("workspace", ""),
        name=form.get("name", ""),
        email=form.get("email", ""),
        password=password,
        domain=form.get("domain", ""),
        origin=visit.origin,
        language=visit.language,
    )
    return Answer(location="/", started=started)


def sign_in(visit: Visit, form: Form) -> Answer:
    """Open a session; whatever session the browser had ends (SES-01)."""
    _require(form, "email", "password")
    started = visit.kit.sign_in.sign_in(
        email=form["email"],
        password=form["password"],
        remember=bool(form.get("remember")),
        origin=visit.origin,
        at=visit.place,
        device=visit.device,
    )
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    return entered(started, safe_destination(form.get("next", "")))


def entered(started: StartedSession | AwaitedFactor, wanted: str) -> Answer:
    """Lead on who is in, or who gives a second factor next."""
    if isinstance(started, AwaitedFactor):
        asked = {"next": wanted} | ({"key": "1"} if started.by_key else {})
        return Answer(location=f"{FACTOR_PAGE}?{urlencode(asked)}", awaited=started)
    return Answer(location=SECURITY_PAGE if started.must_change_password else wanted, started=started)


def give_factor(visit: Visit, form: Form) -> Answer:
    """Give the second factor: only now there is a session, under an id that no browser had before (SES-01, MFA-07)."""
    _require(form, "code")
    signed = visit.kit.second_step.finish(
        visit.pending, code=form["code"], trust=bool(form.get("trust")), origin=visit.origin
    )
    return let_in(signed, form.get("next", ""))


def let_in(signed: SignedIn, wanted: str) -> Answer:
    """Lead on who is in now; an initial password is replaced first."""
    is_initial = signed.started.must_change_password
    location = SECURITY_PAGE if is_initial else safe_destination(wanted)
    return Answer(location=location, started=signed.started, device=signed.device)


def confirm_factor(visit: Visit, form: Form) -> Answer:
    """Take the first code of an authenticator app; its page goes on to the recovery codes."""
    _require(form, "code")
    visit.kit.factors.confirm(require_actor(visit), code=form["code"])
    return Answer(page=f"{SECURITY_PAGE}", data={"done": "factor"})


def prove(visit: Visit, form: Form) -> Answer:
    """Take the password within a session, for the acts that ask for it (SES-08)."""
    _require(form, "password")
    visit.kit.proving.prove(require_actor(visit), password=form["password"])
    return Answer(page="/", data={"done": "proof"})


def sign_out(visit: Visit, _form: Form) -> Answer:
    """End the session; signing out twice is signing out."""
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    return Answer(location="/login?notice=signed_out", forgets_session=True)


def ask_for_link(visit: Visit, form: Form) -> Answer:
    """Ask for a new password's link; the answer is the same whoever it is (AUT-09)."""
    _require(form, "email")
    visit.kit.recovery.request(email=form["email"], origin=visit.origin, at=visit.place)
    return Answer(page="/forgot?notice=sent", data={"message": say(visit.language, "doors.forgot.done")})


def ask_to_enter(visit: Visit, form: Form) -> Answer:
    """Ask for a link that signs in; the answer is the same whoever it is (AUT-09)."""
    _require(form, "email")
    visit.kit.link_sign_in.request(email=form["email"], origin=visit.origin, at=visit.place)
    return Answer(page="/login/link?notice=sent", data={"message": say(visit.language, "doors.forgot.done")})


def enter(visit: Visit, _form: Form) -> Answer:
    """Sign in with the opened link; whatever session the browser had ends (SES-01)."""
    started = visit.kit.link_sign_in.use(
        visit.link_secret("enter"), origin=visit.origin, at=visit.place, device=visit.device
    )
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    return replace(entered(started, "/"), forgets_link=True)


def reset(visit: Visit, form: Form) -> Answer:
    """Choose a new password with a link; nobody is signed in by it."""
    visit.kit.recovery.reset(
        visit.link_secret("reset"),
        password=form.get("password", ""),
        confirmation=form.get("confirmation", ""),
        origin=visit.origin,
    )
    return Answer(location="/login?notice=password_changed", forgets_session=True, forgets_link=True)


def accept(visit: Visit, form: Form) -> Answer:
    """Accept an invitation: who, where and in which role is on its row, never in the form (INV-02)."""
    started = visit.kit.acceptance.accept(
        visit.link_secret("invite"),
        invitation_id=form.get("invitation", ""),
        password=form.get("password", ""),
        confirmation=form.get("confirmation", ""),
        origin=visit.origin,
    )
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    return Answer(location="/", started=started, forgets_link=True)


def open_with_code(visit: Visit, form: Form) -> Answer:
    """Open an invitation with the code of its card: as good as opening its link, and no more (TOK-08)."""
    _require(form, "code")
    secret = visit.kit.cards.redeem(form["code"], origin=visit.origin)
    if not visit.kit.opened_links.belongs("invite", secret, at=visit.place):
        raise CardUnknown(field="code")
    return Answer(location="/invite", opens=secret)


def ask_anew(visit: Visit, _form: Form) -> Answer:
    """Ask who invited for a new link; the answer is the same whatever the old one is (AUT-09)."""
    visit.kit.link_requests.request(visit.link_secret("invite"), origin=visit.origin)
    return Answer(page="/invite?notice=asked", data={"message": say(visit.language, "doors.invite.asked")})


def change_password(visit: Visit, form: Form) -> Answer:
    """Change one's own password; also the way past an initial one (AUT-11)."""
    actor = require_actor(visit)
    started = visit.kit.passwords.change(
        actor,
        current=form.get("current", ""),
        password=form.get("password", ""),
        confirmation=form.get("confirmation", ""),
    )
    location = "/" if actor.must_change_password else f"{SECURITY_PAGE}?notice=password_changed"
    return Answer(location=location, started=started)


def ask_for_address(visit: Visit, form: Form) -> Answer:
    """Ask for another address of one's own: it counts once its link is used (INV-13)."""
    _require(form, "email", "current")
    visit.kit.address_changes.request(require_actor(visit), email=form["email"], current=form["current"])
    return Answer(location=f"{SECURITY_PAGE}?notice=address_asked")


def confirm_address(visit: Visit, _form: Form) -> Answer:
    """Make the address of the opened link the one that signs in; nobody is signed in by it."""
    visit.kit.address_changes.confirm(visit.link_secret("address"), origin=visit.origin)
    return Answer(location="/login?notice=address_changed", forgets_link=True)


def stage_password(visit: Visit, form: Form) -> Answer:
    """Keep an initial password's hash; the form that creates the person sends the number instead."""
    staged = visit.kit.passwords.stage(
        require_actor(visit),
        password=form.get("password", ""),
        name=form.get("name", ""),
        email=form.get("email", ""),
    )
    return Answer(data={"staged": staged})


def require_actor(visit: Visit) -> Actor:
    """Find who is signed in, at a host where their workspace is met; raises `SignInFirst`."""
    actor = visit.kit.sessions.actor(visit.session, origin=visit.origin)
    if actor is None or not visit.kit.hosts.admits(visit.place, actor.workspace_id):
        raise SignInFirst
    return actor


def _require(form: Form, *names: str) -> None:
    missing = [name for name in names if not form.get(name, "").strip()]
    if missing:
        raise InvalidInput({name: MissingValue() for name in missing})


# `username` is there for password managers alone.
DOORS = (
    Door(
        "/auth/setup",
        "/setup",
        ("code", "workspace", "name", "email", "password", "confirmation", "domain"),
        set_up,
    ),
    Door("/auth/login", "/login", ("email", "password", "remember", "next"), sign_in),
    Door(f"/auth{FACTOR_PAGE}", FACTOR_PAGE, ("code", "trust", "next"), give_factor),
    Door("/auth/factor/confirm", SECURITY_PAGE, ("code",), confirm_factor),
    Door("/auth/sudo", "/", ("username", "password"), prove),
    Door("/auth/logout", "/login", (), sign_out),
    Door("/auth/forgot", "/forgot", ("email",), ask_for_link),
    Door("/auth/link", "/login/link", ("email",), ask_to_enter),
    Door("/auth/enter", "/enter", (), enter),
    Door("/auth/reset", "/reset", ("username", "password", "confirmation"), reset),
    Door("/auth/accept", "/invite", ("invitation", "username", "password", "confirmation"), accept),
    Door("/auth/code", "/invite", ("code",), open_with_code),
    Door("/auth/new-link", "/invite", (), ask_anew),
    Door(
        "/auth/password",
        SECURITY_PAGE,
        ("username", "current", "password", "confirmation"),
        change_password,
    ),
    Door("/auth/address", SECURITY_PAGE, ("email", "current"), ask_for_address),
    Door("/auth/address/confirm", "/address", (), confirm_address),
    Door("/auth/initial-password", "", ("password", "name", "email"), stage_password),
)
