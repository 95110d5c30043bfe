"""Roles that providers give to newcomers: what `roles/` asks of this domain as a role goes (wiring hands it over)."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.oidc import repository
from comunik_kit.roles.tables import Role


class ProviderDoors:
    """Reads and changes inside the caller's transaction."""

    def names(self, s: Session, workspace_id: str, role_id: str) -> Sequence[str]:
        """Name the providers whose newcomers get a role."""
        return [each.name for each in repository.giving(s, workspace_id, role_id)]

    def move(self, s: Session, actor: Actor, before: Role, after: Role | None, now: datetime) -> None:
        """Have newcomers get another role, or none come in; who set a provider up answers for it as before."""
        given = after.id if after else ""
        details = {"before": {"newcomer_role": before.id}, "after": {"newcomer_role": given}}
        for each in repository.giving(s, actor.workspace_id, before.id, hold=True):
            each.newcomer_role_id, each.version = given, each.version + 1
            s.add(each)
            target = Target("sign_in_provider", each.id, each.name)
            record(s, now, actor, AuditTag.SIGN_IN_PROVIDER_CHANGED, target, details=details)
