"""Who the frame of every page shows, and which modules stand in its menu."""

from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, select
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.rules import ModulesHere, modules_here, modules_on
from comunik_kit.notices import repository as notices
from comunik_kit.roles.tables import Role
from comunik_kit.users.names import initials
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.looks import face_of, look_of
from comunik_kit.workspaces.rules import link_base, served
from comunik_kit.workspaces.tables import Domain, Tier, Workspace
from comunik_kit.workspaces.views import Face


@dataclass(frozen=True, slots=True)
class Person:
    """The signed-in person as the frame shows them; `role_key` is empty for a role of the workspace's own."""

    name: str = ""
    first_name: str = ""
    initials: str = ""
    email: str = ""
    role_key: str = ""
    role_name: str = ""
    photo_url: str = ""
    workspace: str = ""
    brand: str = ""
    face: Face | None = None
    preset: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """Another workspace of the same person, and where it is met."""

    name: str
    address: str


@dataclass(frozen=True, slots=True)
class FrameView:
    """Everything a page's frame needs, in one read."""

    person: Person = Person()
    language: str = ""
    modules: list[str] = field(default_factory=list)
    spaces: list[Space] = field(default_factory=list)
    unread: int = 0


class Frame:
    """The frame's one question."""

    def __init__(self, *, db: Database, public_url: str) -> None:
        """Take the database and the configured public address."""
        self._db, self._public_url = db, public_url

    def view(self, actor: Actor) -> FrameView:
        """Read the person, their workspace's brand and the modules that are on for them."""
        wanted = {"workspace_id": actor.workspace_id, "user_id": actor.user_id}
        with self._db.read() as session:
            found = session.execute(_AROUND, wanted).first()
            if found is None:
                raise NotFound
            here = modules_here(workspaces.module_settings(session, actor.workspace_id))
            view = _view(actor, here, *found)
            return replace(view, spaces=self._spaces(session, found[0]), unread=_unread(session, actor))

    def _spaces(self, s: Session, user: User) -> list[Space]:
        """List the other workspaces of whoever reads this person's mail: both addresses were proven by a link.

        A name alone would tell an administrator here, who can create anybody, where else somebody works (ACL-03).
        """
        if user.email_proven_at is None:
            return []
        others = s.execute(_OTHERS, {"email_key": user.email_key, "here": user.workspace_id}).all()
        return [
            Space(workspace.name, link_base(*served(domain), self._public_url))
            for workspace, domain in others
        ]


def _unread(s: Session, actor: Actor) -> int:
    return 0 if actor.is_held else notices.unread(s, actor.workspace_id, actor.user_id)


_AROUND = (
    select(User, Role, Workspace, Tier)
    .join(Role, col(Role.id) == col(User.role_id))
    .join(Workspace, col(Workspace.id) == col(User.workspace_id))
    .join(Tier, col(Tier.id) == col(User.tier_id))
    .where(col(User.workspace_id) == bindparam("workspace_id"), col(User.id) == bindparam("user_id"))
)

_OTHERS = (
    select(Workspace, Domain)
    .join(User, col(User.workspace_id) == col(Workspace.id))
    .join(Domain, col(Domain.workspace_id) == col(Workspace.id))
    .where(
        col(User.email_key) == bindparam("email_key"),
        col(User.workspace_id) != bindparam("here"),
        col(User.email_proven_at).is_not(None),
        col(User.status) == UserStatus.ACTIVE.value,
        col(Workspace.suspended_at).is_(None),
    )
    .order_by(col(Workspace.name), col(Workspace.id))
)


def _view(
    actor: Actor, here: ModulesHere, user: User, role: Role, workspace: Workspace, tier: Tier
) -> FrameView:
    person = Person(
        name=user.full_name,
        first_name=user.full_name.partition(" ")[0],
        initials=initials(user.full_name),
        email=user.email,
        role_key=role.key,
        role_name=role.name,
        photo_url=f"/photos/{user.photo_id}" if user.photo_id else "",
        workspace=workspace.name,
        brand=workspace.brand,
        face=face_of(look_of(workspace)),
        preset=workspace.sign_in_preset,
    )
    modules = modules_on(tier.modules, actor.permissions, user.modules_off, here)
    return FrameView(person, user.language, modules)
