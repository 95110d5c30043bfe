"""What an invitation refuses."""

from comunik_kit.kernel.errors import KitError


class AlreadyActive(KitError):
    """The person has an account that works: there is nothing to accept."""

    code = "already_active"
    http_status = 409


class NotInvitable(KitError):
    """The person is suspended or deleted."""

    code = "not_invitable"
    http_status = 409


class NoLiveInvitation(KitError):
    """There is no invitation to resend or revoke."""

    code = "no_live_invitation"
    http_status = 409


class TooManyResends(KitError):
    """The recipient, the inviter or the workspace was sent enough for now (INV-06); the next may leave `at`."""

    code = "too_many_resends"
    http_status = 429


class LinkUnknown(KitError):
    """Not a link of ours."""

    code = "link_unknown"
    http_status = 404


class LinkExpired(KitError):
    """The link was good until its day passed."""

    code = "link_expired"
    http_status = 410


class LinkUsed(KitError):
    """The invitation was accepted already."""

    code = "link_used"
    http_status = 410


class LinkRevoked(KitError):
    """The invitation was taken back."""

    code = "link_revoked"
    http_status = 410


class LinkReplaced(KitError):
    """A newer link was sent; this one is dead."""

    code = "link_replaced"
    http_status = 410


class LinkIsForSomebodyElse(KitError):
    """The page shows another invitation than the link that the browser now holds (TOK-06)."""

    code = "link_other"
    http_status = 409


class MorningHasPassed(KitError):
    """The morning on which the message should leave is over."""

    code = "morning_has_passed"


class DayTooFar(KitError):
    """A first day further away than anybody plans."""

    code = "day_too_far"


class TermIsOver(KitError):
    """The term would already be over."""

    code = "term_is_over"


class AddressIsTheirs(KitError):
    """The person has joined: from then on they alone change their address (INV-13)."""

    code = "address_is_theirs"
    http_status = 409


class CardUnknown(KitError):
    """Not the code of a card of ours, or of one that a newer replaced."""

    code = "card_unknown"
    http_status = 404
