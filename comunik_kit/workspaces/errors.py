"""What the workspace refuses."""

from comunik_kit.kernel.errors import KitError


class InvalidHost(KitError):
    """The text is not a host name people could sign in on."""

    code = "invalid_host"


class HostTaken(KitError):
    """Another workspace already uses this host name."""

    code = "host_taken"


class InvitationDaysOutOfRange(KitError):
    """An invitation lives from `lowest` to `highest` days."""

    code = "invitation_days_out_of_range"


class UnreadableReminders(KitError):
    """The reminders are no list of at most `most` days, such as « 3, 6 »."""

    code = "unreadable_reminders"


class ReminderAfterTheEnd(KitError):
    """A reminder would leave when the link is dead already: it has to leave before day `days`."""

    code = "reminder_after_the_end"


class NoDomainToCheck(KitError):
    """There is no domain that needs a proof."""

    code = "no_domain_to_check"
