"""« Mot de passe oublié »: asking for a link, choosing a new password with it (AUT-09, AUT-12, TOK-01 to -05)."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import helping, limits, notices, password_rules, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.arriving import arrival
from comunik_kit.access.credentials import cancel_resets, set_password
from comunik_kit.access.errors import ResetLinkExpired, ResetLinkUnknown, ResetLinkUsed
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.passwords import context_words
from comunik_kit.access.repository import Account
from comunik_kit.access.sign_in import email_key
from comunik_kit.access.tables import PasswordReset
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.access.views import LinkStatus
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.hosts import Hosts, Place

_REFUSALS: dict[LinkStatus, type[KitError]] = {
    LinkStatus.UNKNOWN: ResetLinkUnknown,
    LinkStatus.USED: ResetLinkUsed,
    LinkStatus.EXPIRED: ResetLinkExpired,
}


class Recovery:
    """Reset links. They work while signing in is throttled, so that nobody can be kept out by others."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        hasher: Hasher,
        throttle: Throttle,
        hosts: Hosts,
        nudge: Callable[[], None],
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there may be something to send."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._hasher, self._throttle, self._hosts, self._nudge = hasher, throttle, hosts, nudge

    def request(self, *, email: str, origin: Origin, at: Place | None = None) -> None:
        """Queue a link to the stored address of an active person met at a host; say nothing, whoever it is.

        Raises `TooManyAttempts` for the network address only: an account's own limit is silent.
        """
        self._throttle.count((limits.RESET_ADDRESS, network_of(origin.ip)))
        key = email_key(email)
        within_limit = self._throttle.allows((limits.RESET_ACCOUNT, key))
        with self._db.write() as s:
            found = arrival(s, self._hosts, at, key)
            account = found.account
            if account is not None and within_limit:
                self._issue(s, account)
            target = (
                Target("user", account.user.id, account.user.full_name) if account else Target("user", "")
            )
            record(
                s,
                self._clock.now(),
                None,
                AuditTag.RESET_REQUESTED,
                target,
                workspace_id=found.workspace_id,
                origin=origin,
                details={"queued": account is not None and within_limit},
            )
        self._nudge()  # for unknown people too: the answer takes as long

    def send(self, actor: Actor, *, user_id: str) -> str:
        """Queue a link for somebody whom the actor may act on; the address it goes to, which is the stored one.

        Raises `Forbidden`, `NotFound`, `NoAccountYet`, `PersonAboveYou`, `TooManyAttempts`.
        """
        actor.require(Permission.USERS_UPDATE)
        with self._db.read() as s:
            key = helping.account(s, actor, user_id).user.email_key
        self._throttle.count((limits.RESET_ACCOUNT, key))
        with self._db.write() as s:
            account = helping.account(s, actor, user_id, hold=True)
            self._issue(s, account)
            target = Target("user", account.user.id, account.user.full_name)
            record(s, self._clock.now(), actor, AuditTag.RESET_SENT, target)
        self._nudge()
        return account.user.email

    def peek(self, secret: str) -> LinkStatus:
        """Tell what a link leads to. Changes nothing, however often it is asked (TOK-08)."""
        with self._db.read() as s:
            return self._look(s, secret)[0]

    def reset(self, secret: str, *, password: str, confirmation: str, origin: Origin) -> None:
        """Set a new password with a link, once; every session ends and a notice leaves. Nobody is signed in.

        Raises `ResetLinkUnknown`, `ResetLinkExpired`, `ResetLinkUsed`, `TooManyAttempts`, or `InvalidInput`.
        """
        self._throttle.count((limits.LINK_ADDRESS, network_of(origin.ip)))
        with self._db.read() as s:
            account, _ = self._require_open(s, secret)
            words = context_words(s, account.user)
            preset = workspaces.workspace_of(s, account.user.workspace_id).sign_in_preset
        password_rules.check(password, confirmation=confirmation, context_words=words, preset=preset)
        hashed = self._hasher.hash(password)
        with self._db.write() as s:
            self._use(s, secret, hashed, origin)
        self._nudge()

    def _issue(self, s: Session, account: Account) -> None:
        """Make a request; the newest link is the only one (TOK-05)."""
        now = self._clock.now()
        for older in repository.open_resets(s, account.user.id):
            outbox.cancel(s, older.id, now=now)
        cancel_resets(s, account.user.id, now)
        reset = PasswordReset(
            id=new_id(now),
            workspace_id=account.user.workspace_id,
            user_id=account.user.id,
            created_at=now,
            expires_at=now + limits.RESET_LINK_LIVES,
        )
        s.add(reset)
        s.flush()
        notices.send_reset_link(s, account.user, account.role, reset)

    def _use(self, s: Session, secret: str, hashed: str, origin: Origin) -> None:
        now = self._clock.now()
        account, reset = self._require_open(s, secret, hold=True)
        if not repository.burn_reset(s, reset.id, now):
            raise ResetLinkUsed
        user = account.user
        set_password(s, user.id, hashed, now)
        user.email_proven_at = now
        s.add(user)
        repository.end_sessions(s, user.id, now)
        self._throttle.empty(s, (limits.SIGN_IN_ACCOUNT, user.email_key))
        notices.tell_password_changed(s, user, account.role, now)
        actor = acting(user, account.role, origin)
        target = Target("user", user.id, user.full_name)
        record(s, now, actor, AuditTag.PASSWORD_CHANGED, target, details={"by": "reset_link"})

    def _require_open(self, s: Session, secret: str, *, hold: bool = False) -> tuple[Account, PasswordReset]:
        status, account, reset = self._look(s, secret, hold=hold)
        if account is None or reset is None or status is not LinkStatus.OPEN:
            raise _REFUSALS.get(status, ResetLinkUnknown)
        return account, reset

    def _look(
        self, s: Session, secret: str, *, hold: bool = False
    ) -> tuple[LinkStatus, Account | None, PasswordReset | None]:
        """Read a link; an account that may not sign in has no open link (INV-12)."""
        link = self._keyring.read(notices.RESET_PURPOSE, secret)
        reset = repository.reset_by_id(s, link.row_id) if link else None
        if link is None or reset is None or not link.matches(notices.RESET_VERSION):
            return LinkStatus.UNKNOWN, None, None
        account = repository.account_by_id(s, reset.workspace_id, reset.user_id, hold=hold)
        status = _status(reset, self._clock.now())
        if account is None and status is LinkStatus.OPEN:
            return LinkStatus.EXPIRED, None, None
        return status, account, reset


def _status(reset: PasswordReset, now: datetime) -> LinkStatus:
    if reset.used_at is not None:
        return LinkStatus.USED
    if reset.cancelled_at is not None or reset.expires_at <= now:
        return LinkStatus.EXPIRED
    return LinkStatus.OPEN


def living_reset_links(s: Session, ids: Sequence[str], now: datetime) -> Mapping[str, int]:
    """Say which of these requests can still be used, and with which version of the link."""
    return dict.fromkeys(repository.living_resets(s, ids, now), notices.RESET_VERSION)
