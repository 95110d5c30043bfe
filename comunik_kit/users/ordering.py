"""Where a name stands in SQLite's index of fragments, whose row ids are in the order of names (migration 0023).

Five bits a letter, for the first eight; then a number for those who share them. Behind a sign or digit nothing is
counted on, so that the order of two rows never contradicts that of their names: they begin alike, and the names tell.
"""

from itertools import takewhile

_LETTERS, _LETTER_BITS, _NAMESAKE_BITS = 8, 5, 22
ALIKE = (1 << _NAMESAKE_BITS) - 1
"""The bits in which rows differ whose names begin alike."""
_ONES = (1 << _LETTER_BITS) - 1
_SIGNS, _HYPHEN, _MORE_SIGNS, _A, _OTHERS = 2, 3, 4, 5, 31
_EXACT = {1: " ", _HYPHEN: "-"} | {_A + number: chr(ord("a") + number) for number in range(26)}


def first_row(sort_name: str) -> int:
    """Give the least row id of those whose names begin with the same eight letters."""
    place, counts = 0, True
    for letter in sort_name[:_LETTERS].ljust(_LETTERS, "\0"):
        found = _class(letter) if counts else 0
        place, counts = place << _LETTER_BITS | found, found in _EXACT
    return place << _NAMESAKE_BITS


def beginning(row: int) -> str:
    """Give the letters that all names begin with whose rows begin as this one: up to a sign, a digit or their end."""
    places = range(_LETTERS - 1, -1, -1)
    classes = (row >> _NAMESAKE_BITS >> place * _LETTER_BITS & _ONES for place in places)
    return "".join(_EXACT[each] for each in takewhile(_EXACT.__contains__, classes))


def begin_alike(row: int, other: int) -> bool:
    """Tell whether the names of two rows begin with the same letters, so that their ids say nothing of their order."""
    return row >> _NAMESAKE_BITS == other >> _NAMESAKE_BITS


def _class(letter: str) -> int:
    if letter == "\0":
        return 0
    if letter <= " ":
        return 1
    if letter <= "-":
        return _HYPHEN if letter == "-" else _SIGNS
    if letter < "a":
        return _MORE_SIGNS
    return ord(letter) - ord("a") + _A if letter <= "z" else _OTHERS
