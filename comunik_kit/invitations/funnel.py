"""Pure: from the figures of a funnel to its lines. A step that no carrier in use tells about is said to be so."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, Self

from comunik_kit.invitations.archive_filter import NOBODY
from comunik_kit.invitations.archive_views import Funnel, FunnelLine, Step
from comunik_kit.invitations.funnel_queries import Medians, Middle

MOST_LINES = 12
UNKNOWN = -1


@dataclass(frozen=True, slots=True)
class Figures:
    """How many invitations took each step, and each two that are compared."""

    created: int = 0
    sent: int = 0
    followed: int = 0
    delivered: int = 0
    opened: int = 0
    accepted: int = 0
    accepted_opened: int = 0
    accepted_sent: int = 0
    accepted_followed: int = 0

    @classmethod
    def of(cls, row: Any) -> Self:
        """Read them from a row that has them by name."""
        return cls(*(int(getattr(row, each.name)) for each in fields(cls)))

    def __add__(self, other: "Figures") -> "Figures":
        """Take two departments together."""
        return Figures(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def tells_arrivals(self) -> bool:
        """Tell whether arrivals are known: a carrier that reports took some, or nothing left yet."""
        return bool(self.followed) or not self.sent

    @property
    def tells_openings(self) -> bool:
        """Tell whether openings are known: people who accept, not one of whom ever opened, are not counted at all."""
        return bool(self.opened) or (self.tells_arrivals and not self.accepted_followed)


def middles(by_department: Mapping[str, Figures]) -> Iterator[Middle]:
    """Ask for the medians that are shown: each move of everybody, the whole way of each department with a line."""
    whole = sum(by_department.values(), Figures())
    numbers = {
        "sent": whole.sent,
        "delivered": whole.delivered,
        "opened": whole.opened,
        "accepted": whole.accepted_opened,
        "answered": whole.accepted_sent,
        "whole": whole.accepted,
    }
    yield from (Middle(None, move, number) for move, number in numbers.items())
    yield from (Middle(each, "whole", by_department[each].accepted) for each in largest_of(by_department))


def drawn(by_department: Mapping[str, Figures], medians: Medians, names: Mapping[str, str]) -> Funnel:
    """Make the lines: the whole, then the largest departments; empty for those without one."""
    whole = sum(by_department.values(), Figures())
    if not whole.created:
        return Funnel()
    largest = largest_of(by_department)
    return Funnel(
        whole=FunnelLine("", "", _steps(whole, medians, None), _time(medians, None, "whole")),
        departments=[
            FunnelLine(
                each or NOBODY,
                names.get(each, ""),
                _steps(by_department[each], medians, each),
                _time(medians, each, "whole"),
            )
            for each in largest
        ],
        left_out=len(by_department) - len(largest),
    )


def largest_of(by_department: Mapping[str, Figures]) -> Sequence[str]:
    """Choose the departments that get a line: those with the most invitations."""
    return sorted(by_department, key=lambda each: (-by_department[each].created, each))[:MOST_LINES]


def _steps(n: Figures, medians: Medians, of: str | None) -> list[Step]:
    def step(name: str, base: str = "", *, share: tuple[int, int] = (0, 0), move: str = "") -> Step:
        count = getattr(n, name)
        width, percent = _percent(count, n.created), _percent(*share)
        return Step(name, count, max(width, 0), base, percent, _time(medians, of, move))

    arrived = step("delivered", "sent", share=(n.delivered, n.followed), move="delivered")
    seen = step("opened", "delivered", share=(n.opened, n.delivered), move="opened")
    from_opening = n.tells_openings and n.opened
    base, both, move = (
        ("opened", n.accepted_opened, "accepted") if from_opening else ("sent", n.accepted_sent, "answered")
    )
    return [
        step("created"),
        step("sent", "created", share=(n.sent, n.created), move="sent"),
        _followed(arrived, n) if n.tells_arrivals else Step("delivered", UNKNOWN),
        seen if n.tells_openings else Step("opened", UNKNOWN),
        step("accepted", base, share=(both, n.opened if from_opening else n.sent), move=move),
    ]


def _followed(step: Step, n: Figures) -> Step:
    """Say how many were followed, where that is not everybody who was sent one."""
    followed = n.followed if n.followed != n.sent else UNKNOWN
    return Step(step.name, step.count, step.width, step.base, step.percent, step.seconds, followed)


def _percent(part: int, base: int) -> int:
    return round(part * 100 / base) if base else UNKNOWN


def _time(medians: Medians, of: str | None, move: str) -> float:
    return round(medians.get((of, move), UNKNOWN))
