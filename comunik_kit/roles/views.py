"""The shapes that leave: what the screens show of roles."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to choose; `key` names a shipped one, whose words come from the catalogue."""

    id: str
    key: str
    name: str
