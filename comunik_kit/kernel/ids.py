"""Row ids: UUID version 7 (RFC 9562), so that ids made later sort later."""

import secrets
from datetime import datetime


def new_id(now: datetime) -> str:
    """Make an id of 32 lower-case hex characters whose first 48 bits are milliseconds since 1970."""
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    value = milliseconds << 80 | secrets.randbits(80)
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    return f"{value:032x}"
