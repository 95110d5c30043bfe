"""How people's lists look, wherever they are drawn: the kinds of columns, by what they sort, tones of the statuses."""

from collections.abc import Mapping

COLUMN_KINDS: Mapping[str, str] = {
    "role": "",
    "department": "",
    "company": "",
    "tier": "",
    "status": "",
    "last_seen": "wide",
    "created": "wide",
}
"""Columns that may be hidden, and the kind of their cells."""
COLUMN_SORTS: Mapping[str, str] = {"last_seen": "seen", "created": "created"}
"""Those that the list sorts by, nearest moment first, and the address's word for it."""
STATUS_TONES: Mapping[str, str] = {
    "active": "success",
    "invited": "info",
    "created": "neutral",
    "suspended": "warning",
    "deleted": "danger",
}
