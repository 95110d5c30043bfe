"""What signing in asks for in a workspace: which password, and of which roles a second factor (AUT-05, MFA-08)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from sqlalchemy import func, select
from sqlmodel import Session, col

from comunik_kit.access.password_rules import Preset
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import InvalidInput, WrongType
from comunik_kit.kernel.fanout import Announce, announce_rights
from comunik_kit.roles import repository as roles
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import is_id
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.tables import Workspace

_REQUIRED = "role_"
_MOST_FIELDS = 200


@dataclass(frozen=True, slots=True)
class RoleRule:
    """A role: whether it must have a second factor, how many active people have the role, and how many of them one."""

    id: str
    key: str
    name: str
    is_required: bool
    people: int
    with_factor: int


@dataclass(frozen=True, slots=True)
class SignInView:
    """The page « Connexion »: the password's rules, and the roles, those with the most rights first."""

    preset: str = Preset.KIT.value
    by_link: bool = False
    roles: list[RoleRule] = field(default_factory=list)
    people: int = 0
    with_factor: int = 0


@dataclass(frozen=True, slots=True)
class NewRules:
    """The form of the page: `preset`, the box `by_link`, and a box `role_<id>` for each role that needs a factor."""

    preset: Preset
    role_ids: tuple[str, ...]
    by_link: bool = False

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raises `InvalidInput`. A box that is not ticked is not in it, or empty."""
        form = {name: value for name, value in form.items() if value or not _is_box(name)}
        boxes = {str(name) for name in form if name not in {"preset", "by_link"}}
        chosen = {name.removeprefix(_REQUIRED) for name in boxes}
        preset = next((each for each in Preset if each == form.get("preset")), None)
        known = all(name.startswith(_REQUIRED) for name in boxes)
        if preset is None or not known or len(form) > _MOST_FIELDS or not all(map(is_id, chosen)):
            raise InvalidInput({"form": WrongType()})
        return cls(preset, tuple(sorted(chosen)), bool(form.get("by_link")))


def _is_box(name: object) -> bool:
    return name == "by_link" or str(name).startswith(_REQUIRED)


class SignInRules:
    """Seen and set by who may manage security; a rule counts at everybody's next step."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce) -> None:
        """Take the tools."""
        self._db, self._clock, self._announce = db, clock, announce

    def view(self, actor: Actor) -> SignInView:
        """Show the rules, and how many people have a second factor."""
        actor.require(Permission.SECURITY_MANAGE)
        with self._db.read() as s:
            return _view(s, workspaces.workspace_of(s, actor.workspace_id))

    def set(self, actor: Actor, *, rules: NewRules) -> SignInView:
        """Set them; raises `UnknownChoice` for a role of elsewhere, `ProofNeeded` (SES-08)."""
        actor.require(Permission.SECURITY_MANAGE)
        actor.require_recent()
        with self._db.write() as s:
            workspace = workspaces.lock_workspace(s, actor.workspace_id)
            if len(roles.roles_with(s, actor.workspace_id, rules.role_ids)) != len(rules.role_ids):
                raise UnknownChoice(field="form")
            before = _said(workspace)
            workspace.sign_in_preset, workspace.factor_role_ids = rules.preset.value, list(rules.role_ids)
            workspace.sign_in_by_link = rules.by_link
            if before != _said(workspace):
                s.add(workspace)
                details = {"before": before, "after": _said(workspace)}
                target = Target("workspace", workspace.id, workspace.name)
                tag = AuditTag.SIGN_IN_RULES_CHANGED
                record(s, self._clock.now(), actor, tag, target, details=details)
            s.flush()
            shown = _view(s, workspace)
        announce_rights(self._announce, actor.workspace_id)
        return shown


def _said(workspace: Workspace) -> dict[str, Any]:
    return {
        "preset": workspace.sign_in_preset,
        "factor_roles": sorted(workspace.factor_role_ids),
        "by_link": workspace.sign_in_by_link,
    }


def _view(s: Session, workspace: Workspace) -> SignInView:
    counts = _counts(s, workspace.id)
    shown = [
        RoleRule(
            role.id,
            role.key,
            role.name,
            is_required=role.id in workspace.factor_role_ids,
            people=sum(counts.get((role.id, has), 0) for has in (True, False)),
            with_factor=counts.get((role.id, True), 0),
        )
        for role in reversed(roles.roles_of(s, workspace.id))
    ]
    return SignInView(
        workspace.sign_in_preset,
        workspace.sign_in_by_link,
        shown,
        sum(each.people for each in shown),
        sum(each.with_factor for each in shown),
    )


def _counts(s: Session, workspace_id: str) -> dict[tuple[str, bool], int]:
    active = (col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.ACTIVE.value)
    asked = select(col(User.role_id), col(User.has_factor), func.count()).where(*active)
    found = s.execute(asked.group_by(col(User.role_id), col(User.has_factor)))
    return {(role_id, has_factor): people for role_id, has_factor, people in found}
