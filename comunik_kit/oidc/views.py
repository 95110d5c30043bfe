"""What leaves this domain."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Offer:
    """A provider on the sign-in page."""

    id: str = ""
    name: str = ""


@dataclass(frozen=True, slots=True)
class ProviderView:
    """A provider as its page shows it: all but its secret."""

    id: str = ""
    name: str = ""
    issuer: str = ""
    client_id: str = ""
    domains: str = ""
    is_on: bool = True
    is_required: bool = False
    asks_factor: bool = False
    vouches: bool = False
    newcomer_role_id: str = ""
    newcomer_team_id: str = ""
    people: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True)
class Grant:
    """A role that newcomers may be given by who looks."""

    id: str
    key: str
    name: str


@dataclass(frozen=True, slots=True)
class Team:
    """A team that newcomers may be put into."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class ProviderBook:
    """The providers of a workspace, and what their sheet offers."""

    providers: list[ProviderView] = field(default_factory=list)
    roles: list[Grant] = field(default_factory=list)
    teams: list[Team] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that looking at a provider found; `good` is none that has to be mended. `detail` is its own words."""

    code: str
    detail: str = ""
    good: bool = False


@dataclass(frozen=True, slots=True)
class IdentityView:
    """Whom a provider knows a person as, in that person's own list; their name there is not shown."""

    id: str
    provider: str
    issuer: str
    created: str
    used: str


@dataclass(frozen=True, slots=True)
class Departure:
    """Where the browser is sent, and what it is to remember meanwhile."""

    location: str = field(repr=False)
    browser: str = field(repr=False)
