"""Pure decisions about a message that did not leave: does another try make sense, under which key, in which words."""

from datetime import datetime
from enum import StrEnum

from comunik_kit.locale import DEFAULT_LANGUAGE, catalogue
from comunik_kit.mail.tables import MailState

_RETRY = "/retry/"
_KEY_LENGTH = 180  # of 200: the rest is the retry's


class Obstacle(StrEnum):
    """What makes another try vain; the words are `mail.obstacle.*`."""

    NONE = ""
    LINK = "link"
    BLOCKED = "blocked"


def obstacle_of(*, expires_at: str, link_lives: bool, is_blocked: bool, now: datetime) -> Obstacle:
    """Decide from what the message carries: a dead link disappoints whoever gets it, a blocked address gets nothing."""
    if not link_lives or (expires_at and datetime.fromisoformat(expires_at) <= now):
        return Obstacle.LINK
    return Obstacle.BLOCKED if is_blocked else Obstacle.NONE


def next_key(key: str) -> str:
    """Name the next try of a message: after `invite/1/1` comes `invite/1/1/retry/1`, then `…/retry/2`."""
    first, found, number = key.rpartition(_RETRY)
    if found and number.isdecimal():
        return f"{first}{_RETRY}{int(number) + 1}"
    return f"{key[:_KEY_LENGTH]}{_RETRY}1"


def reason_key(code: str, state: str) -> str:
    """Choose the words for why: a message that was given up waits for no further try, so those words are others."""
    given_up = f"mail.given_up.{code}"
    known = catalogue(DEFAULT_LANGUAGE)
    if state == MailState.DEAD and given_up in known:
        return given_up
    failure = f"mail.failure.{code}"
    return failure if failure in known else f"mail.given_up.{state}"
