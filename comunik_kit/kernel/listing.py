"""Lists that never grow with the data: keyset pages."""

import base64
import json
import unicodedata

PAGE_SIZES = (25, 50)
SEARCH_LENGTH = 100


def encode_cursor(*values: str | int) -> str:
    """Write a place in a sorted list as one opaque word: a third longer than it is in UTF-8, whatever its script."""
    written = json.dumps(values, ensure_ascii=False).encode(errors="surrogatepass")
    return base64.urlsafe_b64encode(written).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> tuple[str | int, ...] | None:
    """Read a cursor of so many values; None for a forged or foreign one."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, RecursionError):
        return None
    fits = isinstance(values, list) and len(values) == length
    return tuple(values) if fits and all(isinstance(v, str | int) for v in values) else None


def is_storable(text: str) -> bool:
    """Tell whether a database can be asked for a text of a cursor: no NUL, and no half of a character.

    More is not refused: people's names hold joiners, which are no more printable than these.
    """
    return not any(c == "\0" or unicodedata.category(c) == "Cs" for c in text)


def search_of(text: str) -> str:
    """Read what is searched for: one line, of no more than can be meant."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:SEARCH_LENGTH]).split())
