"""Inviting, sending anew and revoking many, and taking invitations back that have not left."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.bulk.attempts import Before, Outcome, Params
from comunik_kit.bulk.errors import MailHasLeft
from comunik_kit.invitations import batches, issuing, repository, withdrawing
from comunik_kit.invitations.batches import Issued, Manner
from comunik_kit.invitations.inputs import AT_ONCE
from comunik_kit.invitations.resending import Resending
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, KitError
from comunik_kit.users.errors import NotYourself
from comunik_kit.workspaces import repository as workspaces


@dataclass(frozen=True, slots=True)
class InvitationActs:
    """The acts of admins on invitations."""

    resending: Resending

    def invite(
        self, s: Session, actor: Actor, ids: Sequence[str], _params: Params, now: datetime
    ) -> Mapping[str, Outcome]:
        """Invite some people in a few statements; who holds a live invitation gets no second message."""
        workspace = workspaces.workspace_of(s, actor.workspace_id)
        others = [user_id for user_id in ids if user_id != actor.user_id]
        before = repository.all_live(s, actor.workspace_id, others)
        terms = {user_id: withdrawing.term_of(each) for user_id, each in before.items()}
        found = batches.invite(s, actor, workspace, others, Manner(AT_ONCE, self.resending), now)
        outcomes = {user_id: _outcome(each, terms.get(user_id)) for user_id, each in found.items()}
        return outcomes | {user_id: NotYourself() for user_id in ids if user_id == actor.user_id}

    def resend(self, s: Session, actor: Actor, user_id: str, _params: Params, now: datetime) -> Before:
        """Send one person a new link."""
        self.resending.resend(s, actor, user_id, now)
        return {}

    @staticmethod
    def revoke(s: Session, actor: Actor, user_id: str, _params: Params, now: datetime) -> Before:
        """Take one invitation back."""
        withdrawing.revoke(s, actor, user_id, now)
        return {}

    @staticmethod
    def uninvite(s: Session, actor: Actor, user_id: str, before: Params, now: datetime) -> None:
        """Take an invitation back whose message has not left, or its renewal; one that was changed since stays."""
        _, invitation = issuing.live(s, actor, user_id)
        if (invitation.id, invitation.version) != (before["invitation_id"], before["version"]):
            raise ChangedMeanwhile
        repository.unsent(s, invitation, now)
        if repository.has_left(s, invitation):
            raise MailHasLeft
        if "term" in before:
            withdrawing.unrenew(s, actor, user_id, before["term"], now)
        else:
            withdrawing.revoke(s, actor, user_id, now)


def _outcome(outcome: Issued | KitError, term: dict[str, Any] | None) -> Outcome:
    if isinstance(outcome, KitError):
        return outcome
    if outcome.already:
        return None
    issued: Before = {"invitation_id": outcome.invitation.id, "version": outcome.invitation.version}
    return issued if term is None else {**issued, "term": term}
