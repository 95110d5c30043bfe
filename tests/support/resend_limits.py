"""What Resend's stand-in counts by the machine's own clock: requests in a second, messages in a day, who asked when."""

import time
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from math import ceil
from typing import Any

WINDOW = 1.0


@dataclass(slots=True)
class Limits:
    """How many requests any second may have (messages, if `counts_messages`), and how many messages a day.

    `admitted` holds when each accepted request came and how many messages it held; `refused` how often it was too many.
    """

    a_second: int | None = None
    quota: int | None = None
    counts_messages: bool = False
    refused: int = 0
    admitted: list[tuple[float, int]] = field(default_factory=list)

    def refusal(self, messages: int) -> str | None:
        """Count a request; the name of the error it is met with, if any."""
        now = time.monotonic()
        if (
            self.a_second is not None
            and self._weight_since(now - WINDOW) + self._weight(messages) > self.a_second
        ):
            self.refused += 1
            return "rate_limit_exceeded"
        if self.quota is not None and sum(held for _, held in self.admitted) + messages > self.quota:
            return "daily_quota_exceeded"
        self.admitted.append((now, messages))
        return None

    def headers(self, *, refused: bool) -> dict[str, str]:
        """Tell the limit, what is left of it, and when to come again, as the draft standard says it."""
        if self.a_second is None:
            return {}
        now = time.monotonic()
        left = max(0, self.a_second - self._weight_since(now - WINDOW))
        oldest = next((at for at, _ in self.admitted if at > now - WINDOW), now)
        reset = str(max(1, ceil(oldest + WINDOW - now)))
        told = {
            "ratelimit-limit": str(self.a_second),
            "ratelimit-remaining": str(left),
            "ratelimit-reset": reset,
        }
        return told | ({"retry-after": reset} if refused else {})

    def busiest(self, seconds: float = WINDOW) -> int:
        """Tell how many messages came in the busiest time of this length."""
        times = [at for at, _ in self.admitted]
        return max(
            sum(held for _, held in self.admitted[start : bisect_right(times, at + seconds)])
            for start, at in enumerate(times)
        )

    def lasted(self) -> float:
        """Tell how long it took from the first to the last accepted request."""
        return self.admitted[-1][0] - self.admitted[0][0]

    def _weight(self, messages: int) -> int:
        return messages if self.counts_messages else 1

    def _weight_since(self, moment: float) -> int:
        return sum(self._weight(held) for at, held in self.admitted if at > moment)


def permissive(
    emails: list[Any], wrong: Callable[[Any], str | None]
) -> tuple[list[Any], list[dict[str, int | str]]]:
    """Sort a batch out as `x-batch-validation: permissive` does: what is taken, and the errors of the others."""
    troubles = {index: found for index, email in enumerate(emails) if (found := wrong([email]))}
    taken = [email for index, email in enumerate(emails) if index not in troubles]
    return taken, [{"index": index, "message": f"Invalid: {name}."} for index, name in troubles.items()]
