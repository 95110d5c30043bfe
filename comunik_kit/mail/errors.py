"""What the control of sending refuses."""

from comunik_kit.kernel.errors import KitError


class RateOutOfRange(KitError):
    """The pace is no number of messages a second between `lowest` and `highest`."""

    code = "mail_rate_out_of_range"


class QuotaOutOfRange(KitError):
    """The daily quota is no whole number between 1 and `highest`."""

    code = "mail_quota_out_of_range"


class LinkIsDead(KitError):
    """The link in the message opens nothing any more: a new invitation is needed, or a new request."""

    code = "mail_link_is_dead"
    http_status = 409


class AddressIsBlocked(KitError):
    """The workspace writes to this address no more: it has to be unblocked first."""

    code = "mail_address_is_blocked"
    http_status = 409


class AlreadyBlocked(KitError):
    """The address is on the list already."""

    code = "mail_already_blocked"
    http_status = 409
