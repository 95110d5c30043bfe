"""Another address to sign in with: it counts once the new one has confirmed it (INV-13)."""

from collections.abc import Callable

from sqlmodel import Session

from comunik_kit.access import limits, notices, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import (
    AddressLinkExpired,
    AddressLinkUnknown,
    AddressLinkUsed,
    AddressTakenMeanwhile,
    AddressUnchanged,
    NoAccountYet,
    WrongCurrentPassword,
)
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.mailed_links import MailedLinks, prove_address, take_back
from comunik_kit.access.repository import Account
from comunik_kit.access.tables import AddressChange
from comunik_kit.access.throttle import Throttle, network_of
from comunik_kit.access.views import AddressPeek, LinkStatus
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import Forbidden, InvalidInput, KitError, NotFound
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import PersonAboveYou, may_act_on_holder
from comunik_kit.users import repository as users
from comunik_kit.users.errors import EmailTaken
from comunik_kit.users.fields import is_id
from comunik_kit.workspaces import repository as workspaces


def _asker_still_may(s: Session, account: Account, change: AddressChange) -> bool:
    """Ask at the confirmation too whether who asked could ask today (ACL-06)."""
    if change.requested_by == account.user.id:
        return True
    asker = repository.account_by_id(s, change.workspace_id, change.requested_by)
    if asker is None:
        return False
    actor = acting(asker.user, asker.role, Origin())
    return actor.may(Permission.USERS_UPDATE) and may_act_on_holder(
        actor, account.role.rank, account.role.permissions
    )


ADDRESS_LINKS = MailedLinks(
    AddressChange,
    purpose=notices.ADDRESS_PURPOSE,
    unknown=AddressLinkUnknown,
    used=AddressLinkUsed,
    expired=AddressLinkExpired,
    opens_for=_asker_still_may,
)


