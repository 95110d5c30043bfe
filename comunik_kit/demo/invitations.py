"""Invitations of invented people in every state, and their messages, already in the built-in outbox."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from random import Random
from typing import Any

from comunik_kit.demo.dice import likely
from comunik_kit.invitations.issuing import PURPOSE
from comunik_kit.invitations.rules import LIFETIME
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailState

Row = dict[str, Any]
_INVITED = 0.85
_REVOKED = 0.3


def invitations(person: Row, inviter_id: str, now: datetime, chance: Random) -> Iterator[Row]:
    """Give the person's invitations: accepted, waiting, expired, taken back, or none at all."""
    if person["activated_at"] is not None:
        if likely(_INVITED, chance):
            yield _row(person, inviter_id, person["invited_at"], accepted_at=_accepted(person))
        return
    if person["invited_at"] is not None:
        yield _row(person, inviter_id, person["invited_at"])
    elif likely(_REVOKED, chance):
        issued = person["created_at"] + timedelta(minutes=5)
        yield _row(person, inviter_id, issued, revoked_at=min(issued + timedelta(hours=3), now))


def message(invitation: Row, person: Row, look: Mapping[str, str]) -> Row:
    """Give the outbox row of an invitation, marked as delivered to the built-in outbox: no worker takes it."""
    issued = invitation["issued_at"]
    return {
        "id": new_id(issued),
        "workspace_id": invitation["workspace_id"],
        "template": Template.INVITATION.value,
        "dedupe_key": f"{PURPOSE}/{invitation['id']}/1",
        "to_email": person["email"],
        "to_name": person["full_name"],
        "recipient_rank": 0,
        "recipient_id": person["id"],
        "language": person["language"],
        "params": _params(invitation, person, look),
        "purpose": PURPOSE,
        "subject_id": invitation["id"],
        "version": 1,
        "state": MailState.SENT.value,
        "attempts": 1,
        "next_at": issued,
        "lease_until": None,
        "lease_by": "",
        "first_attempt_at": issued,
        "sent_at": issued + timedelta(seconds=2),
        "channel": "local",
        "provider_id": f"demo-{invitation['id']}",
        "last_error": "",
        "created_at": issued,
    }


def _params(invitation: Row, person: Row, look: Mapping[str, str]) -> dict[str, str]:
    return {
        **look,
        "full_name": person["full_name"],
        "email": person["email"],
        "phone": person["phone"],
        "expires_at": invitation["expires_at"].isoformat(),
    }


def _accepted(person: Row) -> datetime:
    return min(person["activated_at"], person["invited_at"] + LIFETIME)


def _row(person: Row, inviter_id: str, issued: datetime, **ended: datetime) -> Row:
    return {
        "id": new_id(issued),
        "workspace_id": person["workspace_id"],
        "user_id": person["id"],
        "email": person["email"],
        "invited_by": inviter_id,
        "version": 1,
        "created_at": issued,
        "issued_at": issued,
        "expires_at": issued + LIFETIME,
        "accepted_at": None,
        "revoked_at": None,
        **ended,
    }
