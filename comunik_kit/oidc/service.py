"""Providers of a workspace: set up, looked at live, changed and removed by who may manage security (AUT-13)."""

from typing import Any

from sqlmodel import Session

from comunik_kit.access import limits
from comunik_kit.access.throttle import Throttle
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.oidc import repository
from comunik_kit.oidc.discovery import Discovery
from comunik_kit.oidc.errors import IssuerStays, NewcomersAdminister, OidcUnavailable, TooManyProviders
from comunik_kit.oidc.inputs import ProviderForm
from comunik_kit.oidc.tables import OidcProvider
from comunik_kit.oidc.tokens import key_set
from comunik_kit.oidc.views import Finding, Grant, ProviderBook, ProviderView, Team
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.rules import RoleAboveYours, is_for_anybody, may_grant
from comunik_kit.users import repository as users
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.workspaces import repository as workspaces

MOST_PROVIDERS = 10
SEALED_FOR = "oidc-client"


class Providers:
    """The section of the page « Connexion »."""

    def __init__(
        self, *, db: Database, clock: Clock, keyring: Keyring, throttle: Throttle, discovery: Discovery
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._discovery = throttle, discovery

    def book(self, actor: Actor) -> ProviderBook:
        """List the providers, and what their sheet offers; no secret is in it."""
        actor.require(Permission.SECURITY_MANAGE)
        with self._db.read() as s:
            counts = repository.people(s, actor.workspace_id)
            shown = [
                _view(each, counts.get(each.id, 0)) for each in repository.providers(s, actor.workspace_id)
            ]
            return ProviderBook(shown, _grants(s, actor), _teams(s, actor))

    def check_proof(self, actor: Actor) -> None:
        """Ask whether a provider may be set up now; raises `ProofNeeded` (SES-08)."""
        actor.require(Permission.SECURITY_MANAGE)
        actor.require_recent()

    def save(self, actor: Actor, *, form: ProviderForm) -> str:
        """Set a provider up, or change it; its id. Whoever saves answers for whom it lets in.

        Raises `TooManyProviders`, `NotFound`, `ChangedMeanwhile`, `IssuerStays`, `UnknownChoice`, `RoleAboveYours`,
        `NewcomersAdminister`.
        """
        self.check_proof(actor)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            _check_newcomers(s, actor, form)
            return self._change(s, actor, form) if form.provider_id else self._add(s, actor, form)

    def remove(self, actor: Actor, *, provider_id: str) -> str:
        """Remove a provider: it stands for nobody any more; its name. Raises `NotFound`."""
        self.check_proof(actor)
        with self._db.write() as s:
            row = _provider(s, actor, provider_id)
            people = repository.drop_provider(s, row)
            tag, now = AuditTag.SIGN_IN_PROVIDER_REMOVED, self._clock.now()
            record(s, now, actor, tag, _target(row), details={"issuer": row.issuer, "people": people})
        return row.name

    def inspect(self, actor: Actor, *, provider_id: str) -> list[Finding]:
        """Look at a provider live, and tell what was found in words; raises `NotFound`, `TooManyAttempts`."""
        actor.require(Permission.SECURITY_MANAGE)
        with self._db.read() as s:
            row = _provider(s, actor, provider_id)
        self._throttle.count((limits.OIDC_CHECK, actor.workspace_id))
        try:
            found = self._discovery.of(row, fresh=True)
            key_set(self._discovery.keys(row, found, fresh=True))
        except OidcUnavailable as error:
            return [Finding(error.reason, error.detail)]
        sound = [Finding("ok", found.issuer, good=True)]
        return sound if found.has_pkce else [*sound, Finding("no_pkce", good=True)]

    def _add(self, s: Session, actor: Actor, form: ProviderForm) -> str:
        if len(repository.providers(s, actor.workspace_id)) >= MOST_PROVIDERS:
            raise TooManyProviders(max=MOST_PROVIDERS)
        now = self._clock.now()
        row = OidcProvider(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            name=form.name,
            issuer=form.issuer,
            client_id=form.client_id,
            sealed_secret="",
            saved_by=actor.user_id,
            saved_rank=actor.rank,
            created_at=now,
        )
        self._fill(row, actor, form)
        s.add(row)
        record(s, now, actor, AuditTag.SIGN_IN_PROVIDER_ADDED, _target(row), details=_said(row))
        return row.id

    def _change(self, s: Session, actor: Actor, form: ProviderForm) -> str:
        row = _provider(s, actor, form.provider_id)
        if row.version != form.version:
            raise ChangedMeanwhile
        if row.issuer != form.issuer:
            raise IssuerStays(field="issuer")
        before = _said(row)
        self._fill(row, actor, form)
        row.version += 1
        s.add(row)
        details = {"before": before, "after": _said(row), "secret": bool(form.client_secret)}
        record(s, self._clock.now(), actor, AuditTag.SIGN_IN_PROVIDER_CHANGED, _target(row), details=details)
        return row.id

    def _fill(self, row: OidcProvider, actor: Actor, form: ProviderForm) -> None:
        row.name, row.client_id, row.domains = form.name, form.client_id, list(form.domains)
        row.is_on, row.is_required, row.asks_factor = form.is_on, form.is_required, form.asks_factor
        row.vouches = form.vouches
        row.newcomer_role_id, row.newcomer_team_id = form.newcomer_role_id, form.newcomer_team_id
        row.saved_by, row.saved_rank, row.saved_rights = actor.user_id, actor.rank, sorted(actor.permissions)
        if form.client_secret:
            row.sealed_secret = self._keyring.seal(SEALED_FOR, row.id, form.client_secret.encode())


def _check_newcomers(s: Session, actor: Actor, form: ProviderForm) -> None:
    """Refuse a role that the actor could not give to somebody whom they create themselves (INV-01)."""
    if form.newcomer_role_id:
        role = roles.role(s, actor.workspace_id, form.newcomer_role_id)
        if role is None:
            raise UnknownChoice(field="newcomer_role")
        if not actor.may(Permission.USERS_CREATE) or not may_grant(actor, role.rank, role.permissions):
            raise RoleAboveYours(field="newcomer_role")
        if not is_for_anybody(role.rank, role.permissions):
            raise NewcomersAdminister(field="newcomer_role")
    known = {each.id for each in _teams(s, actor)} if form.newcomer_team_id else set()
    if form.newcomer_team_id and form.newcomer_team_id not in known:
        raise UnknownChoice(field="newcomer_team")


def _grants(s: Session, actor: Actor) -> list[Grant]:
    if not actor.may(Permission.USERS_CREATE):
        return []
    known = roles.roles_of(s, actor.workspace_id)
    return [
        Grant(each.id, each.key or "", each.name)
        for each in known
        if may_grant(actor, each.rank, each.permissions) and is_for_anybody(each.rank, each.permissions)
    ]


def _teams(s: Session, actor: Actor) -> list[Team]:
    return [Team(id_, name) for id_, name in users.departments_named(s, actor.workspace_id)]


def _provider(s: Session, actor: Actor, provider_id: str) -> OidcProvider:
    row = repository.provider(s, actor.workspace_id, provider_id)
    if row is None:
        raise NotFound
    return row


def _target(row: OidcProvider) -> Target:
    return Target("sign_in_provider", row.id, row.name)


def _said(row: OidcProvider) -> dict[str, Any]:
    """Say a provider for the journal, without its secret."""
    return {
        "name": row.name,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "domains": list(row.domains),
        "on": row.is_on,
        "required": row.is_required,
        "asks_factor": row.asks_factor,
        "vouches": row.vouches,
        "newcomer_role": row.newcomer_role_id,
        "newcomer_team": row.newcomer_team_id,
    }


def _view(row: OidcProvider, people: int) -> ProviderView:
    return ProviderView(
        id=row.id,
        name=row.name,
        issuer=row.issuer,
        client_id=row.client_id,
        domains=", ".join(row.domains),
        is_on=row.is_on,
        is_required=row.is_required,
        asks_factor=row.asks_factor,
        vouches=row.vouches,
        newcomer_role_id=row.newcomer_role_id,
        newcomer_team_id=row.newcomer_team_id,
        people=people,
        version=row.version,
    )
