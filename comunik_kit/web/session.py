"""Cookie → actor, bound to the state. Nothing else knows how the session travels (decision 2)."""

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.cookies import CookieError, SimpleCookie
from typing import Any, ParamSpec, TypeVar
from urllib.parse import urlencode

import reflex as rx
from reflex.event import Event
from reflex.state import BaseState
from reflex_base.event import EventSpec

from comunik_kit.audit.journal import Origin
from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.locale import LANGUAGES
from comunik_kit.modules.frame import FrameView, Person, Space
from comunik_kit.web.changing import change_only
from comunik_kit.web.jar import cookies_behind
from comunik_kit.web.policy import public, signed_in_with_initial_password
from comunik_kit.wiring import kit
from comunik_kit.workspaces.views import WorkspaceView

Given = ParamSpec("Given")
Result = TypeVar("Result")

# As long as css/parts.css shows it.
NOTICE_LIFE = timedelta(seconds=8)

_actor: ContextVar[Actor | None] = ContextVar("actor", default=None)


@dataclass(frozen=True, slots=True)
class Handshake:
    """How a tab's socket was opened: the header that stands for its cookies (`jar.py`), and where it came from."""

    cookies: str = ""
    page: str = ""
    host: str = ""
    origin: Origin = field(default_factory=Origin)

    @property
    def is_open(self) -> bool:
        """Tell whether its cookies are still kept, which they are for as long as the socket."""
        return bool(cookies_behind(self.cookies))


_handshake: ContextVar[Handshake] = ContextVar("handshake", default=Handshake())  # noqa: B039  - frozen


@dataclass(frozen=True, slots=True)
class Notice:
    """A message of the live region: words by `key` and `params`, an optional link to follow."""

    kind: str = ""
    key: str = ""
    params: dict[str, str] = field(default_factory=dict)
    link: str = ""
    link_key: str = ""
    number: int = 0


class SessionState(rx.State):
    """What every page knows of the person. The session itself is re-read from the database at each event."""

    lang: str = ""
    signed_in: bool = False
    person: Person = Person()
    permissions: list[str] = []
    leads: bool = False
    modules: list[str] = []
    mail_held: str = ""
    spaces: list[Space] = []
    unread: int = 0
    notice: Notice = Notice()
    _session_id: str = ""
    _bound_by: str = ""
    _notices: int = 0
    _noticed_at: datetime | None = None

    def _notify(self, kind: str, key: str, *, link: str = "", link_key: str = "", **params: object) -> None:
        """Show a notice; each has a number of its own, so that the same words twice are two notices."""
        self._notices += 1
        words = {name: str(value) for name, value in params.items()}
        self.notice = Notice(kind, key, words, link, link_key, self._notices)
        self._noticed_at = kit().clock.now()

    def _tell_failure(self, number: str) -> None:
        if number:
            self._notify("danger", "errors.unexpected", id=number[:8])
        else:
            self._notify("danger", "errors.data_away")

    def _forget_old_notice(self) -> None:
        """Let a notice outlive the way to another page, but not come back when a page is opened later."""
        if self._noticed_at and kit().clock.now() - self._noticed_at > NOTICE_LIFE:
            self.notice, self._noticed_at = Notice(), None

    def _show_rights(self, actor: Actor, view: FrameView) -> None:
        change_only(
            self,
            person=view.person,
            modules=view.modules,
            permissions=sorted(actor.permissions),
            leads=actor.is_lead,
        )

    @rx.event
    @signed_in_with_initial_password
    async def enter(self) -> None:
        """Fill the frame when a page opens."""
        self._forget_old_notice()
        view, self.mail_held = await call(_around, require_actor())
        self.lang, self.spaces, self.unread = view.language, view.spaces, view.unread
        self._show_rights(require_actor(), view)

    @rx.event
    @public
    def tell_failure(self, number: str) -> None:
        """Say what failed: something unforeseen, with its id in the log; without one, the database is away (REL-07)."""
        self._tell_failure(number)

    @rx.event
    @public
    async def choose_language(self, lang: str) -> None:
        """Remember the language chosen in the browser with the account, if one is signed in."""
        actor = current_actor()
        if lang in LANGUAGES and actor is not None:
            await call(kit().profile.keep_language, actor, language=lang)
            self.lang = lang


def _around(actor: Actor) -> tuple[FrameView, str]:
    return kit().frame.view(actor), kit().mail_control.held(actor)


async def frame_filled(state: rx.State) -> bool | None:
    """Tell whether the frame shows somebody; None while it does not (`Part.shown` of what is in it)."""
    return bool((await state.get_state(SessionState)).person.name) or None


