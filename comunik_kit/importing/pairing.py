"""Which name belongs to which address, where each has a line of its own. Nothing in it can raise."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from comunik_kit.kernel.folding import fold

Person = tuple[str, str]
"""Name and address; either may be empty."""

_LONGEST_NAME = 200
_WORD = re.compile(r"\w{3,}")


@dataclass(frozen=True, slots=True)
class Said:
    """Who stands on a line; `name` or `address` when there is nothing else, and the other may stand beside it."""

    people: list[Person]
    name: str = ""
    address: str = ""


class _Side(Enum):
    """Where the address of a name stands."""

    ABOVE = "above"
    BELOW = "below"
    NOWHERE = "nowhere"


def paired(lines: Iterable[Said]) -> Iterator[Person]:
    """Give everybody in their order, two lines of one person as one."""
    pairing = _Pairing()
    for said in lines:
        yield from pairing.follow(said)
    yield from pairing.follow(Said([]))


class _Pairing:
    """Holds back a name, and the address above it, until it is known what follows them."""

    def __init__(self) -> None:
        self._above, self._name, self._usual = "", "", _Side.NOWHERE

    def follow(self, said: Said) -> list[Person]:
        """Give who is settled now that one more line is known."""
        if said.name and not self._name:
            self._name = said.name
            return []
        done, is_taken = self._settled(said.address)
        self._above, self._name = ("", "") if is_taken else (said.address, said.name)
        return done if said.name or said.address else [*done, *said.people]

    def _settled(self, below: str) -> tuple[list[Person], bool]:
        """Give who was held back, and whether the address below is one of them."""
        before = [("", self._above)] if self._above else []
        side = self._side(below) if self._name else _Side.NOWHERE
        if side is _Side.ABOVE:
            return [(self._name, self._above)], False
        if side is _Side.BELOW:
            return [*before, (self._name, below)], True
        return ([*before, (self._name, "")] if self._name else before), False

    def _side(self, below: str) -> _Side:
        """Tell to which address the name belongs: a name for somebody else is worse than none."""
        fit_above, fit_below = _fit(self._name, self._above), _fit(self._name, below)
        if fit_above != fit_below:
            self._usual = _Side.ABOVE if fit_above > fit_below else _Side.BELOW
        elif below and not self._above and self._usual is _Side.NOWHERE:
            self._usual = _Side.BELOW
        beside = {_Side.ABOVE: self._above, _Side.BELOW: below}
        if beside.get(self._usual):
            return self._usual
        return _Side.BELOW if below and not self._above else _Side.NOWHERE


def _fit(name: str, address: str) -> int:
    """Count the words of a name that its address repeats."""
    local = fold(address.partition("@")[0])
    return sum(word in local for word in _WORD.findall(fold(name[:_LONGEST_NAME])))
