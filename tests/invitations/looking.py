"""What the tests of invitations look at and do again and again."""

from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import col

from comunik_kit.access.views import StartedSession
from comunik_kit.invitations.inputs import InvitationOptions
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.views import Invited
from comunik_kit.mail.tables import OutboxMessage
from tests.support.cast import ORIGIN, PASSWORD, Cast


def options(**given: str) -> InvitationOptions:
    """Parse options as the form sends them: `days`, `words`, `starts_on`, `leaves`."""
    names = {"days": "invitation_days", "words": "invitation_words"}
    return InvitationOptions.parse({names.get(name, name): value for name, value in given.items()})


def invite(cast: Cast, name: str = "Ana Lopez", **given: str) -> Invited:
    """Create and invite somebody with such options."""
    return cast.kit.invitations.create_and_invite(cast.admin, new=cast.new(name), options=options(**given))


def row(cast: Cast, invitation_id: str) -> Invitation:
    """Look at an invitation's row."""
    with cast.kit.db.read() as session:
        return session.get_one(Invitation, invitation_id)


def of(cast: Cast, template: str) -> list[OutboxMessage]:
    """List the messages of one kind."""
    return [letter for letter in cast.letters() if letter.template == template]


def status(cast: Cast, invitation_id: str, version: int) -> str:
    """Tell what a link leads to."""
    return cast.kit.acceptance.peek(cast.link(invitation_id, version)).status


def accept(cast: Cast, invitation_id: str, version: int = 1) -> StartedSession:
    """Accept with the link of a version."""
    return cast.kit.acceptance.accept(
        cast.link(invitation_id, version),
        invitation_id=invitation_id,
        password=PASSWORD,
        confirmation=PASSWORD,
        origin=ORIGIN,
    )


def mark(cast: Cast, template: str, **values: object) -> None:
    """Write what the worker or a carrier would onto every message of a kind."""
    with cast.kit.db.write() as session:
        session.execute(update(OutboxMessage).where(col(OutboxMessage.template) == template).values(**values))


def due(cast: Cast) -> datetime | None:
    """Tell when the one invitation's next reminder is due."""
    with cast.kit.db.read() as session:
        return session.execute(select(col(Invitation.next_reminder_at))).scalar_one()
