"""The composition root: settings in, every service out. The only place that picks a mail sender."""

import threading
from dataclasses import dataclass
from functools import cache

from comunik_kit.access.first_setup import FirstSetup
from comunik_kit.access.passwords import Hasher, Passwords
from comunik_kit.access.recovery import Recovery
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
from comunik_kit.mail.sender import Sender
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.mail.senders.resend import ResendSender
from comunik_kit.mail.senders.smtp import SmtpSender
from comunik_kit.mail.worker import Worker
from comunik_kit.modules.frame import Frame
from comunik_kit.modules.home import Home
from comunik_kit.settings import Settings, read
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
        return ResendSender(settings.resend_api_key, settings.resend_api_url, settings.mail_from)
    if settings.smtp_url:
        return SmtpSender(settings.smtp_url, settings.mail_from)
    return LocalSender()


@cache
def kit() -> Kit:
    """Give the services of this process, made on first use from the environment."""
    return assemble(read())
