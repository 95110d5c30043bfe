"""What the domain of people refuses."""

from comunik_kit.kernel.errors import KitError


class NoDomain(KitError):
    """Nobody can be added before the workspace has a domain."""

    code = "no_domain"
    http_status = 409


class EmailTaken(KitError):
    """The address is another person's in this workspace (`user_id`, `status`, `name`)."""

    code = "email_taken"
    http_status = 409


class NoSeatLeft(KitError):
    """Every seat of the subscription (`tier`) is taken; it has `count`."""

    code = "no_seat_left"
    http_status = 409


class TooFewSeats(KitError):
    """The subscription (`tier`) has `count` seats left, and `wanted` are asked for."""

    code = "too_few_seats"
    http_status = 409


class AlreadyCreated(KitError):
    """The same opening of the form has already created somebody else (`name`)."""

    code = "already_created"
    http_status = 409


class ViewNameTaken(KitError):
    """The person has a saved view of this name already (`name`)."""

    code = "view_name_taken"
    http_status = 409


class TooManyViews(KitError):
    """A person keeps at most `max` views."""

    code = "too_many_views"
    http_status = 409


class TeamNameTaken(KitError):
    """Another team has this name, spelt so or otherwise (`name`)."""

    code = "team_name_taken"
    http_status = 409


class TeamInUse(KitError):
    """People are in the team: they need another one, or none, first."""

    code = "team_in_use"
    http_status = 409


class NobodyToLead(KitError):
    """Nobody who has joined has this address."""

    code = "nobody_to_lead"


class AddressInUse(KitError):
    """Somebody here has the address; who, is not for everybody to know."""

    code = "address_in_use"
    http_status = 409


class NotYourTeam(KitError):
    """Whoever leads a team invites into it, and into no other."""

    code = "not_your_team"
    http_status = 403


class UnknownChoice(KitError):
    """What was chosen is not here (any more)."""

    code = "unknown_choice"


class UnknownName(KitError):
    """Nothing here is called `name`; `known` names what is, for those who type and have no list to choose from."""

    code = "unknown_name"


class UnknownField(KitError):
    """The form carries a field that it does not have (ACL-05)."""

    code = "unknown_field"


class OutOfRange(KitError):
    """Not a whole number from `min` to `max`."""

    code = "out_of_range"


class InvalidDay(KitError):
    """Not a day of the calendar."""

    code = "invalid_day"


class BadName(KitError):
    """A name without a letter, or with characters that nobody can see."""

    code = "bad_name"


class LastAdmin(KitError):
    """The workspace would be left without an active admin (ACL-07)."""

    code = "last_admin"
    http_status = 409


class NotYourself(KitError):
    """Nobody suspends or deletes their own account."""

    code = "not_yourself"
    http_status = 409


class AlreadySuspended(KitError):
    """The person's access is suspended already."""

    code = "already_suspended"
    http_status = 409


class NothingToRestore(KitError):
    """The person is neither suspended nor deleted."""

    code = "nothing_to_restore"
    http_status = 409


class TooLateToRestore(KitError):
    """The days in which a deleted person can be restored are over."""

    code = "too_late_to_restore"
    http_status = 410


class ImageTooBig(KitError):
    """More than `megabytes` or `megapixels` (INP-05)."""

    code = "image_too_big"
    http_status = 413


class NotAnImage(KitError):
    """Not a JPEG, PNG, WebP or GIF picture that can be read whole (INP-05)."""

    code = "not_an_image"


class TooManyPhotos(KitError):
    """The person has sent enough pictures for this hour."""

    code = "too_many_photos"
    http_status = 429
