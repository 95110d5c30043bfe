"""The shapes that leave: what the screens show of people. Moments are ISO 8601 in UTC, empty for never."""

from dataclasses import dataclass, field

from comunik_kit.roles.views import RoleChoice

INVITED = "invited"
"""The status of who has an invitation that waits."""
DELETED = "deleted"
"""The status of who is shown only to those who may restore them."""


@dataclass(frozen=True, slots=True)
class UserRow:
    """One row of « Utilisateurs »; the `may_…` say what the reader may do to this person.

    `may_suspend` is also for giving the access back to who is suspended; `colour` is the department's, `role_name` that
    of a workspace's own role, empty for a shipped one. A page has 25 of these, and all of them travel at once.
    """

    id: str
    full_name: str
    email: str
    initials: str
    photo_url: str
    role_key: str
    role_name: str
    department: str
    colour: str
    company: str
    tier: str
    status: str
    last_seen_at: str
    created_at: str
    may_edit: bool
    may_invite: bool
    may_delete: bool
    may_suspend: bool


@dataclass(frozen=True, slots=True)
class UserPage:
    """A keyset page; `first` counts from 1, `capped` when there are more than `total`."""

    rows: list[UserRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    total: int = 0
    capped: bool = False


@dataclass(frozen=True, slots=True)
class UserCounts:
    """How many people each tab holds; `all` counts everyone who is not deleted."""

    all: int = 0
    active: int = 0
    invited: int = 0
    not_invited: int = 0
    suspended: int = 0


@dataclass(frozen=True, slots=True)
class Choice:
    """Something to choose in a form."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class TierChoice:
    """A subscription to choose; `left` is how many seats it still has, -1 for one without a limit."""

    id: str
    name: str
    left: int = -1


@dataclass(frozen=True, slots=True)
class Choices:
    """What the drawer offers; `roles` are those that the reader may grant, lowest first."""

    roles: list[RoleChoice] = field(default_factory=list)
    departments: list[str] = field(default_factory=list)
    companies: list[str] = field(default_factory=list)
    tiers: list[TierChoice] = field(default_factory=list)
    default_tier_id: str = ""
    domain_ready: bool = False
    default_language: str = "fr"
    invitation_days: int = 7


@dataclass(frozen=True, slots=True)
class UserDetail:
    """One person for the record and its form; `phone` is E.164, `phone_shown` the same for reading.

    `days_left` are those in which who is deleted can be restored.
    """

    id: str
    full_name: str
    email: str
    initials: str
    photo_id: str
    photo_url: str
    phone: str
    phone_shown: str
    role_id: str
    role_key: str
    role_name: str
    department: str
    department_colour: str
    company: str
    tier_id: str
    tier: str
    language: str
    status: str
    created_at: str
    created_by: str
    invited_at: str
    activated_at: str
    last_seen_at: str
    has_factor: bool
    version: int
    days_left: int
    is_self: bool
    may_edit: bool
    may_invite: bool
    may_delete: bool
    may_change_role: bool
    may_suspend: bool
    may_restore: bool


@dataclass(frozen=True, slots=True)
class AddressHolder:
    """Who has an address, or had it until they were deleted; the `may_…` name the act that is right for them."""

    user_id: str = ""
    name: str = ""
    status: str = ""
    may_invite: bool = False
    may_restore: bool = False


@dataclass(frozen=True, slots=True)
class Created:
    """Who was created; `already` when the same form had been received before."""

    user_id: str
    full_name: str
    email: str
    already: bool = False
