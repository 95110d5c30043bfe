"""What several services stand on, and the only place that picks a mail sender."""

import os
import socket
from dataclasses import dataclass
from typing import Any, TypedDict

from comunik_kit.access.credentials import end_access
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.passwords import take_staged
from comunik_kit.access.second_step import SecondStep
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.throttle import Throttle
from comunik_kit.access.ways import Ways
from comunik_kit.invitations.withdrawing import pause, resume, withdraw, withdraw_issued
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.fanout import Fanout, Relay
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.sender import Sender
from comunik_kit.mail.senders.local import LocalSender
from comunik_kit.mail.senders.smtp import SmtpSender, server_of
from comunik_kit.mail.watching import MailWatch
from comunik_kit.mail.worker import Worker
from comunik_kit.oidc.requiring import is_address_sent_away, is_sent_away
from comunik_kit.settings import Settings
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.lifecycle import Endings
from comunik_kit.workspaces.hosts import Hosts

# Providers stand to the right of the ways in that they close.
_WAYS = Ways(is_sent_away, is_address_sent_away)


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
class Ground:
    """What several services stand on."""

    settings: Settings
    db: Database
    clock: Clock
    keyring: Keyring
    hosts: Hosts
    fanout: Fanout
    sender: Sender
    renderer: Renderer
    worker: Worker
    hasher: Hasher
    throttle: Throttle
    sessions: Sessions
    second_step: SecondStep
    creation: UserCreation
    endings: Endings


class _Tools(TypedDict):
    db: Database
    clock: Clock
    keyring: Keyring


def ground(settings: Settings, clock: Clock, hash_cost: int, name: str) -> Ground:
    """Lay it; `name` is that of the mail worker."""
    db, keyring, sender = Database(settings.database_url), Keyring(settings.secret_key), sender_of(settings)
    tools: _Tools = {"db": db, "clock": clock, "keyring": keyring}
    hosts = Hosts(db=db, public_url=settings.public_url)
    renderer, fanout = Renderer(keyring=keyring, public_url=settings.public_url), Fanout()
    db.announce_by(fanout.announce)
    return Ground(
        **tools,
        settings=settings,
        hosts=hosts,
        fanout=fanout,
        sender=sender,
        renderer=renderer,
        worker=Worker(
            db=db,
            clock=clock,
            sender=sender,
            render=renderer.render,
            name=name,
            announce=fanout.announce,
            rate=settings.mail_rate,
        ),
        hasher=Hasher(keyring=keyring, cost=hash_cost),
        **_doors(tools, hosts),
        creation=UserCreation(on_created=take_staged),
        endings=Endings((pause, end_access), (end_access,), withdraw_issued, (resume,), withdraw),
    )


def _doors(tools: _Tools, hosts: Hosts) -> dict[str, Any]:
    """Make what decides who comes in, by its names in `Ground`."""
    throttle, sessions = Throttle(**tools), Sessions(**tools, hosts=hosts)
    second_step = SecondStep(**tools, throttle=throttle, sessions=sessions, ways=_WAYS)
    return {"throttle": throttle, "sessions": sessions, "second_step": second_step}


def relay(on: Ground) -> Relay:
    """Pick how other processes' changes are heard: by Redis when it is set, else those of their mail workers alone."""
    if on.settings.redis_url:
        # Loaded here alone: the embedded default starts without Redis' client.
        from comunik_kit.kernel.redis_relay import RedisRelay  # noqa: PLC0415

        return RedisRelay(on.settings.redis_url, on.fanout)
    return MailWatch(db=on.db, clock=on.clock, fanout=on.fanout, own_worker=worker_name())


def worker_name() -> str:
    """Name this process among those that send mail."""
    return f"{socket.gethostname()[:40]}-{os.getpid()}"
