"""Pure: what a check changes of a domain, and when it is checked again."""

from datetime import datetime, timedelta
from enum import StrEnum

from comunik_kit.workspaces.diagnosis import Standing
from comunik_kit.workspaces.tables import Domain, DomainState

_MINUTES = (1, 2, 5, 10, 15, 30, 60, 120, 240, 480)
DAILY = timedelta(days=1)
GRACE = timedelta(days=1)
"""How long links go on leading to a domain whose proof has disappeared, so that its admins can put it back."""

CONFIRMED = timedelta(minutes=1)
"""How long after the first look that missed a proof a second one may say that it is gone."""

AT_WORK = timedelta(minutes=2)
"""How long a check has a domain to itself; one that died is made up for after that."""

BETWEEN = timedelta(seconds=5)
"""The shortest time between two checks of one domain, however often somebody asks."""


class Turn(StrEnum):
    """What a check brought that somebody must be told."""

    NONE = ""
    PROVEN = "proven"
    WARNED = "warned"
    LOST = "lost"


def next_wait(failures: int) -> timedelta:
    """Tell how long to wait: longer after each failure, and a day at last; a proof that stands is seen daily."""
    return timedelta(minutes=_MINUTES[failures - 1]) if 0 < failures <= len(_MINUTES) else DAILY


def settle(domain: Domain, standing: Standing, now: datetime) -> Turn:
    """Write down what a check says. Links leave a domain only a day after its proof went, and when admins know."""
    domain.checked_at = now
    if standing is Standing.STANDS:
        turn = Turn.NONE if domain.state == DomainState.PROVEN else Turn.PROVEN
        domain.state, domain.failures = DomainState.PROVEN.value, 0
        domain.proven_at = now if turn else domain.proven_at
        domain.failing_since = domain.warned_at = None
    else:
        domain.failures += 1
        turn = _fall(domain, now) if standing is Standing.FALLEN else Turn.NONE
    domain.next_check_at = now + next_wait(domain.failures)
    return turn


def _fall(domain: Domain, now: datetime) -> Turn:
    if domain.state != DomainState.PROVEN:
        return Turn.NONE
    if domain.failing_since is None:
        domain.failing_since = now
        return Turn.NONE
    if now - domain.failing_since < CONFIRMED:
        return Turn.NONE
    if domain.warned_at is None:
        domain.warned_at = now
        return Turn.WARNED
    if now - domain.failing_since < GRACE:
        return Turn.NONE
    domain.state = DomainState.LOST.value
    return Turn.LOST
