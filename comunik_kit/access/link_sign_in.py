"""Signing in with a link by mail, where the workspace lets its people: in place of the password, never of a factor.

Opening the link does nothing; the button of its page does, once, within minutes (TOK-03, TOK-08).
"""

from collections.abc import Callable
from dataclasses import replace

from sqlmodel import Session

from comunik_kit.access import limits, notices
from comunik_kit.access.acting import acting
from comunik_kit.access.arriving import Arrival, arrival, issue_alike
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import (
    InitialPasswordExpired,
    SignInLinkExpired,
    SignInLinkUnknown,
    SignInLinkUsed,
)
from comunik_kit.access.mailed_links import MailedLinks, prove_address, take_back
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
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import Template
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.hosts import Hosts, Place

SIGN_IN_LINKS = MailedLinks(
    SignInLink,
    purpose=notices.SIGN_IN_PURPOSE,
    unknown=SignInLinkUnknown,
    used=SignInLinkUsed,
    expired=SignInLinkExpired,
)


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
        self._links = replace(SIGN_IN_LINKS, opens_for=self._is_allowed)

    def request(self, *, email: str, origin: Origin, at: Place | None = None) -> None:
        """Queue a link to the stored address of an active person met at a host; say nothing, whoever it is (AUT-09).

        Raises `TooManyAttempts` for the network address only, an account's own limit is silent; `SignInElsewhere` for
        every address of a domain whose people come in by their provider (AUT-14).
        """
        self._throttle.count((limits.RESET_ADDRESS, network_of(origin.ip)))
        key = email_key(email)
        with self._db.read() as s:
            here = (at or self._hosts.public(s)).workspace_id
            self._second_step.ways.check_address(s, here, key)
        within_limit = self._throttle.allows((limits.LINK_ACCOUNT, key))
        with self._db.write() as s:
            found = arrival(s, self._hosts, at, key)
            sends = issue_alike(s, found, self._issue, within_limit=within_limit, allowed=self._is_allowed)
            self._note(s, found, origin, sends=sends)
        self._nudge()  # for unknown people too

    def peek(self, secret: str) -> LinkStatus:
        """Tell what a link leads to. Changes nothing, however often it is asked (TOK-08)."""
        with self._db.read() as s:
            return self._links.look(s, self._keyring, secret, self._clock.now()).status

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
        take_back(s, SignInLink, user.id, now)
        link = SignInLink(
            id=new_id(now),
            workspace_id=user.workspace_id,
            user_id=user.id,
            created_at=now,
            expires_at=now + limits.SIGN_IN_LINK_LIVES,
        )
        s.add(link)
        s.flush()
        notices.send_link(s, account, Template.SIGN_IN_LINK, self._links.purpose, link)

    def _use(
        self, s: Session, secret: str, origin: Origin, at: Place | None, device: str
    ) -> StartedSession | AwaitedFactor:
        now = self._clock.now()
        account, link = self._links.require_open(s, self._keyring, secret, now, hold=True)
        self._links.burn(s, link, now)
        until, user = account.credential.initial_until, account.user
        if until is not None and until <= now:
            raise InitialPasswordExpired
        prove_address(s, user, link, now)
        if self._second_step.is_due(s, account, device):
            return self._second_step.begin(s, account, origin=origin, at=at)
        take_back_resets(s, user.id, now)
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

    def _is_allowed(self, s: Session, account: Account, _link: SignInLink | None = None) -> bool:
        by_link = workspaces.workspace_of(s, account.user.workspace_id).sign_in_by_link
        return by_link and not self._second_step.ways.sends_away(s, account)
