"""What providers call one person: told to them, and forgotten with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete
from sqlmodel import Session, col

from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.oidc import repository
from comunik_kit.oidc.tables import OidcIdentity


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List the identities by which they sign in."""
    return [
        {
            "provider": provider.name,
            "issuer": provider.issuer,
            "subject": identity.subject,
            "since": identity.created_at.isoformat(),
            "last_used_at": identity.last_used_at.isoformat(),
        }
        for identity, provider in repository.identities_of(s, who.workspace_id, who.user_id)
    ]


def forget(s: Session, who: DataSubject) -> None:
    """Delete them."""
    s.execute(delete(OidcIdentity).where(col(OidcIdentity.user_id) == who.user_id))
