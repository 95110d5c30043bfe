"""Who the frame of every page shows, and which modules stand in its menu."""

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.rules import modules_on
from comunik_kit.roles.tables import Role
from comunik_kit.users.names import initials
from comunik_kit.users.tables import User
from comunik_kit.workspaces.looks import face_of, look_of
from comunik_kit.workspaces.tables import Tier, Workspace
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


@dataclass(frozen=True, slots=True)
class FrameView:
    """Everything a page's frame needs, in one read."""

    person: Person = Person()
    language: str = ""
    modules: list[str] = field(default_factory=list)


class Frame:
    """The frame's one question."""

    def __init__(self, *, db: Database) -> None:
        """Take the database."""
        self._db = db

    def view(self, actor: Actor) -> FrameView:
        """Read the person, their workspace's brand and the modules that are on for them."""
        query = (
            select(User, Role, Workspace, Tier)
            .join(Role, col(Role.id) == col(User.role_id))
            .join(Workspace, col(Workspace.id) == col(User.workspace_id))
            .join(Tier, col(Tier.id) == col(User.tier_id))
            .where(col(User.workspace_id) == actor.workspace_id, col(User.id) == actor.user_id)
        )
        with self._db.read() as session:
            found = session.execute(query).first()
        if found is None:
            raise NotFound
        return _view(actor, *found)


def _view(actor: Actor, user: User, role: Role, workspace: Workspace, tier: Tier) -> FrameView:
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
    )
    modules = modules_on(tier.modules, actor.permissions, user.modules_off)
    return FrameView(person, user.language, modules)
