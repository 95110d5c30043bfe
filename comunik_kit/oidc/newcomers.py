"""Who is made by their first sign-in: with the role that the provider names, if who set it up may still give it."""

import uuid
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import repository as access
from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import without_password
from comunik_kit.access.repository import Account
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.oidc.errors import OidcNoSeat, OidcRuleBroken
from comunik_kit.oidc.rules import Claims
from comunik_kit.oidc.tables import OidcProvider
from comunik_kit.roles import repository as roles
from comunik_kit.roles.rules import is_for_anybody
from comunik_kit.users import repository as users
from comunik_kit.users.creation import Newcomer, UserCreation
from comunik_kit.users.errors import NoSeatLeft
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.rules import default_tier


class Newcomers:
    """Makes them, as the form « Nouveau collègue » would."""

    def __init__(self, *, creation: UserCreation) -> None:
        """Take what creates people."""
        self._creation = creation

    def let_in(
        self,
        s: Session,
        provider: OidcProvider,
        claims: Claims,
        address: EmailAddress,
        origin: Origin,
        now: datetime,
    ) -> Account:
        """Create an active person without a password; raises `OidcNoSeat`, `OidcRuleBroken`."""
        saver = access.account_by_id(s, provider.workspace_id, provider.saved_by)
        role = roles.role(s, provider.workspace_id, provider.newcomer_role_id)
        # The role may have got rights since the provider was saved.
        if saver is None or role is None or not is_for_anybody(role.rank, role.permissions):
            raise OidcRuleBroken
        made = self._made(s, acting(saver.user, saver.role, origin), _form(s, provider, claims, address), now)
        person = s.get_one(User, made.id)
        # Their address stays unproven: what a provider says is its workspace's word, and no news to others (ACL-03).
        person.invited_at, person.activated_at = None, now
        s.add(person)
        without_password(s, made.id, now)
        s.flush()
        account = access.account_by_id(s, provider.workspace_id, made.id, hold=True)
        if account is None:
            raise OidcRuleBroken
        actor, target = acting(person, account.role, origin), Target("user", person.id, person.full_name)
        details = {"role_id": made.role.id, "by": "oidc", "provider": provider.name}
        record(s, now, actor, AuditTag.USER_CREATED, target, details=details)
        return account

    def _made(self, s: Session, actor: Actor, form: NewColleague, now: datetime) -> Newcomer:
        """Create with the rights that who set the provider up has today (INV-01)."""
        try:
            [outcome] = self._creation.create_all(s, actor, [form], now, invited=True).outcomes
        except KitError as error:  # they may not create anybody any more
            raise OidcRuleBroken from error
        if isinstance(outcome, NoSeatLeft):
            raise OidcNoSeat
        if not isinstance(outcome, Newcomer):
            raise OidcRuleBroken
        return outcome


def _form(s: Session, provider: OidcProvider, claims: Claims, address: EmailAddress) -> NewColleague:
    tier = default_tier(workspaces.tiers_of(s, provider.workspace_id))
    teams = dict(users.departments_named(s, provider.workspace_id))
    given = {
        "email": address.display,
        "role_id": provider.newcomer_role_id,
        "tier_id": tier.id if tier else "",
        "department": teams.get(provider.newcomer_team_id, ""),
        "creation_key": uuid.uuid4().hex,
    }
    for name in (claims.name, address.display.partition("@")[0]):  # what is no name gives way to the address
        try:
            return NewColleague.parse(given | {"full_name": name})
        except InvalidInput:
            continue
    raise OidcRuleBroken
