"""Whom a provider means: by the name that it gave before, else once by an address that it has verified."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import notices
from comunik_kit.access import repository as access
from comunik_kit.access.acting import acting
from comunik_kit.access.errors import BadCredentials
from comunik_kit.access.repository import Account
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.email_address import EmailAddress, InvalidEmail
from comunik_kit.kernel.email_address import parse as parse_email
from comunik_kit.kernel.ids import new_id
from comunik_kit.oidc import repository
from comunik_kit.oidc.errors import (
    OidcAddressUnproven,
    OidcInvitationFirst,
    OidcNobody,
    OidcOtherDomain,
    OidcOtherIdentity,
    OidcPersonAbove,
)
from comunik_kit.oidc.newcomers import Newcomers
from comunik_kit.oidc.rules import Claims, answers_for
from comunik_kit.oidc.tables import OidcIdentity, OidcProvider
from comunik_kit.roles.rules import may_act_on_holder
from comunik_kit.users import repository as users
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces

_NOT_YET = frozenset({UserStatus.CREATED.value, UserStatus.INVITED.value})


class Matching:
    """From claims to an account, in the open transaction."""

    def __init__(self, *, newcomers: Newcomers) -> None:
        """Take what lets newcomers in."""
        self._newcomers = newcomers

    def account(
        self, s: Session, provider: OidcProvider, claims: Claims, origin: Origin, now: datetime
    ) -> Account:
        """Find and hold who is meant, linking or making them the first time.

        Raises `BadCredentials` for an account that may not sign in, as every failed sign-in does; and of this domain
        `OidcAddressUnproven`, `OidcOtherDomain`, `OidcInvitationFirst`, `OidcOtherIdentity`, `OidcPersonAbove`,
        `OidcNobody`, `OidcNoSeat`, `OidcRuleBroken`.
        """
        known = repository.identity(s, provider.id, claims.subject)
        if known is None or _is_deleted(s, known):
            # Held until the end: two first sign-ins of one person are decided one after the other.
            workspaces.lock_workspace(s, provider.workspace_id)
            known = repository.identity(s, provider.id, claims.subject)
            if known is None or _has_come_anew(s, provider, known, claims):
                return self._first(s, provider, claims, origin, now, known)
        account = _held(s, provider, known.user_id)
        _check_still_below(provider, account, origin)
        known.last_used_at = now
        s.add(known)
        return account

    def _first(
        self,
        s: Session,
        provider: OidcProvider,
        claims: Claims,
        origin: Origin,
        now: datetime,
        former: OidcIdentity | None,
    ) -> Account:
        """Decide by the address, and drop what the person was called in a `former` account of theirs."""
        address = _address(provider, claims)
        person = users.by_email_key(s, provider.workspace_id, address.key)
        if person is not None:
            account = self._adopted(s, provider, person, origin)
        elif not provider.newcomer_role_id:
            raise OidcNobody
        elif users.deleted_with(s, provider.workspace_id, address.key) is not None:
            raise BadCredentials  # whoever was taken away does not come back by themselves
        else:
            account = self._newcomers.let_in(s, provider, claims, address, origin, now)
        if former is not None:
            s.delete(former)
            s.flush()
        _link(s, provider, claims, account, origin, now, is_new=person is None)
        return account

    @staticmethod
    def _adopted(s: Session, provider: OidcProvider, person: User, origin: Origin) -> Account:
        """Take who has the address, if the provider may stand for them; an invitation has to be followed."""
        if person.status in _NOT_YET:
            raise OidcInvitationFirst
        account = _held(s, provider, person.id)
        if repository.identity_of(s, provider.id, person.id) is not None:
            raise OidcOtherIdentity
        saver = access.account_by_id(s, provider.workspace_id, provider.saved_by)
        if saver is None:
            raise OidcPersonAbove
        actor, role = acting(saver.user, saver.role, origin), account.role
        if saver.user.id != person.id and not may_act_on_holder(actor, role.rank, role.permissions):
            raise OidcPersonAbove
        return account


def _is_deleted(s: Session, known: OidcIdentity) -> bool:
    return users.user(s, known.workspace_id, known.user_id) is None


def _has_come_anew(s: Session, provider: OidcProvider, known: OidcIdentity, claims: Claims) -> bool:
    """Tell whether whom the provider meant was deleted, and whoever has that address now is an account of its own."""
    if not _is_deleted(s, known):
        return False
    return users.by_email_key(s, provider.workspace_id, _address(provider, claims).key) is not None


def _address(provider: OidcProvider, claims: Claims) -> EmailAddress:
    # A false `email_verified` is one whoever vouches; without domains nobody could vouch for anything.
    is_vouched = claims.email_verified is None and provider.vouches and bool(provider.domains)
    if not claims.email or not (claims.email_verified or is_vouched):
        raise OidcAddressUnproven
    try:
        address = parse_email(claims.email)
    except InvalidEmail as error:
        raise OidcAddressUnproven from error
    if not answers_for(provider.domains, address.key):
        raise OidcOtherDomain
    return address


def _held(s: Session, provider: OidcProvider, user_id: str) -> Account:
    account = access.account_by_id(s, provider.workspace_id, user_id, hold=True)
    if account is None:
        raise BadCredentials
    return account


def _check_still_below(provider: OidcProvider, account: Account, origin: Origin) -> None:
    """Refuse with `OidcPersonAbove` who has risen since above the provider's setter-up, as that one stood then.

    Theirs of today do not count: a provider does not fail because who set it up has left.
    """
    user, role = account.user, account.role
    then = replace(
        acting(user, role, origin), rank=provider.saved_rank, permissions=frozenset(provider.saved_rights)
    )
    if provider.saved_by != user.id and not may_act_on_holder(then, role.rank, role.permissions):
        raise OidcPersonAbove


def _link(
    s: Session,
    provider: OidcProvider,
    claims: Claims,
    account: Account,
    origin: Origin,
    now: datetime,
    *,
    is_new: bool,
) -> None:
    """Write down what the provider calls the person; who was here before is told by mail (LOG-05)."""
    user = account.user
    # Not only who reads that mail comes in from now on; a link to it proves it again (ACL-03).
    user.email_proven_at = None
    identity = OidcIdentity(
        id=new_id(now),
        workspace_id=provider.workspace_id,
        provider_id=provider.id,
        user_id=user.id,
        subject=claims.subject,
        created_at=now,
        last_used_at=now,
    )
    s.add_all((user, identity))
    details = {"provider": provider.name, "issuer": provider.issuer}
    actor, target = acting(user, account.role, origin), Target("user", user.id, user.full_name)
    record(s, now, actor, AuditTag.IDENTITY_LINKED, target, details=details)
    if not is_new:
        notices.tell_identity(s, account, provider.name, now)
