"""What the domain of subscriptions refuses; that a seat is missing is refused where people are (`users/errors.py`)."""

from comunik_kit.kernel.errors import KitError


class TierNameTaken(KitError):
    """Another subscription has this name (`name`)."""

    code = "tier_name_taken"
    http_status = 409


class TooManyTiers(KitError):
    """A workspace has at most `max` subscriptions."""

    code = "too_many_tiers"
    http_status = 409


class SeatsBelowTaken(KitError):
    """More people have the subscription (`count`) than it would have seats."""

    code = "seats_below_taken"
    http_status = 409


class TierIsDefault(KitError):
    """Newcomers get it: another one has to be the default first."""

    code = "tier_is_default"
    http_status = 409


class TierInUse(KitError):
    """People have the subscription: they need another one first."""

    code = "tier_in_use"
    http_status = 409
