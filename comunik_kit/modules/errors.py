"""What the modules refuse."""

from comunik_kit.kernel.errors import KitError


class UnknownModule(KitError):
    """No module has this name."""

    code = "unknown_module"


class ModuleLocked(KitError):
    """Only administrators switch the module: the workspace has not left it to each person."""

    code = "module_locked"
    http_status = 403


class UnknownKind(KitError):
    """Nothing of this kind happens in the module (`known` does)."""

    code = "unknown_kind"


class UnknownStatus(KitError):
    """Nothing of this kind has this status (`known` are the ones it may have)."""

    code = "unknown_status"


class UnknownDetail(KitError):
    """The module keeps no such detail, or no activity has such a field."""

    code = "unknown_activity_field"


class NotATime(KitError):
    """Not a moment as ISO 8601 writes it."""

    code = "not_a_time"


class TimeWithoutZone(KitError):
    """A moment that means another one in each time zone."""

    code = "time_without_zone"


class TimeOutOfReach(KitError):
    """A moment more than a day ahead, or before the year 2000."""

    code = "time_out_of_reach"


class UnreadableText(KitError):
    """Text with characters that cannot be seen, or that are none."""

    code = "unreadable_text"


class UnknownOwner(KitError):
    """Nobody of the workspace has this address or id."""

    code = "unknown_owner"


class UnknownDepartment(KitError):
    """The workspace has no department of this name."""

    code = "unknown_department"


class HeldByAnother(KitError):
    """It is a colleague's, who alone works on it; whoever leads may give it to somebody else."""

    code = "activity_held_by_another"


class StatusDoesNotFollow(KitError):
    """This status does not come after the one that it has."""

    code = "status_does_not_follow"


class TooManyTags(KitError):
    """More tags than an activity has (`max`)."""

    code = "too_many_tags"
