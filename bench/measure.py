"""One figure beside its budget, and the table and bars they are printed in."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median, quantiles

BAR = 32


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure; `budget` is the most it may be (the least, when `at_least`), None for a figure without one."""

    name: str
    value: float
    unit: str
    budget: float | None = None
    at_least: bool = False

    @property
    def kept(self) -> bool:
        """Tell whether the figure is within its budget."""
        if self.budget is None:
            return True
        return self.value >= self.budget if self.at_least else self.value <= self.budget


@dataclass(frozen=True, slots=True)
class Moment:
    """How long something took, and how long a core was at work on it, in seconds: they differ by what others took."""

    lasted: float
    worked: float


@dataclass(slots=True)
class Timing:
    """The same act many times over, in rounds with other acts in between. All in milliseconds."""

    rounds: list[Sequence[Moment]] = field(default_factory=list)

    def add(self, moments: Sequence[Moment]) -> None:
        """Take a round."""
        self.rounds.append(moments)

    @property
    def p50(self) -> float:
        """The middle one of the rounds' medians."""
        return median(self._medians)

    @property
    def p95(self) -> float:
        """The 95th percentile of the round in the middle, as of its neighbours."""
        return median(percentiles([each.lasted for each in moments])[1] for moments in self.rounds)

    @property
    def noise(self) -> tuple[float, float]:
        """The quietest and the loudest round's median."""
        return min(self._medians), max(self._medians)

    @property
    def worked(self) -> float:
        """The median of a core's work alone."""
        return 1000 * median(each.worked for moments in self.rounds for each in moments)

    @property
    def _medians(self) -> list[float]:
        return [1000 * median(each.lasted for each in moments) for moments in self.rounds]


def timed(act: Callable[[], object]) -> Moment:
    """Do something and say how long it took."""
    worked, began = time.thread_time(), time.perf_counter()
    act()
    return Moment(time.perf_counter() - began, time.thread_time() - worked)


def percentiles(seconds: Sequence[float]) -> tuple[float, float]:
    """Give the median and the 95th percentile in milliseconds."""
    cuts = quantiles(seconds, n=20, method="inclusive")
    return cuts[9] * 1000, cuts[18] * 1000


def table(measures: Iterable[Measure]) -> str:
    """Write figures one a line; those with a budget with a bar that is full at the budget."""
    return "\n".join(_line(measure) for measure in measures)


def _line(measure: Measure) -> str:
    figure = f"{measure.name:<48}{short(measure.value):>9} {measure.unit:<9}"
    if measure.budget is None:
        return figure.rstrip()
    side = "≥" if measure.at_least else "≤"
    verdict = "" if measure.kept else "  OVER" if not measure.at_least else "  UNDER"
    share = measure.value / measure.budget if measure.budget else float(measure.value > 0)
    return f"{figure} {side} {short(measure.budget):<6} {bar(share)} {share:>5.0%}{verdict}"


def bar(share: float) -> str:
    """Draw a share of the budget; an arrow when it does not fit."""
    filled = round(min(share, 1) * BAR)
    return "█" * filled + "·" * (BAR - filled) + ("▶" if share > 1 else " ")


def compared(title: str, unit: str, figures: Sequence[tuple[str, float]]) -> str:
    """Draw figures of one kind under each other, the longest bar for the largest."""
    most = max(value for _, value in figures) or 1
    lines = [
        f"  {name:<30}{short(value):>9} {unit:<6} {'█' * max(1, round(value / most * BAR))}"
        for name, value in figures
    ]
    return "\n".join([title, *lines])


def short(value: float) -> str:
    """Write a figure with three digits at most."""
    return f"{value:,.0f}" if value >= 100 or value == int(value) else f"{value:.3g}"  # noqa: PLR2004  - three digits
