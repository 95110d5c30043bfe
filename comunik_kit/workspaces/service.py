"""Use cases of the workspace: what it is called, and the domain its people sign in on."""

from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.ids import new_id
from comunik_kit.workspaces import repository, rules
from comunik_kit.workspaces.errors import HostTaken
from comunik_kit.workspaces.hosts import Hosts
from comunik_kit.workspaces.looks import look_of
from comunik_kit.workspaces.tables import Domain, DomainState, Workspace
from comunik_kit.workspaces.views import InvitationDefaults, WhiteLabelView, WorkspaceView

# Text, because roles, who name the permissions, stand to the right of this domain.
_MANAGE = "white_label:manage"
_SEE = "settings:read"
_SEE_MAIL, _MANAGE_MAIL = "mail:read", "mail:manage"


class Workspaces:
    """The workspace and its white-label domain."""

    def __init__(self, *, db: Database, clock: Clock, hosts: Hosts, public_url: str) -> None:
        """Take the database, the clock, what tells hosts apart and the configured public address."""
        self._db, self._clock, self._hosts, self._public_url = db, clock, hosts, public_url

    def summary(self, host: str) -> WorkspaceView | None:
        """Tell name, brand, language and domain of the workspace met at a host.

        None for a host that is not ours, and before the first set-up.
        """
        with self._db.read() as s:
            place = self._hosts.place(s, host)
            if place is None or not place.workspace_id:
                return None
            workspace = repository.workspace_of(s, place.workspace_id)
            return _summary(workspace, repository.domain_of(s, workspace.id))

    def has_domain(self, actor: Actor) -> bool:
        """Tell whether the actor's workspace has a domain, without which nobody can be added."""
        with self._db.read() as s:
            return repository.domain_of(s, actor.workspace_id) is not None

    def link_base(self, actor: Actor) -> str:
        """Give the address that the links of the actor's workspace begin with (TOK-07)."""
        with self._db.read() as s:
            return rules.link_base(
                *rules.served(repository.domain_of(s, actor.workspace_id)), self._public_url
            )

    def white_label(self, actor: Actor) -> WhiteLabelView:
        """Show the domain to holders of `settings:read` or `white_label:manage`; `Forbidden` to others."""
        may_manage = actor.may(_MANAGE)
        if not (may_manage or actor.may(_SEE)):
            raise Forbidden
        with self._db.read() as s:
            workspace = repository.workspace_of(s, actor.workspace_id)
            domain = repository.domain_of(s, actor.workspace_id)
        host, state = (domain.host, domain.state) if domain else ("", "")
        base = rules.link_base(*rules.served(domain), self._public_url)
        return WhiteLabelView(
            workspace.name, workspace.brand, workspace.accent, host, state, base, may_manage=may_manage
        )

    def invitation_defaults(self, actor: Actor) -> InvitationDefaults:
        """Show what a new invitation starts with, to holders of `mail:read`."""
        actor.require(_SEE_MAIL)
        with self._db.read() as s:
            workspace = repository.workspace_of(s, actor.workspace_id)
        reminders = tuple(workspace.reminder_days)
        return InvitationDefaults(workspace.invitation_days, reminders, may_manage=actor.may(_MANAGE_MAIL))

    def set_invitation_defaults(self, actor: Actor, *, days: str, reminders: str) -> InvitationDefaults:
        """Set what new invitations start with, as a form says it; those that are out keep their own.

        Raises `InvitationDaysOutOfRange`, `UnreadableReminders` or `ReminderAfterTheEnd`.
        """
        actor.require(_MANAGE_MAIL)
        lives = rules.parse_invitation_days(days)
        reminded = rules.parse_reminder_days(reminders, lives)
        with self._db.write() as s:
            workspace = repository.lock_workspace(s, actor.workspace_id)
            before = {"days": workspace.invitation_days, "reminders": list(workspace.reminder_days)}
            after = {"days": lives, "reminders": list(reminded)}
            if before != after:
                workspace.invitation_days, workspace.reminder_days = lives, list(reminded)
                s.add(workspace)
                details = {"before": before, "after": after}
                target = Target("workspace", workspace.id, workspace.name)
                tag = AuditTag.INVITATION_DEFAULTS_CHANGED
                record(s, self._clock.now(), actor, tag, target, details=details)
        return InvitationDefaults(lives, reminded, may_manage=True)

    def set_domain(self, actor: Actor, *, host: str) -> WhiteLabelView:
        """Set or replace the domain; raises `InvalidHost` or `HostTaken`. A real name waits for its proof."""
        actor.require(_MANAGE)
        wanted = rules.parse_host(host)
        actor.require_recent()
        try:
            with self._db.write() as s:
                self._store(s, actor, wanted, self._clock.now())
        except IntegrityError as error:  # two workspaces asked for one name at the same moment
            raise HostTaken(field="domain") from error
        return self.white_label(actor)

    def _store(self, s: Session, actor: Actor, host: str, now: datetime) -> None:
        workspace = repository.lock_workspace(s, actor.workspace_id)
        holder = repository.domain_named(s, host)
        if holder is not None and holder.workspace_id != actor.workspace_id:
            raise HostTaken(field="domain")
        if holder is not None:
            return  # the very same name again: its proof must not be lost
        before = repository.domain_of(s, actor.workspace_id)
        old = before.host if before else ""
        domain = before or new_domain(workspace.id, host, now)
        _begin_anew(domain, host, now)
        s.add(domain)
        details = {"before": old, "after": host}
        record(s, now, actor, AuditTag.DOMAIN_CHANGED, Target("domain", domain.id, host), details=details)


def new_domain(workspace_id: str, host: str, now: datetime) -> Domain:
    """Make the row of a host that `rules.parse_host` has read."""
    state = rules.domain_state_of(host)
    due = now if state is DomainState.PENDING else None
    return Domain(
        id=new_id(now),
        workspace_id=workspace_id,
        host=host,
        state=state.value,
        next_check_at=due,
        created_at=now,
    )


def _begin_anew(domain: Domain, host: str, now: datetime) -> None:
    """Put another name in the place of one; the one that was proven stays known as the last good one."""
    if domain.state == DomainState.PROVEN:
        domain.good_host = domain.host
    fresh = new_domain(domain.workspace_id, host, now)
    domain.good_host = "" if domain.good_host == host else domain.good_host
    domain.host, domain.state, domain.next_check_at = host, fresh.state, fresh.next_check_at
    domain.failures, domain.last_check = 0, {}
    domain.proven_at = domain.checked_at = domain.failing_since = domain.warned_at = None


def _summary(workspace: Workspace, domain: Domain | None) -> WorkspaceView:
    return WorkspaceView(
        id=workspace.id,
        name=workspace.name,
        brand=workspace.brand,
        accent=workspace.accent,
        language=workspace.language,
        time_zone=workspace.time_zone,
        host=domain.host if domain else "",
        domain_state=domain.state if domain else "",
        look=look_of(workspace),
        preset=workspace.sign_in_preset,
        by_link=workspace.sign_in_by_link,
    )
