"""What the tests of providers do over and over."""

from typing import Any

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.telling import told
from comunik_kit.kernel.actor import Actor
from comunik_kit.oidc.inputs import Callback, ProviderForm
from comunik_kit.oidc.tables import OidcIdentity, OidcProvider
from comunik_kit.workspaces.hosts import Place
from tests.support.cast import ORIGIN, Cast
from tests.support.oidc import CLIENT, SECRET, Issuer

HERE = "localhost:3000"
BACK = "http://localhost:3000/sign-in/oidc/callback"


def form(issuer: Issuer, /, **changes: Any) -> ProviderForm:
    """Fill the sheet of a provider as its page would."""
    given = {
        "name": "Exemple SSO",
        "issuer": issuer.issuer,
        "client_id": CLIENT,
        "client_secret": SECRET,
        "domains": "example.org",
        "is_on": "on",
        **changes,
    }
    return ProviderForm.parse(given, local=True)


def provided(cast: Cast, issuer: Issuer, /, *, by: Actor | None = None, **changes: Any) -> str:
    """Set a provider up; its id."""
    return cast.kit.oidc_providers.save(by or cast.admin, form=form(issuer, **changes))


def place(cast: Cast, host: str = HERE) -> Place:
    """Give a host of the product's."""
    found = cast.kit.hosts.at(host)
    assert found is not None
    return found


def left(cast: Cast, provider_id: str, *, wanted: str = "/", browser: str = "") -> tuple[str, str]:
    """Go out to a provider: where to, and what the browser remembers."""
    gone = cast.kit.oidc_sign_in.begin(
        provider_id, browser=browser, wanted=wanted, at=place(cast), redirect_uri=BACK, origin=ORIGIN
    )
    return gone.location, gone.browser


def back(
    cast: Cast, said: dict[str, str], browser: str, *, at: Place | None = None, device: str = ""
) -> StartedSession | AwaitedFactor:
    """Come back with what the provider gave."""
    return cast.kit.oidc_sign_in.finish(
        Callback.parse(said),
        browser=browser,
        at=at or place(cast),
        redirect_uri=BACK,
        origin=ORIGIN,
        device=device,
    ).started


def through(cast: Cast, issuer: Issuer, provider_id: str) -> StartedSession | AwaitedFactor:
    """Go out and come back."""
    location, browser = left(cast, provider_id)
    return back(cast, issuer.authorise(location), browser)


def came_in(cast: Cast, issuer: Issuer, provider_id: str) -> StartedSession:
    """Do the same, to a session."""
    started = through(cast, issuer, provider_id)
    assert isinstance(started, StartedSession)
    return started


def identities(cast: Cast) -> list[OidcIdentity]:
    """List all identities."""
    with cast.kit.db.read() as s:
        return list(s.execute(select(OidcIdentity)).scalars())


def last_told(cast: Cast) -> str:
    """Say the newest line of the journal."""
    with cast.kit.db.read() as s:
        newest = s.execute(select(AuditEntry).order_by(col(AuditEntry.id).desc())).scalars().first()
    assert newest is not None
    return told(newest).spoken("fr")


def row(cast: Cast, provider_id: str) -> OidcProvider:
    """Look at a provider's row."""
    with cast.kit.db.read() as s:
        return s.get_one(OidcProvider, provider_id)
