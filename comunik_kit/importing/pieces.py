"""Elements of a spreadsheet's part, one after the other: of the part nothing is held but the one in hand."""

import zipfile
from collections.abc import Iterator
from typing import cast
from xml.etree.ElementTree import Element, XMLPullParser

from comunik_kit.importing import archives
from comunik_kit.importing.errors import UnreadableSpreadsheet

_LARGEST = 1024 * 1024
_DEEPEST = 64


def pieces(archive: zipfile.ZipFile, name: str, place: str, tag: str) -> Iterator[Element]:
    """Give each element of a tag that stands in the element `place` of a part, and read no further than that.

    An element is empty again when the next is asked for. Raises `UnreadableSpreadsheet` for one that is too large, and
    for as much between two of them; `ParseError` for what is no XML.
    """
    parser, reading = XMLPullParser(("start", "end")), _Reading(place, tag)
    for block in archives.blocks(archive, name):
        reading.more(len(block))
        parser.feed(block)
        for event, element in cast("Iterator[tuple[str, Element]]", parser.read_events()):
            if event == "start":
                reading.begin(element)
            elif reading.end(element):
                yield element
                reading.let_go()
            if reading.is_over:
                return
    parser.close()


class _Reading:
    """Where the reading of a part stands: which elements are open, and which of them is wanted whole.

    Told by the parser itself: what looks like an element may be a comment, or stand inside another.
    """

    def __init__(self, place: str, tag: str) -> None:
        self._place, self._tag = place, tag
        self._open: list[Element] = []
        self._kept: Element | None = None
        self._size = 0
        self.is_over = False

    def more(self, size: int) -> None:
        """Take some more bytes, of which the parser may build as much as it must before the next piece ends."""
        self._size += size
        if self._size > _LARGEST:
            raise UnreadableSpreadsheet

    def begin(self, element: Element) -> None:
        """Go into an element."""
        if len(self._open) >= _DEEPEST:
            raise UnreadableSpreadsheet
        if self._kept is None and element.tag == self._tag and self._is_in_place():
            self._kept = element
        self._open.append(element)

    def end(self, element: Element) -> bool:
        """Leave an element; True when it is a piece. Whatever is in none is let go."""
        self._open.pop()
        if element is self._kept:
            return True
        if self._kept is None:
            self.is_over |= element.tag == self._place
            self.let_go()
        return False

    def let_go(self) -> None:
        """Empty what was just left, and forget it."""
        if self._kept is not None:
            self._kept, self._size = None, 0
        if self._open:
            self._open[-1].clear()

    def _is_in_place(self) -> bool:
        return bool(self._open) and self._open[-1].tag == self._place
