"""Refusals of the journal."""

from comunik_kit.kernel.errors import KitError


class JournalBroken(KitError):
    """The journal's chain was touched by something else than this product."""

    code = "journal_broken"
