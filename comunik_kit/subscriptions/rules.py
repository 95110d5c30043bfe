"""Pure decisions on subscriptions."""

import hashlib
from collections.abc import Iterable

from comunik_kit.workspaces.tables import Tier


def version_of(tier: Tier) -> str:
    """Tell one state of a subscription from another: what a form was filled from must still be so when it is saved."""
    seats = "" if tier.seats is None else str(tier.seats)
    whole = "\n".join((tier.name, seats, tier.price, *sorted(tier.modules)))
    return hashlib.sha256(whole.encode()).hexdigest()[:16]


def without(before: Iterable[str], after: Iterable[str]) -> list[str]:
    """Name the modules that were there and are there no more, in the order that they had."""
    kept = set(after)
    return [module for module in before if module not in kept]
