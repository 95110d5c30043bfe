"""What the outbox keeps about one person: told to them, and forgotten with them."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, delete, exists, func, or_, select, update
from sqlmodel import Session, col

from comunik_kit.audit import personal as journal
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailEvent, MailReport, OptOut, OutboxMessage, Suppression

# What a message says of people; the rest is the workspace's look, moments and the names of roles.
_NAMES = frozenset({"full_name", "inviter", "invitee", "asker", "giver"})
_WORDS = frozenset({"email", "new_email", "phone", "words", "device", "place", "path", "item"})
_LISTS = ("added_names", "accepted_names", "requested_names", "troubled_names")
# A digest, and what once had its reader for a subject: who acted is its subject since.
_NAMES_ALONE = or_(
    col(OutboxMessage.template) == Template.DIGEST.value,
    and_(
        col(OutboxMessage.template).in_((Template.ROLE_RAISED.value, Template.FACTOR_OFF.value)),
        col(OutboxMessage.subject_id) == col(OutboxMessage.recipient_id),
    ),
)


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


def addresses(s: Session, who: DataSubject) -> Sequence[str]:
    """List the addresses at which they were written to."""
    wanted = select(col(OutboxMessage.to_email)).where(col(OutboxMessage.recipient_id) == who.user_id)
    return s.execute(wanted.distinct()).scalars().all()


def forget(s: Session, who: DataSubject) -> None:
    """Empty the messages to them, what is kept by their addresses, and their name in the messages to others."""
    theirs = (col(OutboxMessage.recipient_id) == who.user_id,)
    letters = s.execute(select(OutboxMessage).where(*theirs)).scalars().all()
    journal.forget_targets(s, who, [each.id for each in letters])
    names = {who.full_name, *(each.to_name for each in letters if each.to_name)}
    _forget_reports(s, who)
    for each in letters:
        each.to_email = each.to_name = ""
        each.delivery_detail = each.last_error = ""
        each.params = without_people(each.params, who.pseudonym)
        s.add(each)
    ids = select(col(OutboxMessage.id)).where(*theirs)
    s.execute(update(MailEvent).where(col(MailEvent.message_id).in_(ids)).values(detail=""))
    s.execute(delete(OptOut).where(col(OptOut.user_id) == who.user_id))
    here = col(Suppression.workspace_id) == who.workspace_id
    s.execute(delete(Suppression).where(here, col(Suppression.email_key).in_(who.emails)))
    _leave_what_they_gave(s, who)
    _leave_what_names_alone(s, who, names)


def without_people(params: dict[str, Any], pseudonym: str) -> dict[str, Any]:
    """Give what a message says with everybody's name and words taken out; it can still be drawn."""
    said = dict(params)
    said.update(dict.fromkeys(_NAMES & said.keys(), pseudonym))
    said.update(dict.fromkeys(_WORDS & said.keys(), ""))
    return said


def _forget_reports(s: Session, who: DataSubject) -> None:
    """Delete what carriers said of messages to them, or of their addresses; no report has a workspace of its own."""
    handed_over = col(OutboxMessage.provider_id) != ""
    is_theirs = col(OutboxMessage.recipient_id) == who.user_id
    theirs = select(col(OutboxMessage.provider_id)).where(is_theirs, handed_over)
    same = col(OutboxMessage.provider_id) == col(MailReport.provider_id)
    of_another = exists().where(same, handed_over, ~is_theirs)
    named = func.lower(col(MailReport.to_email)).in_(who.emails)
    s.execute(
        delete(MailReport).where(or_(col(MailReport.provider_id).in_(theirs), and_(named, ~of_another)))
    )


def _leave_what_they_gave(s: Session, who: DataSubject) -> None:
    """Take their name out of what others were told that they did; the subject of such a message is who acted."""
    others = col(OutboxMessage.recipient_id) != who.user_id
    wanted = select(OutboxMessage).where(col(OutboxMessage.subject_id) == who.user_id, others)
    given = [each for each in s.execute(wanted).scalars() if each.params.get("giver")]
    journal.forget_targets(
        s, who, [each.id for each in given]
    )  # where it was read, by words that may name them
    for each in given:
        each.params = {**each.params, "giver": who.pseudonym}
        s.add(each)


def _leave_what_names_alone(s: Session, who: DataSubject, names: Collection[str]) -> None:
    """Take their names out of the messages that have nothing else to find them by."""
    wanted = select(OutboxMessage).where(col(OutboxMessage.workspace_id) == who.workspace_id, _NAMES_ALONE)
    for each in s.execute(wanted).scalars():
        told = {
            name: str(each.params[name]).split("\n") for name in (*_LISTS, "giver") if name in each.params
        }
        if any(not set(names).isdisjoint(people) for people in told.values()):
            renamed = {
                name: "\n".join(who.pseudonym if one in names else one for one in people)
                for name, people in told.items()
            }
            each.params = {**each.params, **renamed}
            s.add(each)
