"""Signing in with a link by mail, where the workspace lets its people: in place of the password, never of a factor.

Opening the link does nothing; the button of its page does, once, within minutes (TOK-03, TOK-08).
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import limits, link_queries, notices, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.arriving import Arrival, arrival
from comunik_kit.access.credentials import cancel_resets
from comunik_kit.access.errors import (
    InitialPasswordExpired,
    SignInLinkExpired,
    SignInLinkUnknown,
    SignInLinkUsed,
)
from comunik_kit.access.repository import Account
from comunik_kit.access.second_step import SecondStep
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.sign_in import email_key
from comunik_kit.access.tables import SignInLink
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.access.views import AwaitedFactor, LinkStatus, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.hosts import Hosts, Place

_REFUSALS: dict[LinkStatus, type[KitError]] = {
    LinkStatus.UNKNOWN: SignInLinkUnknown,
    LinkStatus.USED: SignInLinkUsed,
    LinkStatus.EXPIRED: SignInLinkExpired,
}


class LinkSignIn:
    """From an address to a session, by way of a message."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        throttle: Throttle,
        sessions: Sessions,
        second_step: SecondStep,
        hosts: Hosts,
        nudge: Callable[[], None],
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there may be something to send."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._sessions, self._second_step = throttle, sessions, second_step
        self._hosts, self._nudge = hosts, nudge

    def request(self, *, email: str, origin: Origin, at: Place | None = None) -> None:
        """Queue a link to the stored address of an active person met at a host; say nothing, whoever it is (AUT-09).

        Raises `TooManyAttempts` for the network address only: an account's own limit is silent.
        """
        self._throttle.count((limits.RESET_ADDRESS, network_of(origin.ip)))
        key = email_key(email)
        within_limit = self._throttle.allows((limits.LINK_ACCOUNT, key))
        with self._db.write() as s:
            found = arrival(s, self._hosts, at, key)
            account = found.account
            sends = account is not None and within_limit and _is_allowed(s, account)
            if account is not None and sends:
                self._issue(s, account)
            self._note(s, found, origin, sends=sends)
        self._nudge()  # for unknown people too: the answer takes as long

    def peek(self, secret: str) -> LinkStatus:
        """Tell what a link leads to. Changes nothing, however often it is asked (TOK-08)."""
        with self._db.read() as s:
            return self._look(s, secret)[0]

    def use(
        self, secret: str, *, origin: Origin, at: Place | None = None, device: str = ""
    ) -> StartedSession | AwaitedFactor:
        """Open a session with a link, once; who has a second factor gives it first (MFA-07).

        Raises `SignInLinkUnknown`, `SignInLinkExpired`, `SignInLinkUsed`, `TooManyAttempts`, `InitialPasswordExpired`.
        """
        self._throttle.count((limits.LINK_ADDRESS, network_of(origin.ip)))
        with self._db.write() as s:
            return self._use(s, secret, origin, at, device)

    def _issue(self, s: Session, account: Account) -> None:
        """Make a link; the newest is the only one (TOK-05)."""
        now, user = self._clock.now(), account.user
        for older in link_queries.open_links(s, user.id):
            outbox.cancel(s, older.id, now=now)
        link_queries.cancel(s, user.id, now)
        link = SignInLink(
            id=new_id(now),
            workspace_id=user.workspace_id,
            user_id=user.id,
            created_at=now,
            expires_at=now + limits.SIGN_IN_LINK_LIVES,
        )
        s.add(link)
        s.flush()
        notices.send_sign_in_link(s, user, account.role, link)

    def _use(
        self, s: Session, secret: str, origin: Origin, at: Place | None, device: str
    ) -> StartedSession | AwaitedFactor:
        now = self._clock.now()
        account, link = self._require_open(s, secret)
        if not link_queries.burn(s, link.id, now):
            raise SignInLinkUsed
        until, user = account.credential.initial_until, account.user
        if until is not None and until <= now:
            raise InitialPasswordExpired
        user.email_proven_at = now
        s.add(user)
        if self._second_step.is_due(s, account, device):
            return self._second_step.begin(s, account, remember=False, origin=origin, at=at)
        cancel_resets(s, user.id, now)
        actor, target = acting(user, account.role, origin), Target("user", user.id, user.full_name)
        record(s, now, actor, AuditTag.SIGNED_IN, target, details={"by": "link"})
        return self._sessions.start(s, user.id, origin=origin)

    def _note(self, s: Session, found: Arrival, origin: Origin, *, sends: bool) -> None:
        user = found.account.user if found.account else None
        record(
            s,
            self._clock.now(),
            None,
            AuditTag.SIGN_IN_LINK_REQUESTED,
            Target("user", user.id, user.full_name) if user else Target("user", ""),
            workspace_id=found.workspace_id,
            origin=origin,
            details={"queued": sends},
        )

    def _require_open(self, s: Session, secret: str) -> tuple[Account, SignInLink]:
        status, account, link = self._look(s, secret, hold=True)
        if account is None or link is None or status is not LinkStatus.OPEN:
            raise _REFUSALS.get(status, SignInLinkUnknown)
        return account, link

    def _look(
        self, s: Session, secret: str, *, hold: bool = False
    ) -> tuple[LinkStatus, Account | None, SignInLink | None]:
        """Read a link; whoever may not sign in, or no longer this way, has no open one (INV-12)."""
        given = self._keyring.read(notices.SIGN_IN_PURPOSE, secret)
        link = link_queries.by_id(s, given.row_id) if given else None
        if given is None or link is None or not given.matches(notices.SIGN_IN_VERSION):
            return LinkStatus.UNKNOWN, None, None
        account = repository.account_by_id(s, link.workspace_id, link.user_id, hold=hold)
        status = _status(link, self._clock.now())
        if status is LinkStatus.OPEN and (account is None or not _is_allowed(s, account)):
            return LinkStatus.EXPIRED, None, None
        return status, account, link


def _is_allowed(s: Session, account: Account) -> bool:
    return workspaces.workspace_of(s, account.user.workspace_id).sign_in_by_link


def _status(link: SignInLink, now: datetime) -> LinkStatus:
    if link.used_at is not None:
        return LinkStatus.USED
    if link.cancelled_at is not None or link.expires_at <= now:
        return LinkStatus.EXPIRED
    return LinkStatus.OPEN


def living_sign_in_links(s: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """Say which of these links can still be used, and with which version."""
    return dict.fromkeys(link_queries.living(s, ids, now), notices.SIGN_IN_VERSION)
