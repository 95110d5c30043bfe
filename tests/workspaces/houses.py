"""Two workspaces on one installation, each with an administrator of its own."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from comunik_kit.access.tables import PasswordReset
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import claiming
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.tables import User
from comunik_kit.workspaces.hosts import Place
from comunik_kit.workspaces.tables import Domain, DomainState
from tests.support.cast import ORIGIN, PASSWORD, Cast

OTHER_PASSWORD = "Orgue-vert-17!"


@dataclass(frozen=True)
class Houses:
    """The first workspace's cast, and the other one."""

    cast: Cast
    other_id: str

    def place(self, host: str) -> Place:
        """Find a host that must be ours."""
        found = self.cast.kit.hosts.at(host)
        assert found is not None
        return found

    def prove(self, host: str) -> None:
        """Bring the other workspace's domain to its proof."""
        with self.cast.kit.db.write() as s:
            domain = s.exec(select(Domain).where(Domain.host == host)).one()
            domain.state = DomainState.PROVEN
            s.add(domain)

    def due_mail(self, now: datetime) -> list[str]:
        """Tell whose messages may leave."""
        with self.cast.kit.db.read() as s:
            due = select(OutboxMessage).where(*claiming._may_leave(now))
            return [message.workspace_id for message in s.exec(due).all()]

    def actor(self, place: Place, password: str = OTHER_PASSWORD) -> Actor:
        """Sign Olga in at a host."""
        signed = self.cast.kit.sign_in.sign_in(
            email="olga@example.org", password=password, origin=ORIGIN, at=place
        )
        return self.cast.actor(signed.secret)

    def prove_address(self, email: str, place: Place) -> None:
        """Ask for a new password at a host, and choose the old one anew through the mail's link."""
        kit = self.cast.kit
        kit.recovery.request(email=email, origin=ORIGIN, at=place)
        with kit.db.read() as s:
            whose = PasswordReset.workspace_id == place.workspace_id
            reset = s.exec(select(PasswordReset).where(whose).order_by(col(PasswordReset.id).desc())).first()
        assert reset is not None
        link = kit.keyring.link("reset", reset.id, 1)
        password = PASSWORD if place.workspace_id == self.cast.workspace_id else OTHER_PASSWORD
        kit.recovery.reset(link, password=password, confirmation=password, origin=ORIGIN)


def opened(
    cast: Cast,
    *,
    domain: str = "voisine.localhost",
    email: str = "olga@example.org",
    name: str = "Olga Voisin",
) -> Houses:
    """Make another workspace, whose administrator has the same address unless told."""
    made = cast.kit.installed_workspaces.create(
        workspace="Maison Voisine", name=name, email=email, domain=domain, password=OTHER_PASSWORD
    )
    return Houses(cast, made.id)


def proved(cast: Cast, host: str, state: DomainState = DomainState.PROVEN) -> None:
    """Give the workspace a domain in some state."""
    with cast.kit.db.write() as s:
        domain = s.exec(select(Domain).where(Domain.workspace_id == cast.workspace_id)).one()
        domain.host, domain.state = host, state
        s.add(domain)


def people_of(cast: Cast, workspace_id: str) -> list[str]:
    """Name everybody of a workspace."""
    with cast.kit.db.read() as s:
        return sorted(s.exec(select(User.full_name).where(User.workspace_id == workspace_id)).all())
