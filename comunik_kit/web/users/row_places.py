"""Which place of the page each row of the list has: the browser keeps a place's elements, whoever comes to stand there.

Drawing other people into what stands there already takes a browser about half of what making it anew does, and a list
that is searched as one types is drawn at every key. While one and the same page is read anew, though, places go with
their people: who has opened a menu there, or has the focus in it, must not find somebody else under the hand.
"""

from collections.abc import Sequence
from itertools import count


def kept(places: Sequence[int], before: Sequence[str], now: Sequence[str]) -> list[int]:
    """Give whoever stays the place they had, and newcomers the lowest free ones.

    `before` and `now` are ids, each at most once; `places` are those of `before`. An empty list of places stands for
    0, 1, 2 and so on, here and in the answer: it is what nearly every page has, and then nothing is sent.
    """
    held = dict(zip(before, places or range(len(before)), strict=True))
    taken = {held[each] for each in now if each in held}
    free = (place for place in count() if place not in taken)
    given = [held[each] if each in held else next(free) for each in now]
    return [] if given == list(range(len(given))) else given
