"""A workspace of a test's own with Olga its admin, and people who join her: made by the services, as in life."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from sqlalchemy import select
from sqlmodel import SQLModel, col

from comunik_kit.audit.journal import Origin
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.folding import fold
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.settings import Settings, read
from comunik_kit.users.inputs import ChangeUser, NewColleague
from comunik_kit.users.tables import User
from comunik_kit.wiring import Kit, assemble
from comunik_kit.workspaces.tables import Tier

PASSWORD = "Vélo-rouge-42!"
ORIGIN = Origin("127.0.0.1", "a test")
CHEAP = 4
NOBODY = "127.0.0.1:9"  # a port where nobody answers: no test asks the name servers of the machine


def kit_on(url: str, clock: Clock, folder: Path, **environ: str) -> Kit:
    """Make the services over a database, hashing cheaply; `environ` adds settings."""
    given = {"KIT_DATA_DIR": str(folder), "KIT_DATABASE_URL": url, "KIT_DNS_SERVERS": NOBODY, **environ}
    return assemble(settings_of(given), clock=clock, hash_cost=CHEAP)


def settings_of(environ: Mapping[str, str]) -> Settings:
    """Read settings as production does: pages and routes on one port."""
    return replace(read(environ), development=False)


@dataclass(frozen=True)
class Cast:
    """A workspace and the people in it."""

    kit: Kit
    workspace_id: str
    roles: Mapping[str, str]
    tier_id: str
    admin: Actor
    admin_secret: str

    def form(self, name: str = "Ana Lopez", **changes: object) -> dict[str, object]:
        """Fill the form of « Nouveau collègue » as a page would send it."""
        first = fold(name.partition(" ")[0])
        form: dict[str, object] = {
            "full_name": name,
            "email": f"{first}@example.org",
            "phone": "",
            "role_id": self.roles["agent"],
            "department": "",
            "company": "",
            "tier_id": self.tier_id,
            "creation_key": str(uuid.uuid4()),
        }
        return form | changes

    def new(self, name: str = "Ana Lopez", **changes: object) -> NewColleague:
        """Parse such a form."""
        return NewColleague.parse(self.form(name, **changes))

    def create(self, name: str = "Ana Lopez", *, by: Actor | None = None, **changes: object) -> str:
        """Create a person; answer their id."""
        return self.kit.users.create(by or self.admin, new=self.new(name, **changes)).user_id

    def join(self, name: str, role: str, **changes: object) -> tuple[Actor, str]:
        """Bring a person in through an invitation; answer them as an actor, and their cookie's secret."""
        invited = self.kit.invitations.create_and_invite(
            self.admin, new=self.new(name, role_id=self.roles[role], **changes)
        )
        secret = self.kit.acceptance.accept(
            self.link(invited.invitation_id),
            invitation_id=invited.invitation_id,
            password=PASSWORD,
            confirmation=PASSWORD,
            origin=ORIGIN,
        ).secret
        joined = self.actor(secret)
        self.kit.first_days.end_tour(joined)
        return joined, secret

    def actor(self, secret: str) -> Actor:
        """Read an actor as the guard does; fails when the session is over."""
        found = self.kit.sessions.actor(secret, origin=ORIGIN)
        assert found is not None
        return found

    def link(self, invitation_id: str, version: int = 1) -> str:
        """Derive the secret that the e-mail carries."""
        return self.kit.keyring.link("invite", invitation_id, version)

    def person(self, user_id: str) -> User:
        """Look at a person's row."""
        with self.kit.db.read() as session:
            return session.get_one(User, user_id)

    def amend(self, user_id: str, **values: object) -> None:
        """Write something into a person's row that no service writes at will, such as when they were here."""
        with self.kit.db.write() as session:
            person = session.get_one(User, user_id)
            for name, value in values.items():
                setattr(person, name, value)

    def demote(self, user_id: str, role: str) -> None:
        """Give a person another role, as an admin's record form does."""
        person = self.person(user_id)
        form = {
            "full_name": person.full_name,
            "role_id": self.roles[role],
            "tier_id": person.tier_id,
            "version": person.version,
            "phone": "",
            "department": "",
            "company": "",
            "photo_id": "",
            "language": person.language,
        }
        self.kit.users.change(self.admin, user_id=user_id, change=ChangeUser.parse(form))

    def dump(self) -> str:
        """Write every row of every table down, to search for what must not be in it."""
        return dump_of(self.kit)

    def acts(self) -> list[str]:
        """List the tags of the journal, oldest first."""
        with self.kit.db.read() as session:
            return list(session.execute(select(col(AuditEntry.tag)).order_by(col(AuditEntry.id))).scalars())

    def letters(self) -> list[OutboxMessage]:
        """List the messages of the outbox, oldest first."""
        with self.kit.db.read() as session:
            return list(session.execute(select(OutboxMessage).order_by(col(OutboxMessage.id))).scalars())


def dump_of(kit: Kit) -> str:
    """Write every row of every table down."""
    with kit.db.read() as session:
        tables = SQLModel.metadata.sorted_tables
        return "\n".join(repr(row) for table in tables for row in session.execute(select(table)).all())


def found(kit: Kit, *, workspace: str = "Ateliers Lumière", domain: str = "localhost") -> Cast:
    """Do the first set-up, and look up what the forms need."""
    secret = kit.first_setup.claim(
        kit.first_setup.code(),
        workspace=workspace,
        name="Olga Martin",
        email="olga@example.org",
        password=PASSWORD,
        domain=domain,
        origin=ORIGIN,
    ).secret
    cast = signed_in(kit, secret)
    kit.first_days.end_tour(cast.admin)
    return cast


def signed_in(kit: Kit, secret: str) -> Cast:
    """Find the workspace of an admin who is signed in, as another process does."""
    admin = kit.sessions.actor(secret, origin=ORIGIN)
    assert admin is not None
    with kit.db.read() as session:
        roles = dict(session.execute(select(col(Role.key), col(Role.id))).all())
        tier_id = session.execute(select(col(Tier.id))).scalar_one()
    return Cast(kit, admin.workspace_id, roles, tier_id, admin, secret)
