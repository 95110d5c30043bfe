"""Our cookies: their names, and the one way each is set (SES-02)."""

from starlette.responses import Response

from comunik_kit.access.limits import CEREMONY_LIVES, OIDC_FLOW_LIVES, PENDING_LIVES, TRUSTED_LIVES
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.settings import Settings

LINK = "kit_link"
# The second step of signing in, and a browser that is not asked for it.
PENDING, DEVICE = "kit_pending", "kit_device"
# What ties a passkey's answer to the browser that was asked, where nobody is signed in yet.
CEREMONY = "kit_ceremony"
# What ties a provider's answer to the browser that was sent to it.
PROVIDER = "kit_provider"
SESSION = "kit_session"
LANGUAGE = "kit_lang"
_LINK_LIVES = 60 * 60


def session_cookie_name(settings: Settings) -> str:
    """Name the session's cookie."""
    return name_of(settings, SESSION)


def name_of(settings: Settings, name: str) -> str:
    """Name a cookie that opens something; over HTTPS the prefix keeps sibling hosts from planting one."""
    return f"__Host-{name}" if settings.secure else name


def set_pending(response: Response, settings: Settings, awaited: AwaitedFactor) -> None:
    """Keep the second step of signing in; it is no session."""
    age = int(PENDING_LIVES.total_seconds())
    _set(response, settings, name_of(settings, PENDING), awaited.secret, age)


def drop_pending(response: Response, settings: Settings) -> None:
    """Forget the second step."""
    _set(response, settings, name_of(settings, PENDING), "", 0)


def set_ceremony(response: Response, settings: Settings, secret: str) -> None:
    """Keep which browser was asked for a passkey; it opens nothing."""
    age = int(CEREMONY_LIVES.total_seconds())
    _set(response, settings, name_of(settings, CEREMONY), secret, age)


def set_provider(response: Response, settings: Settings, secret: str) -> None:
    """Keep which browser was sent to a provider. Lax: the browser comes back from elsewhere, at the top."""
    age = int(OIDC_FLOW_LIVES.total_seconds())
    _set(response, settings, name_of(settings, PROVIDER), secret, age)


def drop_provider(response: Response, settings: Settings) -> None:
    """Forget it: whoever comes back did."""
    _set(response, settings, name_of(settings, PROVIDER), "", 0)


def set_device(response: Response, settings: Settings, secret: str) -> None:
    """Let this browser be known; without the password that opens nothing."""
    _set(response, settings, name_of(settings, DEVICE), secret, int(TRUSTED_LIVES.total_seconds()))


def set_session(response: Response, settings: Settings, started: StartedSession) -> None:
    """Give the browser its session; without an age it lasts until the browser closes."""
    _set(response, settings, session_cookie_name(settings), started.secret, started.max_age)


def drop_session(response: Response, settings: Settings) -> None:
    """Take the session's cookie away."""
    _set(response, settings, session_cookie_name(settings), "", 0)


def set_link(response: Response, settings: Settings, kind: str, secret: str) -> None:
    """Keep a link's secret where neither the address bar nor a script sees it (TOK-08)."""
    _set(response, settings, LINK, f"{kind}:{secret}", _LINK_LIVES)


def drop_link(response: Response, settings: Settings) -> None:
    """Forget a link that has served."""
    _set(response, settings, LINK, "", 0)


def _set(response: Response, settings: Settings, name: str, value: str, max_age: int | None) -> None:
    response.set_cookie(
        name, value, max_age=max_age, path="/", secure=settings.secure, httponly=True, samesite="lax"
    )
