"""The composition root: settings in, every service out. The only place that picks a mail sender."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from comunik_kit.access.address_change import AddressChanges
from comunik_kit.access.first_setup import FirstSetup
from comunik_kit.access.hasher import COST, Hasher
from comunik_kit.access.notices import RESET_PURPOSE
from comunik_kit.access.passwords import Passwords, take_staged
from comunik_kit.access.recovery import Recovery, living_reset_links
from comunik_kit.access.repository import end_sessions
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.sign_in import SignIn
from comunik_kit.access.throttle import Throttle
from comunik_kit.invitations.acceptance import Acceptance
from comunik_kit.invitations.archive import Archive
from comunik_kit.invitations.cards import Cards
from comunik_kit.invitations.digest import Digests
from comunik_kit.invitations.issuing import PURPOSE as INVITE_PURPOSE
from comunik_kit.invitations.issuing import withdraw
from comunik_kit.invitations.reminders import Reminders
from comunik_kit.invitations.repository import living as living_invitations
from comunik_kit.invitations.requesting import LinkRequests
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.revising import Revisions
from comunik_kit.invitations.service import Invitations
from comunik_kit.invitations.telling import Telling
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock, SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.fanout import Fanout, Relay
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.blocked import BlockedAddresses
from comunik_kit.mail.chores import Chores
from comunik_kit.mail.control import Carrier, MailControl
from comunik_kit.mail.dead_letters import DeadLetters
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.opt_outs import OptOuts
from comunik_kit.mail.previews import Previews, Recipient
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.reports import Reports
from comunik_kit.mail.sender import Sender, bare_address
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.mail.senders.smtp import SmtpSender, server_of
from comunik_kit.mail.timeline import Timeline
from comunik_kit.mail.watching import MailWatch
from comunik_kit.mail.worker import Worker
from comunik_kit.modules.frame import Frame
from comunik_kit.modules.home import Home
from comunik_kit.settings import Settings, read
from comunik_kit.users import repository as people
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.photos import Photos
from comunik_kit.users.profile import Profile
from comunik_kit.users.service import Users
from comunik_kit.workspaces.service import Workspaces


@dataclass(frozen=True, slots=True)
class Kit:
    """All services over one database."""

    settings: Settings
    db: Database
    clock: Clock
    keyring: Keyring
    fanout: Fanout
    relay: Relay
    workspaces: Workspaces
    users: Users
    photos: Photos
    profile: Profile
    invitations: Invitations
    revisions: Revisions
    acceptance: Acceptance
    link_requests: LinkRequests
    cards: Cards
    reminders: Reminders
    digests: Digests
    archive: Archive
    sessions: Sessions
    sign_in: SignIn
    passwords: Passwords
    recovery: Recovery
    address_changes: AddressChanges
    first_setup: FirstSetup
    throttle: Throttle
    mailbox: Mailbox
    mail_control: MailControl
    dead_letters: DeadLetters
    blocked_addresses: BlockedAddresses
    reports: Reports
    previews: Previews
    opt_outs: OptOuts
    timeline: Timeline
    worker: Worker
    chores: Chores
    frame: Frame
    home: Home


def sender_of(settings: Settings) -> Sender:
    """Pick how mail leaves: Resend when it has a key, else SMTP when it has a server, else the built-in outbox."""
    if settings.resend_api_key:
        # Loaded here alone: its HTTP clients are 0.3 s of a start, for those who send through it.
        from comunik_kit.mail.senders.resend import ResendSender  # noqa: PLC0415

        return ResendSender(
            api_key=settings.resend_api_key, api_url=settings.resend_api_url, address=settings.mail_from
        )
    if settings.smtp_url:
        return SmtpSender(
            server_of(settings.smtp_url), address=settings.mail_from, bounce_address=settings.bounce_address
        )
    return LocalSender()


@dataclass(frozen=True, slots=True)
class _Ground:
    """What several services stand on."""

    settings: Settings
    db: Database
    clock: Clock
    keyring: Keyring
    fanout: Fanout
    sender: Sender
    renderer: Renderer
    worker: Worker
    hasher: Hasher
    throttle: Throttle
    sessions: Sessions
    creation: UserCreation


def _ground(settings: Settings, clock: Clock, hash_cost: int) -> _Ground:
    db, keyring, sender = Database(settings.database_url), Keyring(settings.secret_key), sender_of(settings)
    renderer, fanout = Renderer(keyring=keyring, public_url=settings.public_url), Fanout()
    return _Ground(
        settings=settings,
        db=db,
        clock=clock,
        keyring=keyring,
        fanout=fanout,
        sender=sender,
        renderer=renderer,
        worker=Worker(
            db=db,
            clock=clock,
            sender=sender,
            render=renderer.render,
            name=_worker_name(),
            announce=fanout.announce,
            rate=settings.mail_rate,
        ),
        hasher=Hasher(keyring=keyring, cost=hash_cost),
        throttle=Throttle(db=db, clock=clock, keyring=keyring),
        sessions=Sessions(db=db, clock=clock, keyring=keyring),
        creation=UserCreation(on_created=take_staged),
    )


def assemble(settings: Settings, *, clock: Clock | None = None, hash_cost: int = COST) -> Kit:
    """Make every service over the database that the settings name; `clock` and `hash_cost` are the tests'."""
    on = _ground(settings, clock or SystemClock(), hash_cost)
    reminders = _reminders(on)
    digests = Digests(db=on.db, clock=on.clock, nudge=on.worker.nudge)
    return Kit(
        settings=settings,
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        fanout=on.fanout,
        relay=_relay(on),
        workspaces=Workspaces(db=on.db, clock=on.clock, public_url=settings.public_url),
        users=_users(on),
        photos=Photos(db=on.db, clock=on.clock, folder=settings.data_dir / "photos"),
        profile=Profile(db=on.db, clock=on.clock, announce=on.fanout.announce),
        invitations=_invitations(on),
        revisions=_revisions(on),
        acceptance=_acceptance(on),
        link_requests=_link_requests(on),
        cards=_cards(on),
        reminders=reminders,
        digests=digests,
        archive=Archive(db=on.db, clock=on.clock),
        sessions=on.sessions,
        sign_in=_sign_in(on),
        passwords=_passwords(on),
        recovery=_recovery(on),
        address_changes=_address_changes(on),
        first_setup=_first_setup(on),
        throttle=on.throttle,
        mailbox=_mailbox(on),
        mail_control=_mail_control(on),
        dead_letters=_dead_letters(on),
        blocked_addresses=BlockedAddresses(db=on.db, clock=on.clock, announce=on.fanout.announce),
        reports=_reports(on),
        previews=_previews(on),
        opt_outs=OptOuts(db=on.db, clock=on.clock, keyring=on.keyring),
        timeline=_timeline(on),
        worker=on.worker,
        chores=Chores(reminders.run_due, digests.run_due),
        frame=Frame(db=on.db),
        home=Home(db=on.db, clock=on.clock),
    )


