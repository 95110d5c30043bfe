"""Every permission, and the five roles a workspace starts with."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Permission(StrEnum):
    """A right, named `resource:action`."""

    USERS_READ = "users:read"
    USERS_CREATE = "users:create"
    USERS_UPDATE = "users:update"
    USERS_DELETE = "users:delete"
    USERS_INVITE = "users:invite"
    ROLES_READ = "roles:read"
    ROLES_ASSIGN = "roles:assign"
    ROLES_MANAGE = "roles:manage"
    TEAMS_MANAGE = "teams:manage"
    SETTINGS_READ = "settings:read"
    WHITE_LABEL_MANAGE = "white_label:manage"
    SUBSCRIPTIONS_MANAGE = "subscriptions:manage"
    MODULES_MANAGE = "modules:manage"
    SECURITY_MANAGE = "security:manage"
    API_MANAGE = "api:manage"
    MAIL_READ = "mail:read"
    MAIL_MANAGE = "mail:manage"
    AUDIT_READ = "audit:read"
    CALLS_READ = "calls:read"
    CALLS_MANAGE = "calls:manage"
    TICKETS_READ = "tickets:read"
    TICKETS_MANAGE = "tickets:manage"
    LEADS_READ = "leads:read"
    LEADS_MANAGE = "leads:manage"
    OFFERS_READ = "offers:read"
    OFFERS_MANAGE = "offers:manage"
    DISCUSSIONS_READ = "discussions:read"
    DISCUSSIONS_MANAGE = "discussions:manage"


@dataclass(frozen=True, slots=True)
class ShippedRole:
    """A role every new workspace gets; `name` is its French word, unique in the workspace."""

    key: str
    name: str
    rank: int
    permissions: frozenset[Permission]


P = Permission
_USER = frozenset({P.CALLS_READ, P.TICKETS_READ, P.DISCUSSIONS_READ})
_AGENT = _USER | {
    P.LEADS_READ,
    P.OFFERS_READ,
    P.CALLS_MANAGE,
    P.TICKETS_MANAGE,
    P.DISCUSSIONS_MANAGE,
}
_SUPERVISOR = _AGENT | {P.USERS_READ}
_MANAGER = _SUPERVISOR | {
    P.USERS_CREATE,
    P.USERS_UPDATE,
    P.USERS_INVITE,
    P.ROLES_READ,
    P.ROLES_ASSIGN,
    P.LEADS_MANAGE,
    P.OFFERS_MANAGE,
}

ADMIN_RANK = 50
SHIPPED_ROLES = (
    ShippedRole("agent", "Agent", 20, _AGENT),
    ShippedRole("supervisor", "Superviseur", 30, _SUPERVISOR),
    ShippedRole("manager", "Responsable", 40, _MANAGER),
    ShippedRole("admin", "Admin", ADMIN_RANK, frozenset(Permission)),
    ShippedRole("user", "Utilisateur", 10, _USER),
)
# As the matrix groups them.
AREAS: Mapping[str, tuple[Permission, ...]] = {
    "people": (P.USERS_READ, P.USERS_CREATE, P.USERS_UPDATE, P.USERS_DELETE, P.USERS_INVITE, P.TEAMS_MANAGE),
    "roles": (P.ROLES_READ, P.ROLES_ASSIGN, P.ROLES_MANAGE),
    "settings": (
        P.SETTINGS_READ,
        P.WHITE_LABEL_MANAGE,
        P.SUBSCRIPTIONS_MANAGE,
        P.MODULES_MANAGE,
        P.SECURITY_MANAGE,
        P.API_MANAGE,
        P.MAIL_READ,
        P.MAIL_MANAGE,
        P.AUDIT_READ,
    ),
    "modules": (
        P.CALLS_READ,
        P.CALLS_MANAGE,
        P.TICKETS_READ,
        P.TICKETS_MANAGE,
        P.LEADS_READ,
        P.LEADS_MANAGE,
        P.OFFERS_READ,
        P.OFFERS_MANAGE,
        P.DISCUSSIONS_READ,
        P.DISCUSSIONS_MANAGE,
    ),
}
