"""« Mot de passe oublié »: asking for a link, choosing a new password with it (AUT-09, AUT-12, TOK-01 to -05)."""

from collections.abc import Callable

from sqlmodel import Session

from comunik_kit.access import helping, limits, notices, password_rules, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.arriving import arrival, issue_alike
from comunik_kit.access.credentials import set_password, take_back_resets
from comunik_kit.access.errors import ResetLinkExpired, ResetLinkUnknown, ResetLinkUsed
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.mailed_links import MailedLinks, prove_address
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
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import Template
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.hosts import Hosts, Place

RESETS = MailedLinks(
    PasswordReset,
    purpose=notices.RESET_PURPOSE,
    unknown=ResetLinkUnknown,
    used=ResetLinkUsed,
    expired=ResetLinkExpired,
)


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
            sends = issue_alike(s, found, self._issue, within_limit=within_limit)
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
                details={"queued": sends},
            )
        self._nudge()  # for unknown people too

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
            return RESETS.look(s, self._keyring, secret, self._clock.now()).status

    def reset(self, secret: str, *, password: str, confirmation: str, origin: Origin) -> None:
        """Set a new password with a link, once; every session ends and a notice leaves. Nobody is signed in.

        Raises `ResetLinkUnknown`, `ResetLinkExpired`, `ResetLinkUsed`, `TooManyAttempts`, or `InvalidInput`.
        """
        self._throttle.count((limits.LINK_ADDRESS, network_of(origin.ip)))
        with self._db.read() as s:
            account, _ = RESETS.require_open(s, self._keyring, secret, self._clock.now())
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
        take_back_resets(s, account.user.id, now)
        reset = PasswordReset(
            id=new_id(now),
            workspace_id=account.user.workspace_id,
            user_id=account.user.id,
            created_at=now,
            expires_at=now + limits.RESET_LINK_LIVES,
        )
        s.add(reset)
        s.flush()
        notices.send_link(s, account, Template.PASSWORD_RESET, RESETS.purpose, reset)

    def _use(self, s: Session, secret: str, hashed: str, origin: Origin) -> None:
        now = self._clock.now()
        account, reset = RESETS.require_open(s, self._keyring, secret, now, hold=True)
        RESETS.burn(s, reset, now)
        user = account.user
        set_password(s, user.id, hashed, now)
        prove_address(s, user, reset, now)
        repository.end_sessions(s, user.id, now)
        self._throttle.empty(s, (limits.SIGN_IN_ACCOUNT, user.email_key))
        notices.tell_password_changed(s, user, account.role, now)
        actor = acting(user, account.role, origin)
        target = Target("user", user.id, user.full_name)
        record(s, now, actor, AuditTag.PASSWORD_CHANGED, target, details={"by": "reset_link"})
