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


def moved(ids: list[str], one: str, *, up: bool) -> list[str]:
    """Put one a place earlier or later; the first stays first, and the last last."""
    place = ids.index(one)
    there = max(0, place - 1) if up else min(len(ids) - 1, place + 1)
    others = [each for each in ids if each != one]
    return [*others[:there], one, *others[there:]]
