"""Row ids: UUID version 7 (RFC 9562), so that ids made later sort later."""

import secrets
import threading
from datetime import datetime

_COUNTED_BITS = 74
_STEP_BITS = 32
_lock = threading.Lock()
_last = (-1, 0)


def new_id(now: datetime) -> str:
    """Make an id of 32 lower-case hex characters whose first 48 bits are milliseconds since 1970.

    Within one millisecond a process counts upwards in random steps (RFC 9562, section 6.2, method 2), so that
    the entries of one transaction sort as they were written.
    """
    milliseconds = int(now.timestamp() * 1000) & ((1 << 48) - 1)
    tail = _next_tail(milliseconds)
    high, low = tail >> 62, tail & ((1 << 62) - 1)
    return f"{milliseconds << 80 | 0x7 << 76 | high << 64 | 0b10 << 62 | low:032x}"


def _next_tail(milliseconds: int) -> int:
    global _last  # noqa: PLW0603  - the counter is the process's
    with _lock:
        moment, tail = _last
        if moment == milliseconds:
            tail = (tail + 1 + secrets.randbits(_STEP_BITS)) % (1 << _COUNTED_BITS)
        else:
            tail = secrets.randbits(_COUNTED_BITS - 1)
        _last = (milliseconds, tail)
        return tail
