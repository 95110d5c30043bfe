"""Who is meant by « @Prénom Nom » or « @address » in a text; pure.

A name has no end that can be seen, so each « @ » gives several readings, the longest first: the first that is
somebody's name is meant.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from comunik_kit.kernel import email_address
from comunik_kit.kernel.folding import fold

MOST_MENTIONS, MOST_WORDS = 20, 6
_LONGEST_INITIAL = 2
# Not in the middle of a word: that is an address.
_AT = re.compile(r"(?<![\w.+@-])@(?=\w)")
_ADDRESS = re.compile(r"[^\s@]+@[^\s@]+\.[^\s@]+")
_END = ".,;:!?…)]}»\"”'’"


@dataclass(frozen=True, slots=True)
class Mention:
    """How one « @ » may be read: as an address (its key), or as one of these folded names."""

    address: str = ""
    names: tuple[str, ...] = ()


def mentions(text: str) -> list[Mention]:
    """Read a text."""
    places = [found.end() for found in _AT.finditer(text)][:MOST_MENTIONS]
    read = [_read(text[place:].partition("\n")[0]) for place in places]
    return [each for each in read if each.address or each.names]


def meant(said: Iterable[Mention], named: Mapping[str, Sequence[str]], at: Mapping[str, str]) -> list[str]:
    """Give the ids of who is meant, each once; two people of one name are both meant."""
    found: dict[str, None] = {}
    for each in said:
        if each.address:
            ids: Sequence[str] = [at[each.address]] if each.address in at else []
        else:
            ids = next((named[name] for name in each.names if name in named), [])
        found.update(dict.fromkeys(ids))
    return list(found)


def _read(rest: str) -> Mention:
    address = _ADDRESS.match(rest)
    if address is None:
        return Mention(names=tuple(reversed(_names(rest))))
    try:
        return Mention(address=email_address.parse(address[0].rstrip(_END)).key)
    except email_address.InvalidEmail:
        return Mention()


def _names(rest: str) -> list[str]:
    """Give a word, two words and so on, up to where a name must end."""
    words: list[str] = []
    found: list[str] = []
    for word in rest.split()[:MOST_WORDS]:
        bare = word.rstrip(_END)
        if not bare or word.startswith("@"):
            break
        found.append(fold(" ".join([*words, bare])))
        words.append(word)
        if bare != word and not (word.endswith(".") and len(bare) <= _LONGEST_INITIAL):
            break
    return [name for name in found if name]
