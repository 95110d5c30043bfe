"""The codes for whoever has lost their second factor: derived from the server's key, and digested (MFA-06)."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import factor_queries, factor_rules
from comunik_kit.access.factor_use import RECOVERY_PURPOSE, recovery_digest
from comunik_kit.access.tables import RecoveryCode
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring

_VERSION = 1


def renew(s: Session, keyring: Keyring, actor: Actor, now: datetime) -> None:
    """Replace them in the open transaction; they are shown until their person says that they are kept."""
    factor_queries.drop_codes(s, actor.user_id)
    for row_id in [new_id(now) for _ in range(factor_rules.RECOVERY_CODES)]:
        s.add(
            RecoveryCode(
                id=row_id,
                workspace_id=actor.workspace_id,
                user_id=actor.user_id,
                digest=recovery_digest(keyring, actor.user_id, _code(keyring, row_id)),
                created_at=now,
            )
        )


def unkept(s: Session, keyring: Keyring, user_id: str) -> list[str]:
    """Give those that nobody has said to have kept, as they are written."""
    shown = [code for code in factor_queries.codes(s, user_id) if code.kept_at is None]
    return [factor_rules.grouped(_code(keyring, code.id)) for code in shown]


def _code(keyring: Keyring, row_id: str) -> str:
    return keyring.code(RECOVERY_PURPOSE, row_id, _VERSION, factor_rules.RECOVERY_LENGTH)
