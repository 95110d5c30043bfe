"""A workspace whose invitation left through Resend, and Resend's web-hook service."""

from pathlib import Path

from sqlmodel import select

from comunik_kit.kernel.clock import Clock
from comunik_kit.mail.events import WORKER
from comunik_kit.mail.tables import MailEvent, MailReport, OutboxMessage, Suppression
from tests.http.browser import browser_on
from tests.support import svix
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import START
from tests.support.svix import SECRET, Svix

EMAIL_ID = "56761188-7520-42d8-8898-ff6fc54ce618"


def sent_through_resend(database_url: str, clock: Clock, folder: Path) -> Cast:
    """Found the workspace and invite Ana; her message has left. Two secrets sign."""
    kit = kit_on(database_url, clock, folder, RESEND_WEBHOOK_SECRET=f"{SECRET} {svix.NEXT_SECRET}")
    cast = found(kit)
    kit.invitations.create_and_invite(cast.admin, new=cast.new())
    with kit.db.write() as session:
        row = session.exec(select(OutboxMessage)).one()
        row.state, row.channel, row.provider_id, row.sent_at = "sent", "resend", EMAIL_ID, START
    return cast


def resend_of(cast: Cast) -> Svix:
    """Open Resend's web-hook service: no browser, so no word of where it comes from."""
    client = browser_on(cast.kit)
    for name in ("Sec-Fetch-Site", "Accept", "Accept-Language"):
        del client.headers[name]
    return Svix(client)


def letter(cast: Cast) -> OutboxMessage:
    """Read Ana's message."""
    (row,) = cast.letters()
    return row


def written(cast: Cast) -> int:
    """Count everything that a web hook may write; what we note ourselves on a message's way out is none of it."""
    with cast.kit.db.read() as session:
        moved = [row for row in session.exec(select(OutboxMessage)).all() if row.delivery]
        told = [event for event in session.exec(select(MailEvent)).all() if event.source != WORKER]
        kept = [*session.exec(select(MailReport)).all(), *session.exec(select(Suppression)).all()]
        return len(moved) + len(told) + len(kept)
