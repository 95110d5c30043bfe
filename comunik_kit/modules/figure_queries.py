"""How much happened in each stretch of a period: hours that are kept, and a look into the few that a cut divides.

An hour that a cut divides stands whole with what is after the cut; what happened in it before is counted row by row
and moved. Cuts at local midnights divide no hour where a zone is whole hours from UTC: there it is one hour, that in
which the period before ends, and what lies later in this one. Where a zone is not, it is one hour each day.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal, select, union_all
from sqlmodel import Session, col

from comunik_kit.modules.definition import Module
from comunik_kit.modules.periods import HOUR, LEAST, Period, hour_of
from comunik_kit.modules.repository import Reach, branches
from comunik_kit.modules.tables import Activity, ActivityCount

Stretches = dict[str, list[int]]
"""How much of what each module's widget counts, by the module's key, stretch by stretch."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What happened from `start` until before `end` stands with stretch `held`; it belongs to `wanted`, if to any."""

    start: datetime
    end: datetime
    held: int
    wanted: int | None


def stretches(s: Session, reach: Reach, modules: Sequence[Module], period: Period) -> Stretches:
    """Count in each stretch of a period what the modules' widgets count; what lies in the future has not happened."""
    if not modules:
        return {}
    found = {module.key: [0] * len(period.cuts) for module in modules}
    for key, stretch, number in s.execute(_hours(reach, modules, period)):
        found[key][stretch] += int(number)
    parts = list(_parts(period))
    for module in modules:
        counts = found[module.key]
        for place, number in s.execute(_inside(reach, module, parts)):
            part = parts[place]
            counts[part.held] -= number
            if part.wanted is not None:
                counts[part.wanted] += number
    return found


def _hours(reach: Reach, modules: Sequence[Module], period: Period) -> Select[str, int, int]:
    """Add up whole hours: each from an index of its own, because one question with OR would walk more than that."""
    floors = [hour_of(cut) for cut in period.cuts]
    hour = col(ActivityCount.hour_at)
    between = hour >= floors[0], hour <= hour_of(period.now)
    here = col(ActivityCount.workspace_id) == reach.workspace_id
    kept = union_all(*(
        select(col(ActivityCount.module).label("module"), hour.label("hour_at"), col(ActivityCount.number))
        .where(here, col(ActivityCount.whose) == whose, col(ActivityCount.module) == module.key)
        .where(col(ActivityCount.kind) == module.counted, *between)
        for whose in _whose(reach)
        for module in modules
    )).subquery()  # fmt: skip
    placed = select(
        kept.c.module, _stretch(kept.c.hour_at, floors).label("stretch"), kept.c.number
    ).subquery()
    return select(placed.c.module, placed.c.stretch, func.sum(placed.c.number)).group_by(
        placed.c.module, placed.c.stretch
    )


def _whose(reach: Reach) -> list[str]:
    if reach.everybody:
        return [reach.workspace_id]
    return [reach.owner_id, *([reach.department_id] if reach.department_id else [])]


def _stretch(hour: ColumnElement[datetime], floors: Sequence[datetime], first: int = 0) -> ColumnElement[int]:
    """Find the stretch of an hour by halving, in SQL: with sixty days a row would be compared with each of them."""
    if len(floors) == 1:
        return literal(first)
    half = len(floors) // 2
    before, after = _stretch(hour, floors[:half], first), _stretch(hour, floors[half:], first + half)
    return case((hour < floors[half], before), else_=after)


def _parts(period: Period) -> Iterator[_Part]:
    """Name what stands with a wrong stretch in `_hours`."""
    cuts, last = period.cuts, len(period.cuts) - 1
    floors = [hour_of(cut) for cut in cuts]
    places = {floor: place for place, floor in enumerate(floors)}
    for place, (cut, floor) in enumerate(zip(cuts, floors, strict=True)):
        start = max(floor, cuts[place - 1]) if place else floor
        if start < cut:
            yield _Part(start, cut, places[floor], place - 1 if place else None)
    yield _Part(period.now + LEAST, hour_of(period.now) + HOUR, last, None)


def _inside(reach: Reach, module: Module, parts: Sequence[_Part]) -> Any:
    """Count the activities in these parts of hours: rows of the part's place and how many there are."""
    at = col(Activity.occurred_at)
    return union_all(*(
        asked.where(col(Activity.kind) == module.counted, at >= part.start, at < part.end)
        for place, part in enumerate(parts)
        for asked in branches(reach, module, literal(place), func.count())
    ))  # fmt: skip
