"""The shapes that leave: what the screens show of roles."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class RoleChoice:
    """A role to choose; `key` names a shipped one, whose words come from the catalogue."""

    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class RoleLine:
    """A role with its rights; `level` is the key of the shipped role of the same rank.

    `is_changed` when a shipped one holds other rights than it came with.
    """

    id: str
    key: str
    name: str
    level: str
    people: int
    permissions: list[str]
    version: str
    may_change: bool
    may_delete: bool
    is_changed: bool


@dataclass(frozen=True, slots=True)
class RoleBook:
    """Every role of the workspace, fewest rights first; `levels` are those that the reader may give a role."""

    roles: list[RoleLine] = field(default_factory=list)
    levels: list[str] = field(default_factory=list)
    own: int = 0
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class RolePreview:
    """Who gains and loses what: all who have the role, of whom `names` are the first.

    By another level they come to act on people with the roles `reached`, and act no more on those of `out_of_reach`.
    """

    people: int = 0
    names: list[str] = field(default_factory=list)
    gained: list[str] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    reached: list[RoleChoice] = field(default_factory=list)
    out_of_reach: list[RoleChoice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class RoleRemoval:
    """What deleting a role asks and does; with `needs_replacement`, one of `replacements` has to be chosen.

    `providers` give it to newcomers, who get the replacement if it `lets_in` whoever comes; else none come in there.
    """

    id: str = ""
    name: str = ""
    needs_replacement: bool = False
    replacements: list[RoleChoice] = field(default_factory=list)
    providers: list[str] = field(default_factory=list)
    lets_in: bool = False
    preview: RolePreview = RolePreview()
