"""Who has a role and who gets it, as this domain asks it of those that know roles and not the other way round."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.roles.tables import Role


@dataclass(frozen=True, slots=True)
class Held:
    """How many people have a role, the first of them by name, and whether deleted ones can come back to it."""

    people: int
    names: Sequence[str]
    awaited: bool


class Holders(Protocol):
    """The people of a workspace by their roles; each call is inside an open transaction."""

    def counts(self, s: Session, workspace_id: str) -> Mapping[str, int]:
        """Count the people of each role, deleted ones apart."""
        ...

    def held(self, s: Session, workspace_id: str, role_id: str) -> Held:
        """Tell who has a role."""
        ...

    def move(self, s: Session, actor: Actor, before: Role, after: Role, now: datetime) -> int:
        """Give everybody who has a role another one, each with an entry in the journal; count them."""
        ...


class Doors(Protocol):
    """Ways by which people come in by themselves, with a role; each call is inside an open transaction."""

    def names(self, s: Session, workspace_id: str, role_id: str) -> Sequence[str]:
        """Name those that give a role."""
        ...

    def move(self, s: Session, actor: Actor, before: Role, after: Role | None, now: datetime) -> None:
        """Have them give another role, or let nobody new in, each with an entry in the journal."""
        ...
