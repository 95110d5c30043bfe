"""Places in a list of rows whose ids sort by time: what comes before one, or after it."""

from comunik_kit.kernel.listing import decode_cursor, encode_cursor

_OLDER, _NEWER = "older", "newer"


def older_than(row_id: str) -> str:
    """Write the place of what is older than a row as one opaque word."""
    return encode_cursor(_OLDER, row_id)


def newer_than(row_id: str) -> str:
    """Write the place of what is newer than a row as one opaque word."""
    return encode_cursor(_NEWER, row_id)


def read(cursor: str) -> tuple[str, str]:
    """Read a place as `(older than, newer than)`: one is empty, both for the newest page or a forged word (ACL-09)."""
    found = decode_cursor(cursor, 2) if cursor and cursor.isascii() else None
    if found is None:
        return "", ""
    side, row_id = found
    if not (isinstance(row_id, str) and row_id.isalnum() and row_id.isascii()):
        return "", ""
    if side == _NEWER:
        return "", row_id
    return (row_id, "") if side == _OLDER else ("", "")
