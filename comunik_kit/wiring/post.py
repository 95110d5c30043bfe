"""Mail: what leaves, what came of it, who looks after it."""

from typing import Any

from sqlmodel import Session

from comunik_kit.access.address_change import ADDRESS_LINKS
from comunik_kit.access.link_sign_in import SIGN_IN_LINKS
from comunik_kit.access.recovery import RESETS
from comunik_kit.invitations.issuing import PURPOSE as INVITE_PURPOSE
from comunik_kit.invitations.repository import living as living_invitations
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.mail.blocked import BlockedAddresses
from comunik_kit.mail.control import Carrier, MailControl
from comunik_kit.mail.dead_letters import DeadLetters
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.opt_outs import OptOuts
from comunik_kit.mail.previews import Previews, Recipient
from comunik_kit.mail.reports import Reports
from comunik_kit.mail.sender import bare_address
from comunik_kit.mail.timeline import Timeline
from comunik_kit.roles.tables import Role
from comunik_kit.users import repository as people
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "worker": on.worker,
        "mailbox": _mailbox(on),
        "mail_control": _mail_control(on),
        "dead_letters": _dead_letters(on),
        "blocked_addresses": BlockedAddresses(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "reports": _reports(on),
        "previews": _previews(on),
        "opt_outs": OptOuts(db=on.db, clock=on.clock, keyring=on.keyring),
        "timeline": _timeline(on),
    }


def _mailbox(on: Ground) -> Mailbox:
    return Mailbox(
        db=on.db,
        clock=on.clock,
        renderer=on.renderer,
        role_of=_role_of,
        channel=on.sender.channel,
        address=on.sender.address,
    )


def _role_of(s: Session, workspace_id: str, user_id: str) -> Role | None:
    """Find the role that somebody has at this moment."""
    found = people.person(s, workspace_id, user_id)
    return found.role if found else None


def _mail_control(on: Ground) -> MailControl:
    carrier = Carrier(
        channel=on.sender.channel,
        address=on.sender.address,
        requests=on.sender.requests,
        batch=on.sender.batch,
        rate=on.settings.mail_rate,
    )
    return MailControl(
        db=on.db, clock=on.clock, carrier=carrier, announce=on.fanout.announce, nudge=on.worker.nudge
    )


def _dead_letters(on: Ground) -> DeadLetters:
    return DeadLetters(
        db=on.db,
        clock=on.clock,
        living={
            INVITE_PURPOSE: living_invitations,
            **{links.purpose: links.living for links in (RESETS, SIGN_IN_LINKS, ADDRESS_LINKS)},
        },
        announce=on.fanout.announce,
        nudge=on.worker.nudge,
    )


def _reports(on: Ground) -> Reports:
    return Reports(
        db=on.db,
        clock=on.clock,
        announce=on.fanout.announce,
        bounce_address=on.settings.bounce_address,
        sending_address=bare_address(on.settings.mail_from),
    )


def _previews(on: Ground) -> Previews:
    return Previews(
        db=on.db, clock=on.clock, renderer=on.renderer, recipient=own_address, nudge=on.worker.nudge
    )


def own_address(s: Session, actor: Actor) -> Recipient:
    """Find where a message to who asks for it goes: their stored address."""
    user = people.user(s, actor.workspace_id, actor.user_id)
    if user is None:
        raise NotFound
    return Recipient(user.email, user.full_name)


def _timeline(on: Ground) -> Timeline:
    return Timeline(
        db=on.db, clock=on.clock, is_here=lambda session, *who: people.user(session, *who) is not None
    )
