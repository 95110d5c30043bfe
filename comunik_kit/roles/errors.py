"""What the domain of roles refuses, besides what its rules do."""

from comunik_kit.kernel.errors import KitError


class RoleNameTaken(KitError):
    """Another role answers to this name, in one of the languages (`name`)."""

    code = "role_name_taken"
    http_status = 409


class RoleNameUnreadable(KitError):
    """A name without a letter or figure, or with characters that nobody can see."""

    code = "bad_name"


class UnknownLevel(KitError):
    """Not a level that a role of one's own can have."""

    code = "unknown_choice"


class UnknownRight(KitError):
    """The form carries something that is no right."""

    code = "unknown_field"


class TooManyRoles(KitError):
    """A workspace has at most `max` roles."""

    code = "too_many_roles"
    http_status = 409


class RoleIsShipped(KitError):
    """A role that everybody starts with keeps its name and level, and is not deleted."""

    code = "role_is_shipped"
    http_status = 409


class AdminStaysWhole(KitError):
    """« Admin » always holds every right, so that somebody does (ACL-07)."""

    code = "admin_stays_whole"
    http_status = 409


class RoleOutOfReach(KitError):
    """A role of the actor's own level, or above it."""

    code = "role_out_of_reach"


class RoleInUse(KitError):
    """People have the role: they need another one first."""

    code = "role_in_use"
    http_status = 409
