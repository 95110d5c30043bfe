"""One's own identities: seen, and taken away while there is another way in."""

from sqlmodel import Session

from comunik_kit.access import passkey_queries
from comunik_kit.access.repository import Account, own_account
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.oidc import repository
from comunik_kit.oidc.errors import LastWayIn
from comunik_kit.oidc.requiring import is_sent_away
from comunik_kit.oidc.tables import OidcIdentity, OidcProvider
from comunik_kit.oidc.views import IdentityView


class OidcIdentities:
    """The part of the page « Sécurité »."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def of(self, actor: Actor) -> list[IdentityView]:
        """List one's own."""
        with self._db.read() as s:
            found = repository.identities_of(s, actor.workspace_id, actor.user_id)
        return [_view(identity, provider) for identity, provider in found]

    def unlink(self, actor: Actor, *, identity_id: str) -> str:
        """Take one away; the name of its provider. Raises `ProofNeeded`, `NotFound`, `LastWayIn`."""
        actor.require_recent()
        with self._db.write() as s:
            account = own_account(s, actor)
            mine = repository.identities_of(s, actor.workspace_id, actor.user_id)
            found = next((each for each in mine if each[0].id == identity_id), None)
            if found is None:
                raise NotFound
            identity, provider = found
            others = [each for each in mine if each[0].id != identity_id]
            if not _has_another_way(s, account, others):
                raise LastWayIn
            s.delete(identity)
            details = {"provider": provider.name, "issuer": provider.issuer}
            target = Target("user", actor.user_id, actor.name)
            record(s, self._clock.now(), actor, AuditTag.IDENTITY_UNLINKED, target, details=details)
        return provider.name


def _has_another_way(s: Session, account: Account, others: list[tuple[OidcIdentity, OidcProvider]]) -> bool:
    """Tell whether a password, a passkey or another provider that works is left, and opens anything."""
    if any(provider.is_on for _, provider in others):
        return True
    if is_sent_away(s, account):
        return False
    user = account.user
    return bool(account.credential.password_hash) or bool(passkey_queries.of(s, user.id))


def _view(identity: OidcIdentity, provider: OidcProvider) -> IdentityView:
    created, used = identity.created_at.isoformat(), identity.last_used_at.isoformat()
    return IdentityView(identity.id, provider.name, provider.issuer, created, used)
