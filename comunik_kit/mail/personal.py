"""What the outbox keeps about one person: told to them, and forgotten with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import delete, select, update
from sqlmodel import Session, col

from comunik_kit.audit import personal as journal
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.mail.tables import MailEvent, MailReport, OptOut, OutboxMessage, Suppression

# What a message says of people; the rest is the workspace's look, moments and the names of roles.
_NAMES = frozenset({"full_name", "inviter", "invitee", "asker", "giver"})
_WORDS = frozenset({"email", "new_email", "phone", "words", "device", "place", "path", "item"})
_LISTS = ("added_names", "accepted_names", "requested_names", "troubled_names")


def tell(s: Session, who: DataSubject) -> Sequence[dict[str, Any]]:
    """List the messages to this person; what they said of others stays out."""
    query = select(OutboxMessage).where(
        col(OutboxMessage.workspace_id) == who.workspace_id, col(OutboxMessage.recipient_id) == who.user_id
    )
    return [
        {
            "kind": each.template,
            "to": each.to_email,
            "written_at": each.created_at.isoformat(),
            "sent_at": each.sent_at.isoformat() if each.sent_at else None,
            "delivery": each.delivery,
        }
        for each in s.execute(query.order_by(col(OutboxMessage.id))).scalars()
    ]


def forget(s: Session, who: DataSubject) -> None:
    """Empty the messages to them, and their name in the digests of others."""
    theirs = (col(OutboxMessage.recipient_id) == who.user_id,)
    letters = s.execute(select(OutboxMessage).where(*theirs)).scalars().all()
    journal.forget_targets(s, who, [each.id for each in letters])
    for each in letters:
        each.to_email = each.to_name = ""
        each.delivery_detail = each.last_error = ""
        each.params = without_people(each.params, who.pseudonym)
        s.add(each)
    ids = select(col(OutboxMessage.id)).where(*theirs)
    s.execute(update(MailEvent).where(col(MailEvent.message_id).in_(ids)).values(detail=""))
    s.execute(delete(MailReport).where(col(MailReport.to_email).in_((who.email, who.email_key))))
    s.execute(delete(OptOut).where(col(OptOut.user_id) == who.user_id))
    s.execute(
        delete(Suppression).where(
            col(Suppression.workspace_id) == who.workspace_id, col(Suppression.email_key) == who.email_key
        )
    )
    _leave_digests(s, who)


def without_people(params: dict[str, Any], pseudonym: str) -> dict[str, Any]:
    """Give what a message says with everybody's name and words taken out; it can still be drawn."""
    said = dict(params)
    said.update(dict.fromkeys(_NAMES & said.keys(), pseudonym))
    said.update(dict.fromkeys(_WORDS & said.keys(), ""))
    return said


def _leave_digests(s: Session, who: DataSubject) -> None:
    digests = select(OutboxMessage).where(
        col(OutboxMessage.workspace_id) == who.workspace_id, col(OutboxMessage.template) == "digest"
    )
    for each in s.execute(digests).scalars():
        lists = {name: str(each.params.get(name, "")).split("\n") for name in _LISTS}
        if any(who.full_name in names for names in lists.values()):
            renamed = {
                name: "\n".join(who.pseudonym if one == who.full_name else one for one in names)
                for name, names in lists.items()
                if name in each.params
            }
            each.params = {**each.params, **renamed}
            s.add(each)
