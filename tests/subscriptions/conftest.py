"""A workspace whose subscriptions have seats, and another one beside it."""

from dataclasses import dataclass

import pytest
from sqlmodel import col, select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.actor import Actor
from comunik_kit.subscriptions.inputs import KEYS, TierForm
from comunik_kit.subscriptions.service import Subscriptions
from comunik_kit.subscriptions.views import TierLine
from comunik_kit.users.inputs import ChangeUser
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import Place, World


def form(name: str = "Essai", seats: int | str = "", *modules: str, price: str = "") -> TierForm:
    """Fill the form of a subscription as the page sends it; all modules unless some are named."""
    ticked = dict.fromkeys(modules or KEYS, "on")
    return TierForm.parse({"name": name, "seats": str(seats), "price": price, **ticked})


@dataclass
class House:
    """The workspace, its admin, and what happens to its subscriptions."""

    cast: Cast
    elsewhere: Place

    @property
    def tiers(self) -> Subscriptions:
        """Give the service."""
        return self.cast.kit.subscriptions

    @property
    def admin(self) -> Actor:
        """Give who acts."""
        return self.cast.admin

    def make(self, name: str = "Essai", seats: int | str = "", *modules: str) -> str:
        """Make a subscription."""
        return self.tiers.create(self.admin, form=form(name, seats, *modules))

    def filled(self, seats: int, name: str = "Essai") -> str:
        """Make a subscription whose seats are all taken."""
        tier = self.make(name, seats)
        for number in range(seats):
            self.person(f"{name} {number}", tier)
        return tier

    def person(self, name: str, tier: str, role: str = "agent") -> str:
        """Create somebody with a subscription."""
        address = "".join(c for c in name.lower() if c.isascii() and c.isalnum())
        return self.cast.create(
            name, tier_id=tier, email=f"{address}@example.org", role_id=self.cast.roles[role]
        )

    def line(self, tier_id: str) -> TierLine:
        """Read a subscription as the page shows it."""
        return next(line for line in self.tiers.book(self.admin).tiers if line.id == tier_id)

    def retier(self, user_id: str, tier_id: str) -> None:
        """Change somebody's subscription by their record."""
        person = self.cast.person(user_id)
        given = {
            "full_name": person.full_name,
            "role_id": person.role_id,
            "tier_id": tier_id,
            "version": person.version,
            "phone": "",
            "department": "",
            "company": "",
            "photo_id": "",
            "language": person.language,
        }
        self.cast.kit.users.change(self.admin, user_id=user_id, change=ChangeUser.parse(given))

    def journal(self, tag: str) -> list[AuditEntry]:
        """Read the entries of one tag, oldest first."""
        with self.cast.kit.db.read() as s:
            wanted = select(AuditEntry).where(AuditEntry.tag == tag).order_by(col(AuditEntry.id))
            return list(s.exec(wanted).all())


@pytest.fixture
def house(cast: Cast, clock: MovedClock) -> House:
    """Lend it on a database of each kind."""
    return House(cast, World(cast.kit.db, clock).workspace("Maison Voisine"))
