"""Lists that people put in order, a place at a time."""

from collections.abc import Sequence


def moved(names: Sequence[str], one: str, *, up: bool) -> list[str]:
    """Put one a place earlier or later; the first stays first, and the last last."""
    place = names.index(one)
    there = max(0, place - 1) if up else min(len(names) - 1, place + 1)
    others = [each for each in names if each != one]
    return [*others[:there], one, *others[there:]]
