"""What invitations keep about one person: told to them, and forgotten with them."""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlmodel import Session, col

from comunik_kit.audit import personal as journal
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.mail.personal import without_people
from comunik_kit.mail.tables import OutboxMessage

_NAME = ("full_name",)
_DETAILS = (*_NAME, "email", "phone")


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List the invitations they were sent, with the words; who sent them stays out."""
    return [
        {
            "email": each.email,
            "created_at": each.created_at.isoformat(),
            "expires_at": each.expires_at.isoformat(),
            "accepted_at": each.accepted_at.isoformat() if each.accepted_at else None,
            "revoked_at": each.revoked_at.isoformat() if each.revoked_at else None,
            "words": each.words,
        }
        for each in _sent_to(s, who)
    ]


def addresses(s: Session, who: DataSubject) -> Sequence[str]:
    """List the addresses that they were invited at."""
    return [each.email for each in _sent_to(s, who)]


def forget(s: Session, who: DataSubject) -> None:
    """Empty what was written to them and by them, also in the messages that others got."""
    for each in _sent_to(s, who):
        each.email, each.words, each.card_digest = "", "", None
        s.add(each)
    for each in _sent_by(s, who):
        each.words = ""
        s.add(each)
    s.flush()
    letters = list(_letters(s, who))
    journal.forget_targets(s, who, [message.id for message in letters])
    for message in letters:
        message.params = without_people(message.params, who.pseudonym) | _of_its_reader(message, who)
        s.add(message)


def _of_its_reader(message: OutboxMessage, who: DataSubject) -> dict[str, Any]:
    """Give what a message to somebody else says of its reader: an invitation their details, news their name."""
    if message.recipient_id == who.user_id:
        return {}
    theirs = _DETAILS if message.purpose else _NAME
    return {name: message.params[name] for name in theirs if name in message.params}


def _sent_to(s: Session, who: DataSubject) -> Sequence[Invitation]:
    theirs = (col(Invitation.workspace_id) == who.workspace_id, col(Invitation.user_id) == who.user_id)
    return s.execute(select(Invitation).where(*theirs).order_by(col(Invitation.id))).scalars().all()


def _sent_by(s: Session, who: DataSubject) -> Sequence[Invitation]:
    theirs = (col(Invitation.workspace_id) == who.workspace_id, col(Invitation.invited_by) == who.user_id)
    return s.execute(select(Invitation).where(*theirs)).scalars().all()


def _letters(s: Session, who: DataSubject) -> Iterator[OutboxMessage]:
    """Give the letters of these invitations, and what inviters were told of them."""
    yield from s.execute(
        select(OutboxMessage).where(
            col(OutboxMessage.subject_id).in_(
                select(col(Invitation.id)).where(
                    col(Invitation.workspace_id) == who.workspace_id,
                    or_(col(Invitation.user_id) == who.user_id, col(Invitation.invited_by) == who.user_id),
                )
            )
        )
    ).scalars()
    key = col(OutboxMessage.dedupe_key)
    for each in _sent_to(s, who):
        asked = f"link-requested/{each.id}/"
        told = or_(key == f"accepted/{each.id}", (key >= asked) & (key < asked[:-1] + "0"))
        yield from s.execute(select(OutboxMessage).where(told)).scalars()