def _users(on: _Ground) -> Users:
    return Users(
        db=on.db,
        clock=on.clock,
        creation=on.creation,
        on_removed=(withdraw, end_sessions),
        announce=on.fanout.announce,
    )


def _invitations(on: _Ground) -> Invitations:
    return Invitations(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        creation=on.creation,
        resending=Resending(throttle=on.throttle),
        public_url=on.settings.public_url,
        channel=on.sender.channel,
        telling=Telling(on.worker.nudge, on.fanout.announce),
    )


def _revisions(on: _Ground) -> Revisions:
    return Revisions(
        db=on.db,
        clock=on.clock,
        resending=Resending(throttle=on.throttle),
        telling=Telling(on.worker.nudge, on.fanout.announce),
    )


def _acceptance(on: _Ground) -> Acceptance:
    return Acceptance(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        sessions=on.sessions,
        telling=Telling(on.worker.nudge, on.fanout.announce),
    )


def _link_requests(on: _Ground) -> LinkRequests:
    return LinkRequests(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        throttle=on.throttle,
        telling=Telling(on.worker.nudge, on.fanout.announce),
    )


def _cards(on: _Ground) -> Cards:
    return Cards(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        throttle=on.throttle,
        public_url=on.settings.public_url,
    )


def _reminders(on: _Ground) -> Reminders:
    return Reminders(db=on.db, clock=on.clock, telling=Telling(on.worker.nudge, on.fanout.announce))


