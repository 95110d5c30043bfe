"""Workspaces with people of every role, for the tests of people and roles."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session, col, select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel import email_address
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles import repository as roles
from comunik_kit.users import names
from comunik_kit.users.creation import UserCreation
from comunik_kit.users.inputs import NewColleague
from comunik_kit.users.lifecycle import Endings
from comunik_kit.users.service import Users
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Domain, DomainState, Tier, Workspace
from tests.support.clock import MovedClock


@dataclass
class World:
    """The services over one database, with a workspace or two in it."""

    db: Database
    clock: MovedClock
    staged: list[tuple[str, str]] = field(default_factory=list)
    suspended: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    taken_back: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Assemble the services as the product does, with recorders where access and invitations stand."""
        self.creation = UserCreation(on_created=self._take_staged)
        self.users = Users(
            db=self.db,
            clock=self.clock,
            creation=self.creation,
            endings=Endings((self._on_suspended,), (self._on_removed,), self._on_issued),
        )

    def _take_staged(self, _s: Session, _actor: Actor, staged_id: str, user_id: str, _now: datetime) -> None:
        self.staged.append((staged_id, user_id))

    def _on_removed(self, _s: Session, user_id: str, _now: datetime) -> None:
        self.removed.append(user_id)

    def _on_suspended(self, _s: Session, user_id: str, _now: datetime) -> None:
        self.suspended.append(user_id)

    def _on_issued(self, _s: Session, user_id: str, _now: datetime) -> int:
        self.taken_back.append(user_id)
        return 2

    def workspace(self, name: str = "Ateliers Lumière", *, domain: bool = True) -> "Place":
        """Make a workspace with the shipped roles, a tier and, unless told otherwise, a domain."""
        now = self.clock.now()
        made = Workspace(id=new_id(now), name=name, brand=name, created_at=now)
        tier = Tier(id=new_id(now), workspace_id=made.id, name="Standard")
        with self.db.write() as s:
            s.add(made)
            s.flush()
            s.add(tier)
            kept = {key: role.id for key, role in roles.seed(s, made.id, now).items()}
            if domain:
                s.add(
                    Domain(
                        id=new_id(now),
                        workspace_id=made.id,
                        host=f"{made.id}.localhost",
                        state=DomainState.DEVELOPMENT.value,
                        created_at=now,
                    )
                )
        return Place(self, made.id, tier.id, kept)


@dataclass
class Place:
    """One workspace: makes its people, its actors and its forms."""

    world: World
    id: str
    tier_id: str
    roles: dict[str, str]

    def person(
        self, full_name: str, role: str = "agent", *, status: str = "created", email: str = ""
    ) -> User:
        """Put a person into the workspace, past every rule."""
        now = self.world.clock.now()
        address = email_address.parse(email or f"{uuid.uuid4().hex}@exemple.fr")
        user = User(
            id=new_id(now),
            workspace_id=self.id,
            full_name=full_name,
            sort_name=names.sort_name(full_name),
            email=address.display,
            email_key=address.key,
            search_text=names.search_text(full_name, address),
            role_id=self.roles[role],
            tier_id=self.tier_id,
            created_at=now,
            invited_at=now if status == "invited" else None,
            activated_at=now if status == "active" else None,
            suspended_at=now if status == "suspended" else None,
            deleted_at=now if status == "deleted" else None,
        )
        with self.world.db.write() as s:
            s.add(user)
        return user

    def actor(
        self, role: str = "admin", *, user: User | None = None, must_change_password: bool = False
    ) -> Actor:
        """Sign a person in, an active one made for the purpose unless given."""
        person = user or self.person(f"Acteur {role}", role, status="active")
        with self.world.db.read() as s:
            held = roles.role(s, self.id, self.roles[role])
            assert held is not None
            return Actor(
                user_id=person.id,
                workspace_id=self.id,
                session_id="0" * 32,
                name=person.full_name,
                role_id=held.id,
                rank=held.rank,
                permissions=frozenset(held.permissions),
                must_change_password=must_change_password,
                is_recent=True,
            )

    def form(self, **given: object) -> dict[str, object]:
        """Fill the form « Nouveau collègue »."""
        return {
            "full_name": "Ana Martin",
            "email": "ana.martin@exemple.fr",
            "role_id": self.roles["agent"],
            "tier_id": self.tier_id,
            "creation_key": str(uuid.uuid4()),
            **given,
        }

    def new(self, **given: object) -> NewColleague:
        """Parse a filled form."""
        return NewColleague.parse(self.form(**given))

    def changed(self, user_id: str, **given: object) -> dict[str, object]:
        """Fill the record's form as the screen does: with what is stored."""
        found = self.world.users.detail(self.actor(), user_id)
        return {
            "full_name": found.full_name,
            "phone": found.phone,
            "role_id": found.role_id,
            "department": found.department,
            "company": found.company,
            "tier_id": found.tier_id,
            "photo_id": found.photo_id,
            "language": found.language,
            "version": found.version,
            **given,
        }

    def stored(self, user_id: str) -> User:
        """Read a person's row, deleted or not."""
        with self.world.db.read() as s:
            return s.exec(select(User).where(User.id == user_id)).one()

    def people(self) -> int:
        """Count the rows of people, deleted ones included."""
        with self.world.db.read() as s:
            return len(s.exec(select(User.id).where(User.workspace_id == self.id)).all())

    def journal(self, *tags: str) -> list[AuditEntry]:
        """Read the workspace's journal in order, all of it or some tags."""
        with self.world.db.read() as s:
            wanted = select(AuditEntry).where(AuditEntry.workspace_id == self.id)
            entries = s.exec(wanted.order_by(col(AuditEntry.at), col(AuditEntry.id))).all()
        return [entry for entry in entries if not tags or entry.tag in tags]
