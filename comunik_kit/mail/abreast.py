"""Seeing a claim through with several hand-overs under way: for single messages and a channel without a pace.

While one message waits for its carrier's answer, others travel and others are recorded. Whatever has been answered
is recorded at once, with what else was answered by then: no answer ever waits for another message's.
"""

import logging
from collections import deque
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import DBAPIError

from comunik_kit.mail import writing
from comunik_kit.mail.delivering import Done, Round
from comunik_kit.mail.recording import Ready
from comunik_kit.mail.sender import Answer, DeliveryFailure
from comunik_kit.mail.writing import Ended

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Answered:
    """A message, when it was handed over, and what the carrier said."""

    ready: Ready
    began: datetime
    answers: list[Answer]
    whole: DeliveryFailure | None


class Abreast(Round):
    """One claim, seen through by several hand-overs at once."""

    def run(self) -> None:
        """See each message through; what cannot be tried is given back."""
        written = writing.written(self._tools, self._claim)
        waiting = deque(written[row_id] for row_id in self._claim.ids if row_id in written)
        flying: set[Future[_Answered]] = set()
        with ThreadPoolExecutor(self._tools.sender.at_once, "hand-over") as hands:
            while flying or self._pending or self._goes_on(waiting):
                room = self._tools.sender.at_once - len(flying)
                flying |= {hands.submit(self._carry, ready) for ready in self._next(waiting, room)}
                if flying:
                    over, flying = wait(flying, return_when=FIRST_COMPLETED)
                    self._pending += [self._settled(each.result()) for each in over]
        self._give_back()

    def _goes_on(self, waiting: deque[Ready | Ended]) -> bool:
        return bool(waiting) and self._is_open and not self._stop.is_set()

    def _next(self, waiting: deque[Ready | Ended], room: int) -> list[Ready]:
        """Record what was answered, and begin as many more as there is room for, in one transaction."""
        if not self._goes_on(waiting) or not all(done.went_well for done in self._pending):
            self._insist()
        if not self._goes_on(waiting):
            return []
        entries = [waiting.popleft() for _ in range(min(room, len(waiting)))]
        try:
            begun = self._begin(entries)
        except Exception as error:  # noqa: BLE001  - no matter of the others; the lease of these runs out
            logger.warning("mail, %d messages: %s", len(entries), type(error).__name__)
            return []
        begun = begun if self._is_open else []
        if stayed := len(entries) - len(begun):
            now = self._tools.clock.now()
            self._pending.append(self._done([], [], None, now, claimed=stayed, slot=now))
        return begun

    def _insist(self) -> None:
        """Record what was answered; a database that does not want to is no matter of those still under way."""
        try:
            self._record_pending()
        except DBAPIError as error:
            logger.warning("mail, answers not recorded: %s", type(error).__name__)

    def _carry(self, ready: Ready) -> _Answered:
        began = self._tools.clock.now()
        return _Answered(ready, began, *self._answers([ready]))

    def _settled(self, each: _Answered) -> Done:
        return self._done([each.ready], each.answers, each.whole, each.began, claimed=1, slot=each.began)
