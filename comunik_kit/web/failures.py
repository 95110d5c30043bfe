"""What nobody foresaw: an id in the log, the same id on the screen, and nothing else; and a database that is away."""

import logging
import secrets
from typing import cast

from reflex_base.event import EventSpec

from comunik_kit.kernel.db import is_away, named
from comunik_kit.web.session import SessionState

logger = logging.getLogger(__name__)


def report(exception: Exception) -> EventSpec:
    """Log what an event raised, and have the page say it. The event that says it passes the guard like any other."""
    return cast(
        "EventSpec", SessionState.tell_failure(note(exception))
    )  # what it is: Reflex types it as a handler


def note(exception: Exception) -> str:
    """Log an exception; give the id of one that nobody foresaw, and none when the database is away (REL-07).

    The type is named, not its text, which may quote a form (LOG-03).
    """
    kind, place = named(exception), _place_of(exception)
    if is_away(exception):
        logger.warning("the database is away: %s in %s", kind, place)
        return ""
    number = secrets.token_hex(4)
    logger.error("unexpected %s (id %s) in %s", kind, number, place)
    return number


def _place_of(exception: Exception) -> str:
    frames = exception.__traceback__
    while frames and frames.tb_next:
        frames = frames.tb_next
    return f"{frames.tb_frame.f_code.co_qualname}:{frames.tb_lineno}" if frames else "?"
