"""What nobody foresaw: an id in the log, the same id on the screen, and nothing else."""

import logging
import secrets
from typing import cast

from reflex_base.event import EventSpec

from comunik_kit.web.session import SessionState

logger = logging.getLogger(__name__)


def report(exception: Exception) -> EventSpec:
    """Log an unexpected exception under an id. The type is named, not its text, which may quote a form (LOG-03)."""
    number = secrets.token_hex(4)
    frames = exception.__traceback__
    while frames and frames.tb_next:
        frames = frames.tb_next
    place = f"{frames.tb_frame.f_code.co_qualname}:{frames.tb_lineno}" if frames else "?"
    logger.error("unexpected %s (id %s) in %s", type(exception).__name__, number, place)
    return cast("EventSpec", SessionState.tell_failure(number))  # what it is: Reflex types it as a handler
