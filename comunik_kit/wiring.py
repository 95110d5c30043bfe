"""The composition root: settings in, every service out. The only place that picks a mail sender."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from comunik_kit.access.first_setup import FirstSetup
from comunik_kit.access.hasher import COST, Hasher
from comunik_kit.access.passwords import Passwords, take_staged
from comunik_kit.access.recovery import Recovery
from comunik_kit.access.repository import end_sessions
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.sign_in import SignIn
from comunik_kit.access.throttle import Throttle
from comunik_kit.invitations.acceptance import Acceptance
from comunik_kit.invitations.archive import Archive
from comunik_kit.invitations.issuing import withdraw
from comunik_kit.invitations.service import Invitations
from comunik_kit.kernel.clock import Clock, SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Fanout
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import Sender
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.mail.senders.smtp import SmtpSender, server_of
from comunik_kit.mail.worker import Worker
from comunik_kit.modules.frame import Frame
from comunik_kit.modules.home import Home
from comunik_kit.settings import Settings, read
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
    workspaces: Workspaces
    users: Users
    photos: Photos
    profile: Profile
    invitations: Invitations
    acceptance: Acceptance
    archive: Archive
    sessions: Sessions
    sign_in: SignIn
    passwords: Passwords
    recovery: Recovery
    first_setup: FirstSetup
    throttle: Throttle
    mailbox: Mailbox
    worker: Worker
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
        return SmtpSender(server_of(settings.smtp_url), address=settings.mail_from)
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
    renderer = Renderer(keyring=keyring, public_url=settings.public_url)
    return _Ground(
        settings=settings,
        db=db,
        clock=clock,
        keyring=keyring,
        fanout=Fanout(),
        sender=sender,
        renderer=renderer,
        worker=Worker(db=db, clock=clock, sender=sender, render=renderer.render, name=_worker_name()),
        hasher=Hasher(keyring=keyring, cost=hash_cost),
        throttle=Throttle(db=db, clock=clock, keyring=keyring),
        sessions=Sessions(db=db, clock=clock, keyring=keyring),
        creation=UserCreation(on_created=take_staged),
    )


def assemble(settings: Settings, *, clock: Clock | None = None, hash_cost: int = COST) -> Kit:
    """Make every service over the database that the settings name; `clock` and `hash_cost` are the tests'."""
    on = _ground(settings, clock or SystemClock(), hash_cost)
    return Kit(
        settings=settings,
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        fanout=on.fanout,
        workspaces=Workspaces(db=on.db, clock=on.clock, public_url=settings.public_url),
        users=_users(on),
        photos=Photos(db=on.db, clock=on.clock, folder=settings.data_dir / "photos"),
        profile=Profile(db=on.db, clock=on.clock),
        invitations=_invitations(on),
        acceptance=_acceptance(on),
        archive=Archive(db=on.db, clock=on.clock),
        sessions=on.sessions,
        sign_in=_sign_in(on),
        passwords=_passwords(on),
        recovery=_recovery(on),
        first_setup=_first_setup(on),
        throttle=on.throttle,
        mailbox=_mailbox(on),
        worker=on.worker,
        frame=Frame(db=on.db),
        home=Home(db=on.db, clock=on.clock),
    )


def _users(on: _Ground) -> Users:
    return Users(db=on.db, clock=on.clock, creation=on.creation, on_removed=(withdraw, end_sessions))


def _invitations(on: _Ground) -> Invitations:
    return Invitations(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        creation=on.creation,
        public_url=on.settings.public_url,
        channel=on.sender.channel,
        nudge=on.worker.nudge,
    )


def _acceptance(on: _Ground) -> Acceptance:
    return Acceptance(db=on.db, clock=on.clock, keyring=on.keyring, hasher=on.hasher, sessions=on.sessions)


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
