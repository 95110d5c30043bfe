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
from comunik_kit.invitations.issuing import withdraw
from comunik_kit.invitations.service import Invitations
from comunik_kit.kernel.clock import Clock, SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.mailbox import Mailbox
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import Sender
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.mail.senders.resend import ResendSender
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
    workspaces: Workspaces
    users: Users
    photos: Photos
    profile: Profile
    invitations: Invitations
    acceptance: Acceptance
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
        return ResendSender(
            api_key=settings.resend_api_key, api_url=settings.resend_api_url, address=settings.mail_from
        )
    if settings.smtp_url:
        return SmtpSender(server_of(settings.smtp_url), address=settings.mail_from)
    return LocalSender()


def assemble(settings: Settings, *, clock: Clock | None = None, hash_cost: int = COST) -> Kit:
    """Make every service over the database that the settings name; `clock` and `hash_cost` are the tests'."""
    time = clock or SystemClock()
    db = Database(settings.database_url)
    keyring = Keyring(settings.secret_key)
    sender = sender_of(settings)
    renderer = Renderer(keyring=keyring, public_url=settings.public_url)
    worker = Worker(db=db, clock=time, sender=sender, render=renderer.render, name=_worker_name())
    hasher = Hasher(keyring=keyring, cost=hash_cost)
    throttle = Throttle(db=db, clock=time, keyring=keyring)
    sessions = Sessions(db=db, clock=time, keyring=keyring)
    creation = UserCreation(on_created=take_staged)
    return Kit(
        settings=settings,
        db=db,
        clock=time,
        keyring=keyring,
        workspaces=Workspaces(db=db, clock=time, public_url=settings.public_url),
        users=Users(db=db, clock=time, creation=creation, on_removed=(withdraw, end_sessions)),
        photos=Photos(db=db, clock=time, folder=settings.data_dir / "photos"),
        profile=Profile(db=db, clock=time),
        invitations=Invitations(
            db=db, clock=time, keyring=keyring, creation=creation, public_url=settings.public_url,
            channel=sender.channel, nudge=worker.nudge,
        ),
        acceptance=Acceptance(db=db, clock=time, keyring=keyring, hasher=hasher, sessions=sessions),
        sessions=sessions,
        sign_in=SignIn(db=db, clock=time, hasher=hasher, throttle=throttle, sessions=sessions),
        passwords=Passwords(
            db=db, clock=time, hasher=hasher, throttle=throttle, sessions=sessions, nudge=worker.nudge
        ),
        recovery=Recovery(
            db=db, clock=time, keyring=keyring, hasher=hasher, throttle=throttle, nudge=worker.nudge
        ),
        first_setup=FirstSetup(db=db, clock=time, keyring=keyring, hasher=hasher, sessions=sessions),
        throttle=throttle,
        mailbox=Mailbox(db=db, clock=time, renderer=renderer, channel=sender.channel),
        worker=worker,
        frame=Frame(db=db),
        home=Home(db=db, clock=time),
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
