"""What screens and commands show of keys. A secret is in none of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key; moments are ISO 8601 in UTC, empty for never.

    `state` is `active`, `unseen` (nobody has had it shown), `expired` or `revoked`.
    """

    id: str = ""
    name: str = ""
    prefix: str = ""
    scopes: list[str] = field(default_factory=list)
    state: str = ""
    created_by: str = ""
    created_at: str = ""
    last_used_at: str = ""
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class KeyBook:
    """The keys of a workspace, newest first."""

    keys: list[KeyView] = field(default_factory=list)
    active: int = 0
