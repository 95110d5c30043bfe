"""Keeps what people type out of the logs (LOG-03).

On an unknown event, a wrong argument or a broken message, Reflex and Socket.IO log the whole of it, headers and
form fields included. The records of those loggers keep their first words and the kind of the exception.
"""

import logging
import re

LOGGERS = (
    "reflex.app",
    "reflex.state",
    "reflex.istate.shared",
    "reflex_base.event.processor.base_state_processor",
    "reflex_base.event.processor.event_processor",
    "engineio.server",
    "socketio.server",
    "asyncio",
)
NOTHING_ELSE = "something that an event or a browser said, kept out of the log"
_DETAILS = re.compile(r"[:{\[('\"]|\bwith value\b|\bfor handler\b")


class FirstWordsOnly(logging.Filter):
    """Cuts a record before the first thing that could quote an event."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record through, shortened."""
        record.msg = _DETAILS.split(record.getMessage(), maxsplit=1)[0].strip() or NOTHING_ELSE
        record.args = ()
        if record.exc_info and record.exc_info[0] is not None:
            record.msg = f"{record.msg} ({record.exc_info[0].__name__})"
        record.exc_info = record.exc_text = record.stack_info = None
        return True


def keep_forms_out_of_logs() -> None:
    """Put the filter on every logger that is handed events."""
    for name in LOGGERS:
        logger = logging.getLogger(name)
        if not any(isinstance(each, FirstWordsOnly) for each in logger.filters):
            logger.addFilter(FirstWordsOnly())
