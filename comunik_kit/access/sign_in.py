"""Signing in with an address and a password."""

import hashlib

from sqlmodel import Session

from comunik_kit.access import limits, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.arriving import Arrival, arrival
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import BadCredentials, InitialPasswordExpired, SignInElsewhere
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.repository import Account
from comunik_kit.access.second_step import SecondStep
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.throttle import Attempt, Throttle, network_of
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel import email_address
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.workspaces.hosts import Hosts, Place


class SignIn:
    """One use case: from an address and a password to a session."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        hasher: Hasher,
        throttle: Throttle,
        sessions: Sessions,
        second_step: SecondStep,
        hosts: Hosts,
    ) -> None:
        """Take the tools."""
        self._second_step = second_step
        self._db, self._clock, self._hasher = db, clock, hasher
        self._throttle, self._sessions, self._hosts = throttle, sessions, hosts

    def sign_in(
        self,
        *,
        email: str,
        password: str,
        remember: bool = False,
        origin: Origin,
        at: Place | None = None,
        device: str = "",
    ) -> StartedSession | AwaitedFactor:
        """Open a session at a host, or at the public address; who has a second factor gives it first (MFA-07).

        `device` is the cookie of a browser in which it is not asked for. The try is counted before the hash is compared
        (AUT-07). Raises `TooManyAttempts`, `BadCredentials`, `InitialPasswordExpired`, or `SignInElsewhere`.
        """
        attempts = _attempts(key := email_key(email), origin)
        self._throttle.count(*attempts)
        with self._db.read() as s:
            found = arrival(s, self._hosts, at, key)
        account = self._checked(found, password, origin)
        is_old = self._hasher.is_outdated(account.credential.password_hash)
        fresh = self._hasher.hash(password) if is_old else ""
        with self._db.write() as s:
            held = self._held(s, account, fresh)
            if self._second_step.is_due(s, held, device):
                started = self._second_step.begin(s, held, remember=remember, origin=origin, at=at)
            else:
                started = self._open(s, held, remember=remember, origin=origin)
            self._throttle.forgive(s, *attempts)
        return started

    def _checked(self, found: Arrival, password: str, origin: Origin) -> Account:
        """Compare the password; unknown people cost what known ones do (AUT-09)."""
        account = found.account
        right = self._hasher.verify(password, account.credential.password_hash if account else None)
        if account is None or not right:
            self._note_failure(found, origin)
            raise BadCredentials
        self._check_way(found, account, origin)
        return account

    def _check_way(self, found: Arrival, account: Account, origin: Origin) -> None:
        """Send away who comes in by a provider: said only now that the password was right (AUT-14)."""
        with self._db.read() as s:
            if not self._second_step.ways.sends_away(s, account):
                return
        self._note_failure(found, origin)
        raise SignInElsewhere

    def _held(self, s: Session, checked: Account, fresh: str) -> Account:
        """Read the account again under its lock: it may have ended while the hash was compared (SES-07)."""
        now = self._clock.now()
        account = repository.account_by_id(s, checked.user.workspace_id, checked.user.id, hold=True)
        if account is None or account.credential.password_hash != checked.credential.password_hash:
            raise BadCredentials
        credential = account.credential
        if credential.initial_until is not None and credential.initial_until <= now:
            raise InitialPasswordExpired
        if fresh:
            credential.password_hash = fresh
            s.add(credential)
        return account

    def _open(self, s: Session, account: Account, *, remember: bool, origin: Origin) -> StartedSession:
        now = self._clock.now()
        take_back_resets(s, account.user.id, now)
        target = Target("user", account.user.id, account.user.full_name)
        record(s, now, acting(account.user, account.role, origin), AuditTag.SIGNED_IN, target)
        return self._sessions.start(s, account.user.id, origin=origin, remember=remember)

    def _note_failure(self, found: Arrival, origin: Origin) -> None:
        """Write the failure down; an unknown address is not kept, people type passwords into that field."""
        user = found.account.user if found.account else None
        target = Target("user", user.id, user.full_name) if user else Target("user", "")
        with self._db.write() as s:
            record(
                s,
                self._clock.now(),
                None,
                AuditTag.SIGN_IN_FAILED,
                target,
                workspace_id=found.workspace_id,
                origin=origin,
            )


def email_key(email: str) -> str:
    """Give the key of an address; of text that is none, something no account has."""
    try:
        return email_address.parse(email).key
    except email_address.InvalidEmail:
        return f"none:{hashlib.sha256(email.encode(errors='replace')).hexdigest()}"


def _attempts(key: str, origin: Origin) -> tuple[Attempt, ...]:
    """Count the address first: once it is full, it no longer fills the account's and everybody's window."""
    return (
        (limits.SIGN_IN_ADDRESS, network_of(origin.ip)),
        (limits.SIGN_IN_ACCOUNT, key),
        (limits.SIGN_IN_ALL, ""),
    )
