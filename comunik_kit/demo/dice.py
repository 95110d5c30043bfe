"""Chance with shares: how often something is so."""

from collections.abc import Sequence
from random import Random

Shares = Sequence[tuple[str, int]]


def likely(share: float, chance: Random) -> bool:
    """Say yes in this share of cases."""
    return chance.random() < share


def weighted(choices: Shares, chance: Random) -> str:
    """Choose one by its weight."""
    return chance.choices([name for name, _ in choices], [weight for _, weight in choices])[0]
