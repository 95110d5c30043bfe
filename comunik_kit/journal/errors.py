"""Refusals of the journal's settings."""

from comunik_kit.kernel.errors import KitError


class UnknownMonths(KitError):
    """Not one of the times a journal may be kept."""

    code = "unknown_choice"
