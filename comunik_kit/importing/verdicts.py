"""What is said of each line (`import.verdict.*` in the catalogues)."""

from collections.abc import Mapping
from enum import StrEnum


class Verdict(StrEnum):
    """Whether a line becomes a person, and what stands in its way if not."""

    NEW = "new"
    WRITTEN = "written"
    ACTIVE = "active"
    INVITED = "invited"
    CREATED = "created"
    SUSPENDED = "suspended"
    DELETED = "deleted"
    TWICE = "twice"
    MALFORMED = "malformed"
    TYPO = "typo"
    UNKNOWN_ROLE = "unknown_role"
    ROLE_ABOVE = "role_above"
    UNKNOWN_TIER = "unknown_tier"
    UNKNOWN_DEPARTMENT = "unknown_department"
    NO_SEAT = "no_seat"
    TAKEN_BACK = "taken_back"
    TOUCHED = "touched"


GOOD = frozenset({Verdict.NEW, Verdict.WRITTEN, Verdict.TAKEN_BACK})
"""What is no trouble: such lines do not come back as a file."""

HERE_ALREADY = frozenset({Verdict.ACTIVE, Verdict.INVITED, Verdict.CREATED, Verdict.SUSPENDED})
"""Words that are also the status of the person who is here."""


def counted(counts: Mapping[str, int], changes: Mapping[Verdict, int]) -> dict[str, int]:
    """Give the counts of verdicts after some of them have changed; what is nought is not there."""
    total = dict(counts)
    for verdict, change in changes.items():
        total[verdict.value] = total.get(verdict.value, 0) + change
    return {verdict: count for verdict, count in total.items() if count}
