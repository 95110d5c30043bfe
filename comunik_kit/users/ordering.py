"""Where a name stands in SQLite's index of fragments, whose row ids are in the order of names (migration 0002)."""

from itertools import takewhile

_LETTERS, _LETTER_BITS, _NAMESAKE_BITS = 8, 5, 22
ALIKE = (1 << _NAMESAKE_BITS) - 1
"""The bits in which rows differ whose names begin alike."""
_BEFORE_A, _OTHERS = ord("a") - 3, 29
_A_TO_Z, _ONES = range(3, _OTHERS), (1 << _LETTER_BITS) - 1


def first_row(sort_name: str) -> int:
    """Give the least row id of those whose names begin with the same eight letters."""
    place = 0
    for letter in sort_name[:_LETTERS].ljust(_LETTERS, "\0"):
        place = place << _LETTER_BITS | _class(letter)
    return place << _NAMESAKE_BITS


def beginning(row: int) -> str:
    """Give the letters that all names begin with whose rows begin as this one: up to the first sign that is none."""
    places = range(_LETTERS - 1, -1, -1)
    classes = [row >> _NAMESAKE_BITS >> place * _LETTER_BITS & _ONES for place in places]
    letters = takewhile(lambda each: each in _A_TO_Z, classes)
    return "".join(chr(each + _BEFORE_A) for each in letters)


def begin_alike(row: int, other: int) -> bool:
    """Tell whether the names of two rows begin with the same letters, so that their ids say nothing of their order."""
    return row >> _NAMESAKE_BITS == other >> _NAMESAKE_BITS


def _class(letter: str) -> int:
    if letter == "\0":
        return 0
    if letter <= " ":
        return 1
    if letter < "a":
        return 2
    return ord(letter) - _BEFORE_A if letter <= "z" else _OTHERS
