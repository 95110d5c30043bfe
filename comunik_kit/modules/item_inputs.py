"""What people write on an activity: notes and tags, read strictly (INP-02)."""

from comunik_kit.kernel.errors import InvalidInput, MissingValue, TooLong, WrongType
from comunik_kit.kernel.folding import fold
from comunik_kit.modules.errors import TooManyTags, UnreadableText

LONGEST_NOTE, LONGEST_TAG, MOST_TAGS = 2_000, 30, 10
_JOINS = "\u200c\u200d"
_BREAKS = "\n\t"


def note(said: object) -> str:
    """Read a note, as plain text of several lines; raises `InvalidInput` for `note`."""
    if not isinstance(said, str):
        raise InvalidInput({"note": WrongType()})
    text = said.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not text:
        raise InvalidInput({"note": MissingValue()})
    if len(text) > LONGEST_NOTE:
        raise InvalidInput({"note": TooLong(max=LONGEST_NOTE)})
    if not all(c.isprintable() or c in _BREAKS or c in _JOINS for c in text):
        raise InvalidInput({"note": UnreadableText()})
    return text


def tags(said: object) -> dict[str, str]:
    """Read tags: words by their folded key, each once; raises `InvalidInput` for `tag`."""
    if not isinstance(said, list | tuple):
        raise InvalidInput({"tag": WrongType()})
    found: dict[str, str] = {}
    for each in said:
        word = _tag(each)
        if word:
            found.setdefault(fold(word), word)
    if len(found) > MOST_TAGS:
        raise InvalidInput({"tag": TooManyTags(max=MOST_TAGS)})
    return found


def _tag(said: object) -> str:
    if not isinstance(said, str):
        raise InvalidInput({"tag": WrongType()})
    word = " ".join(said.split())
    if len(word) > LONGEST_TAG:
        raise InvalidInput({"tag": TooLong(max=LONGEST_TAG)})
    if not word.isprintable() or (word and not fold(word)):
        raise InvalidInput({"tag": UnreadableText()})
    return word
