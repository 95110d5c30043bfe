"""Lists that never grow with the data: keyset pages."""

import base64
import json

PAGE_SIZES = (25, 50)
SEARCH_LENGTH = 100


def encode_cursor(*values: str | int) -> str:
    """Write a place in a sorted list as one opaque word."""
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


def decode_cursor(cursor: str, length: int) -> tuple[str | int, ...] | None:
    """Read a cursor of so many values; None for a forged or foreign one."""
    try:
        values = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        return None
    fits = isinstance(values, list) and len(values) == length
    return tuple(values) if fits and all(isinstance(v, str | int) for v in values) else None


def search_of(text: str) -> str:
    """Read what is searched for: one line, of no more than can be meant."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:SEARCH_LENGTH]).split())