async def call(function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Run a service in a worker thread: the event loop serves everybody."""
    return await asyncio.to_thread(function, *args, **kwargs)


def current_actor() -> Actor | None:
    """Tell who the event being handled belongs to, as the guard found them for this very event."""
    return _actor.get()


def current_handshake() -> Handshake:
    """Tell how the socket of the event being handled was opened."""
    return _handshake.get()


def require_actor() -> Actor:
    """Tell who acts; refuse with `Forbidden` when nobody is signed in."""
    actor = _actor.get()
    if actor is None:
        raise Forbidden
    return actor


async def notify(state: BaseState, kind: str, key: str, **params: str) -> None:
    """Show a notice from another state's handler (`link` and `link_key` make it lead somewhere)."""
    session = await state.get_state(SessionState)
    session._notify(kind, key, **params)


def headers_of(root: BaseState) -> Mapping[str, str]:
    """Read the headers of the web socket's handshake; they stay on the server."""
    return root.router.headers.raw_headers


def cookies_of(root: BaseState) -> dict[str, str]:
    """Read the handshake's cookies."""
    return _cookies_in(headers_of(root).get("cookie", ""))


def _cookies_in(header: str) -> dict[str, str]:
    try:
        return {name: m.value for name, m in SimpleCookie(cookies_behind(header)).items()}
    except CookieError:
        return {}


def handshake_of(root: BaseState) -> Handshake:
    """Read how the event's socket was opened: its address, the browser's name, the page it came from."""
    headers = headers_of(root)
    origin = Origin(root.router.session.client_ip, headers.get("user-agent", ""))
    return Handshake(headers.get("cookie", ""), headers.get("origin", ""), headers.get("host", ""), origin)


async def identify(root: BaseState) -> Actor | None:
    """Find the actor of this event from the cookie's row (SES-03); remember them for the handler."""
    handshake = handshake_of(root)
    is_told = handshake.cookies and handshake.page
    actor = await call(actor_behind, claim_of(handshake)) if is_told else None
    _actor.set(actor)
    _handshake.set(handshake)
    return actor


@dataclass(frozen=True, slots=True)
class Claim:
    """What a socket says of who is behind it: the session's secret, from which page, at which host, and from where."""

    secret: str = field(repr=False)
    page: str
    host: str
    origin: Origin


def claim_of(handshake: Handshake) -> Claim:
    """Read what the cookies say; the same in every tab of a browser."""
    secret = _cookies_in(handshake.cookies).get(session_cookie_name(kit().settings), "")
    return Claim(secret, handshake.page, handshake.host, handshake.origin)


def actor_behind(claim: Claim, *, visits: bool = True) -> Actor | None:
    """Find who a socket's cookie stands for now, if it was opened from a page of the host it is at (WEB-01)."""
    if not claim.secret:
        return None
    return kit().sessions.actor_at(
        claim.host, claim.secret, page=claim.page, origin=claim.origin, visits=visits
    )


async def workspace_here() -> WorkspaceView | None:
    """Tell the workspace that is met at the host of the event being handled; None before the first set-up."""
    return await call(kit().workspaces.summary, current_handshake().host)


async def bind(root: BaseState, actor: Actor | None) -> Mapping[str, Any]:
    """Tie the state to the session: another session's cookie finds an empty state (SES-09).

    Returns the delta to send when the event is refused.
    """
    session = await root.get_state(SessionState)
    current = actor.session_id if actor else ""
    is_same = session._session_id == current
    if session._session_id and not is_same:
        root.reset()
        session = await root.get_state(SessionState)
    change_only(session, _bound_by=current_handshake().cookies)
    if is_same:
        return {}
    session._session_id = current
    session.signed_in = bool(current)
    return await root._get_resolved_delta()


async def tell_blindly(root: BaseState, number: str) -> Mapping[str, Any]:
    """Say what failed while nobody could be identified: `number` as in `tell_failure`, none for a database away.

    Returns the delta to send: the notice alone, unless it goes where the state was bound last (SES-09).
    """
    session = await root.get_state(SessionState)
    session._tell_failure(number)
    delta = await root._get_resolved_delta()
    if session._bound_by == handshake_of(root).cookies:
        return delta
    told = delta.get(SessionState.get_full_name(), {})
    return {SessionState.get_full_name(): {name: told[name] for name in told if name.startswith("notice")}}


def way_out(actor: Actor | None, router_data: Mapping[str, Any]) -> list[Event]:
    """Say where a refused page goes: to sign in, or to what comes first, a password or a second factor."""
    path = str(router_data.get("asPath") or router_data.get("pathname") or "/")
    if actor is None:
        return _events(rx.redirect(f"/login?{urlencode({'next': path})}"))
    if actor.is_held:
        return _events(rx.redirect("/profile/security"))
    return []


def _events(spec: EventSpec) -> list[Event]:
    return list(Event.from_event_type(spec))
