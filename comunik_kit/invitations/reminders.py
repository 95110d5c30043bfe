"""Reminders: they leave by themselves, and stop by themselves. Safe with any number of processes at it."""

import logging
from datetime import datetime

from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, messages, reminding, repository, rules
from comunik_kit.invitations.reminding import Standing
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

logger = logging.getLogger(__name__)

BATCH = 200


class Reminders:
    """Looks at the invitations whose reminder is due."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        telling: Telling,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._telling = db, clock, telling

    def run_due(self, limit: int = BATCH) -> int:
        """Decide about at most so many that are due; how many reminders were written."""
        now = self._clock.now()
        with self._db.read() as session:
            due = repository.due_reminders(session, now, limit)
        told = [workspace_id for each in due if (workspace_id := self._run_alone(each, now))]
        for workspace_id in set(told):
            self._telling.changed(workspace_id)
        return len(told)

    def _run_alone(self, invitation_id: str, now: datetime) -> str:
        """Decide about one, in a transaction of its own: what goes wrong with it is no matter of the others."""
        try:
            with self._db.write() as session:
                return self._run(session, invitation_id, now)
        except SQLAlchemyError as error:
            logger.warning("reminder of %s: %s", invitation_id, type(error).__name__)
            return ""

    def _run(self, session: Session, invitation_id: str, now: datetime) -> str:
        """Give the workspace when a reminder was written."""
        invitation = repository.by_link(session, invitation_id)
        if invitation is None or invitation.next_reminder_at is None:
            return ""
        workspace = workspaces.workspace_of(session, invitation.workspace_id)
        person = repository.invitee(session, workspace.id, invitation.user_id)
        inviter = repository.invitee(session, workspace.id, invitation.invited_by)
        if person is None or inviter is None:
            repository.move_reminder(session, invitation, None, sent=False)
            return ""
        decision = reminding.decide(
            invitation, _standing(session, workspace, invitation, person, inviter), now
        )
        moved = repository.move_reminder(session, invitation, decision.next_at, sent=decision.sends)
        if not (moved and decision.sends):
            return ""
        messages.remind(session, workspace, inviter.user.full_name, person, invitation, now)
        target = Target("user", person.user.id, person.user.full_name)
        number = {"number": invitation.reminders_sent + 1}
        tag = AuditTag.INVITATION_REMINDED
        record(session, now, None, tag, target, workspace_id=workspace.id, details=number)
        return workspace.id


def _standing(
    session: Session, workspace: Workspace, invitation: Invitation, person: Invitee, inviter: Invitee
) -> Standing:
    return Standing(
        letters=repository.letters(session, invitation),
        days=workspace.reminder_days,
        is_invitable=rules.may_be_invited(person.user),
        inviter_may=issuing.is_still_good(session, invitation, inviter, person),
        is_suppressed=repository.is_suppressed(session, workspace.id, person.user.email_key),
    )