class AddressChanges:
    """Wishes for another address: one's own after the password, somebody else's by who may change their record."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        hasher: Hasher,
        throttle: Throttle,
        nudge: Callable[[], None],
        announce: Announce,
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there is something to send."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._hasher, self._throttle = hasher, throttle
        self._nudge, self._announce = nudge, announce

    def request(self, actor: Actor, *, email: str, current: str) -> None:
        """Ask for another address of one's own; nothing changes before the new one confirms it.

        Whether somebody else has it is not told: who may not see the people must not learn of them here.
        Raises `InvalidInput` (`email`, `current`), `TooManyAttempts`, or `Forbidden` with an initial password.
        """
        if actor.is_held:
            raise Forbidden
        attempt = (limits.OWN_PASSWORD, actor.user_id)
        self._throttle.count(attempt)
        with self._db.read() as s:
            account = self._account(s, actor, actor.user_id, hold=False)
        if not self._hasher.verify(current, account.credential.password_hash):
            raise InvalidInput({"current": WrongCurrentPassword()})
        wanted = _parsed(email, account)
        self._throttle.count((limits.ADDRESS_CHANGE, actor.user_id))
        with self._db.write() as s:
            held = self._account(s, actor, actor.user_id, hold=True)
            if held.credential.password_hash != account.credential.password_hash:
                raise InvalidInput({"current": WrongCurrentPassword()})
            self._issue(s, actor, held, wanted)
            self._throttle.forgive(s, attempt)
        self._nudge()

    def request_for(self, actor: Actor, *, user_id: str, email: str) -> str:
        """Ask for another address of somebody who has joined; answer that address.

        Raises `NotFound`, `NoAccountYet`, `PersonAboveYou`, `EmailTaken`, `InvalidInput`, `TooManyAttempts`,
        `ProofNeeded` (SES-08), or `Forbidden` for oneself: that takes the password.
        """
        actor.require(Permission.USERS_UPDATE)
        if user_id == actor.user_id:
            raise Forbidden
        actor.require_recent()
        _read(email)  # what is no address at all sends nothing, so it does not count
        self._throttle.count((limits.ADDRESS_CHANGE, actor.user_id))
        with self._db.write() as s:
            account = self._account(s, actor, user_id, hold=True)
            if not may_act_on_holder(actor, account.role.rank, account.role.permissions):
                raise PersonAboveYou
            wanted = _parsed(email, account)
            holder = users.by_email_key(s, actor.workspace_id, wanted.key)
            if holder is not None and holder.id != account.user.id:
                status = holder.status or ""
                raise EmailTaken(field="email", user_id=holder.id, status=status, name=holder.full_name)
            self._issue(s, actor, account, wanted)
        self._nudge()
        return wanted.display

    def peek(self, secret: str) -> AddressPeek:
        """Tell what a link leads to. Changes nothing, however often it is asked (TOK-08)."""
        with self._db.read() as s:
            found = ADDRESS_LINKS.look(s, self._keyring, secret, self._clock.now())
            if found.account is None or found.row is None:
                return AddressPeek(found.status.value)
            workspace = workspaces.workspace_of(s, found.row.workspace_id)
            email = found.row.email if found.status is LinkStatus.OPEN else ""
            return AddressPeek(found.status.value, email, workspace.brand, workspace.accent)

    def confirm(self, secret: str, *, origin: Origin) -> None:
        """Make the new address the one that signs in, once; the former one is told. Nobody is signed in by it.

        Raises `AddressLinkUnknown`, `AddressLinkExpired`, `AddressLinkUsed`, `AddressTakenMeanwhile`,
        `TooManyAttempts`.
        """
        self._throttle.count((limits.LINK_ADDRESS, network_of(origin.ip)))
        with self._db.write() as s:
            _, found = ADDRESS_LINKS.require_open(s, self._keyring, secret, self._clock.now())
            workspaces.lock_workspace(s, found.workspace_id)  # two of one address are decided one by one
            s.expire_all()  # what was read before the wait may be another by now
            account, change = ADDRESS_LINKS.require_open(
                s, self._keyring, secret, self._clock.now(), hold=True
            )
            holder = users.by_email_key(s, change.workspace_id, change.email_key)
            if holder is not None and holder.id != change.user_id:
                raise AddressTakenMeanwhile
            self._switch(s, account, change, origin)
        self._nudge()
        self._announce(found.workspace_id, Topic.PEOPLE)

    def _account(self, s: Session, actor: Actor, user_id: str, *, hold: bool) -> Account:
        account = (
            repository.account_by_id(s, actor.workspace_id, user_id, hold=hold) if is_id(user_id) else None
        )
        if account is not None:
            return account
        if is_id(user_id) and users.user(s, actor.workspace_id, user_id) is not None:
            raise NoAccountYet(field="email")
        raise NotFound

    def _issue(self, s: Session, actor: Actor, account: Account, wanted: EmailAddress) -> None:
        """Write the wish down; the newest link is the only one (TOK-05)."""
        now, user = self._clock.now(), account.user
        take_back(s, AddressChange, user.id, now)
        change = AddressChange(
            id=new_id(now),
            workspace_id=user.workspace_id,
            user_id=user.id,
            email=wanted.display,
            email_key=wanted.key,
            requested_by=actor.user_id,
            created_at=now,
            expires_at=now + limits.ADDRESS_LINK_LIVES,
        )
        s.add(change)
        s.flush()
        asker = "" if actor.user_id == user.id else actor.name
        notices.send_address_link(s, user, account.role, change, asker)
        record(s, now, actor, AuditTag.ADDRESS_CHANGE_REQUESTED, Target("user", user.id, user.full_name))

    def _switch(self, s: Session, account: Account, change: AddressChange, origin: Origin) -> None:
        now, user = self._clock.now(), account.user
        ADDRESS_LINKS.burn(s, change, now)
        former, is_own = user.email, change.requested_by == user.id
        user.email, user.email_key, user.email_proven_at = change.email, change.email_key, None
        prove_address(s, user, change, now)
        user.search_text = users.search_text(s, user)
        user.version += 1
        s.add(user)
        take_back_resets(s, user.id, now)
        if not is_own:
            repository.end_sessions(s, user.id, now)
        notices.tell_address_changed(s, user, account.role, change, former, now)
        actor, target = acting(user, account.role, origin), Target("user", user.id, user.full_name)
        details = {"requested_by": change.requested_by}
        record(s, now, actor, AuditTag.ADDRESS_CHANGED, target, details=details)


def _read(email: str) -> EmailAddress:
    """Read an address; raises `InvalidInput` on `email`."""
    try:
        return email_address.parse(email)
    except KitError as error:
        raise InvalidInput({"email": error}) from error


def _parsed(email: str, account: Account) -> EmailAddress:
    """Read the wanted address, which is another one than today's; raises `InvalidInput` on `email`."""
    wanted = _read(email)
    if wanted.key == account.user.email_key:
        raise InvalidInput({"email": AddressUnchanged()})
    return wanted
