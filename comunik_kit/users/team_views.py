"""The shapes that leave: what the screens show of teams."""

from dataclasses import dataclass, field

from comunik_kit.roles.views import RoleChoice
from comunik_kit.users.views import Choice


@dataclass(frozen=True, slots=True)
class TeamLine:
    """A team: who leads it, what newcomers start with, how many people it has and how many of them joined."""

    id: str = ""
    name: str = ""
    colour: str = "grey"
    lead_id: str = ""
    lead: str = ""
    lead_email: str = ""
    lead_is_active: bool = False
    role_id: str = ""
    role_key: str = ""
    role_name: str = ""
    modules_off: list[str] = field(default_factory=list)
    people: int = 0
    invited: int = 0
    active: int = 0
    version: int = 1


@dataclass(frozen=True, slots=True)
class TeamBook:
    """The first teams by name; `total` of the workspace, `found` of them with the words that are looked for."""

    teams: list[TeamLine] = field(default_factory=list)
    total: int = 0
    found: int = 0
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class TeamChoices:
    """What the form offers: roles that the reader may give, addresses of people who may lead."""

    roles: list[RoleChoice] = field(default_factory=list)
    leads: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LedTeam:
    """A team for who leads it; `roles` are those that they may invite with."""

    id: str = ""
    name: str = ""
    colour: str = "grey"
    default_role_id: str = ""
    roles: list[RoleChoice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LedPerson:
    """Somebody of a team, for who leads it: what its page shows and no more (ACL-08)."""

    id: str
    full_name: str
    email: str
    initials: str
    photo_url: str
    role_key: str
    role_name: str
    team: str
    status: str
    may_invite: bool


@dataclass(frozen=True, slots=True)
class LedPage:
    """The people of the teams that somebody leads, by name; cursors are empty at the ends."""

    people: list[LedPerson] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class TeamRemoval:
    """What deleting a team asks; `people` go to one of `others` or to none."""

    id: str = ""
    name: str = ""
    people: int = 0
    is_used: bool = False
    others: list[Choice] = field(default_factory=list)
    version: int = 1
