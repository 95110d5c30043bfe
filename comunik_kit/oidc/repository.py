"""Every query of providers, identities and sign-ins under way."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import CursorResult, delete, func, select, update
from sqlmodel import Session, col

from comunik_kit.oidc.tables import OidcFlow, OidcIdentity, OidcProvider


def providers(s: Session, workspace_id: str) -> Sequence[OidcProvider]:
    """List the providers of a workspace, the first to come first."""
    here = col(OidcProvider.workspace_id) == workspace_id
    return s.execute(select(OidcProvider).where(here).order_by(col(OidcProvider.id))).scalars().all()


def working(s: Session, workspace_id: str) -> list[OidcProvider]:
    """List those that are switched on."""
    return [each for each in providers(s, workspace_id) if each.is_on]


def giving(s: Session, workspace_id: str, role_id: str, *, hold: bool = False) -> Sequence[OidcProvider]:
    """List those whose newcomers get a role; `hold` keeps them from being removed meanwhile."""
    here = (col(OidcProvider.workspace_id) == workspace_id, col(OidcProvider.newcomer_role_id) == role_id)
    wanted = select(OidcProvider).where(*here).order_by(col(OidcProvider.id))
    return s.execute(wanted.with_for_update() if hold else wanted).scalars().all()


def provider(s: Session, workspace_id: str, provider_id: str) -> OidcProvider | None:
    """Find a provider of a workspace."""
    here = (col(OidcProvider.workspace_id) == workspace_id, col(OidcProvider.id) == provider_id)
    return s.execute(select(OidcProvider).where(*here)).scalar_one_or_none()


def working_provider(s: Session, provider_id: str) -> OidcProvider | None:
    """Find a provider that is switched on, whosesoever: whether its workspace is met here is for `Hosts` to say."""
    here = (col(OidcProvider.id) == provider_id, col(OidcProvider.is_on))
    return s.execute(select(OidcProvider).where(*here)).scalar_one_or_none()


def people(s: Session, workspace_id: str) -> dict[str, int]:
    """Count whom each provider stands for."""
    here = col(OidcIdentity.workspace_id) == workspace_id
    counted = select(col(OidcIdentity.provider_id), func.count()).where(here)
    rows = s.execute(counted.group_by(col(OidcIdentity.provider_id)))
    return {provider_id: number for provider_id, number in rows}  # noqa: C416  - dict() loses the types


def identity(s: Session, provider_id: str, subject: str) -> OidcIdentity | None:
    """Find whom a provider means."""
    here = (col(OidcIdentity.provider_id) == provider_id, col(OidcIdentity.subject) == subject)
    return s.execute(select(OidcIdentity).where(*here)).scalar_one_or_none()


def identity_of(s: Session, provider_id: str, user_id: str) -> OidcIdentity | None:
    """Find what a provider calls a person."""
    here = (col(OidcIdentity.provider_id) == provider_id, col(OidcIdentity.user_id) == user_id)
    return s.execute(select(OidcIdentity).where(*here)).scalar_one_or_none()


def identities_of(s: Session, workspace_id: str, user_id: str) -> list[tuple[OidcIdentity, OidcProvider]]:
    """List a person's identities with their providers, the first to come first."""
    mine = (col(OidcIdentity.workspace_id) == workspace_id, col(OidcIdentity.user_id) == user_id)
    wanted = select(OidcIdentity, OidcProvider).join(
        OidcProvider, col(OidcProvider.id) == col(OidcIdentity.provider_id)
    )
    return [(row[0], row[1]) for row in s.execute(wanted.where(*mine).order_by(col(OidcIdentity.id))).all()]


def drop_provider(s: Session, row: OidcProvider) -> int:
    """Delete a provider with what hangs on it; how many people it stood for."""
    s.execute(delete(OidcFlow).where(col(OidcFlow.provider_id) == row.id))
    gone = s.execute(delete(OidcIdentity).where(col(OidcIdentity.provider_id) == row.id))
    s.delete(row)
    return gone.rowcount if isinstance(gone, CursorResult) else 0


def flow(s: Session, flow_id: str) -> OidcFlow | None:
    """Find a sign-in under way by the id in its state, which proves itself by its code."""
    return s.get(OidcFlow, flow_id)


def burn(s: Session, flow_id: str, now: datetime) -> bool:
    """Use it up; False when it was used or ran out first."""
    answerable = (
        col(OidcFlow.id) == flow_id,
        col(OidcFlow.used_at).is_(None),
        col(OidcFlow.expires_at) > now,
    )
    burnt = s.execute(
        update(OidcFlow).where(*answerable).values(used_at=now),
        execution_options={"synchronize_session": False},
    )
    return isinstance(burnt, CursorResult) and burnt.rowcount == 1


def drop_old(s: Session, now: datetime) -> None:
    """Forget those that nobody comes back from any more."""
    s.execute(delete(OidcFlow).where(col(OidcFlow.expires_at) <= now))