def _sign_in(on: _Ground) -> SignIn:
    return SignIn(db=on.db, clock=on.clock, hasher=on.hasher, throttle=on.throttle, sessions=on.sessions)


def _passwords(on: _Ground) -> Passwords:
    return Passwords(
        db=on.db,
        clock=on.clock,
        hasher=on.hasher,
        throttle=on.throttle,
        sessions=on.sessions,
        nudge=on.worker.nudge,
    )


def _recovery(on: _Ground) -> Recovery:
    return Recovery(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        throttle=on.throttle,
        nudge=on.worker.nudge,
    )


def _address_changes(on: _Ground) -> AddressChanges:
    return AddressChanges(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        hasher=on.hasher,
        throttle=on.throttle,
        nudge=on.worker.nudge,
    )


def _first_setup(on: _Ground) -> FirstSetup:
    return FirstSetup(db=on.db, clock=on.clock, keyring=on.keyring, hasher=on.hasher, sessions=on.sessions)


def _mailbox(on: _Ground) -> Mailbox:
    return Mailbox(
        db=on.db,
        clock=on.clock,
        renderer=on.renderer,
        channel=on.sender.channel,
        address=on.sender.address,
    )


def _mail_control(on: _Ground) -> MailControl:
    carrier = Carrier(
        channel=on.sender.channel,
        address=on.sender.address,
        requests=on.sender.requests,
        rate=on.settings.mail_rate,
    )
    return MailControl(
        db=on.db, clock=on.clock, carrier=carrier, announce=on.fanout.announce, nudge=on.worker.nudge
    )


def _dead_letters(on: _Ground) -> DeadLetters:
    return DeadLetters(
        db=on.db,
        clock=on.clock,
        living={INVITE_PURPOSE: living_invitations, RESET_PURPOSE: living_reset_links},
        announce=on.fanout.announce,
        nudge=on.worker.nudge,
    )


def _reports(on: _Ground) -> Reports:
    return Reports(
        db=on.db,
        clock=on.clock,
        announce=on.fanout.announce,
        bounce_address=on.settings.bounce_address,
        sending_address=bare_address(on.settings.mail_from),
    )


def _previews(on: _Ground) -> Previews:
    return Previews(
        db=on.db, clock=on.clock, renderer=on.renderer, recipient=_own_address, nudge=on.worker.nudge
    )


def _own_address(s: Session, actor: Actor) -> Recipient:
    user = people.user(s, actor.workspace_id, actor.user_id)
    if user is None:
        raise NotFound
    return Recipient(user.email, user.full_name)


def _timeline(on: _Ground) -> Timeline:
    return Timeline(
        db=on.db, clock=on.clock, is_here=lambda session, *who: people.user(session, *who) is not None
    )


def _relay(on: _Ground) -> Relay:
    """Pick how other processes' changes are heard: by Redis when it is set, else those of their mail workers alone."""
    if on.settings.redis_url:
        # Loaded here alone: the embedded default starts without Redis' client.
        from comunik_kit.kernel.redis_relay import RedisRelay  # noqa: PLC0415

        return RedisRelay(on.settings.redis_url, on.fanout)
    return MailWatch(db=on.db, clock=on.clock, fanout=on.fanout, own_worker=_worker_name())


def _worker_name() -> str:
    return f"{socket.gethostname()[:40]}-{os.getpid()}"


_in_use: list[Kit] = []
_first_use = threading.Lock()


def kit() -> Kit:
    """Give the services of this process, made on first use from the environment."""
    with _first_use:
        if not _in_use:
            _in_use.append(assemble(read()))
        return _in_use[-1]


@contextmanager
def using(other: Kit) -> Iterator[None]:
    """Let the pages work on other services for a while: the tests' way in."""
    _in_use.append(other)
    try:
        yield
    finally:
        _in_use.remove(other)
