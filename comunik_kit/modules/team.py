"""« Mon équipe »: calls, what waits, and the last thing of each person, for who leads them or reads everybody's.

What the page says depends on `TeamWanted` alone: whoever wants the same may be shown the same reading.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.zones import zone_named
from comunik_kit.modules import team_queries
from comunik_kit.modules.asking import Span
from comunik_kit.modules.opening import on_for, person_here
from comunik_kit.modules.periods import period_of
from comunik_kit.modules.registry import modules_named
from comunik_kit.modules.rules import modules_here
from comunik_kit.modules.team_queries import Counted, Places
from comunik_kit.modules.team_views import TeamChoice, TeamFigures, TeamLine, TeamView
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.names import initials
from comunik_kit.users.pages import photo_url
from comunik_kit.workspaces import repository as workspaces

MOST_PEOPLE = 200
MOST_CHOICES = 200
_CALLS, _TICKETS = "calls", "tickets"
_RECEIVED, _MISSED = "received", "missed"
_KINDS = (_RECEIVED, _MISSED)


@dataclass(frozen=True, slots=True)
class TeamWanted:
    """Whose figures, in which modules, over which period of whose clock."""

    places: Places
    modules: tuple[str, ...]
    time_zone: str
    span: Span


class TeamBoard:
    """Reads; it changes nothing. `team` is a department's id; whatever is none in reach counts as not asked for."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the database and the clock."""
        self._db, self._clock = db, clock

    def view(self, actor: Actor, *, span: Span, team: str = "") -> TeamView:
        """Read the page; raises `Forbidden` for who neither reads everybody's activity nor leads a team."""
        reach = _reach(actor)
        with self._db.read() as s:
            choices = team_queries.departments(s, reach, MOST_CHOICES)
            wanted = _wanted(s, actor, span, team)
            chosen = wanted.places.departments
            return TeamView(
                time_zone=wanted.time_zone,
                workspace_wide=reach.departments is None,
                span=span.value,
                modules=list(wanted.modules),
                teams=[TeamChoice(row_id, name) for row_id, name in choices],
                team=chosen[0] if chosen and chosen != reach.departments else "",
                figures=_figures(s, wanted, self._clock.now()),
            )

    def wanted(self, actor: Actor, *, span: Span, team: str = "") -> TeamWanted:
        """Tell what the actor's page is about, by what they may read now; raises `Forbidden`."""
        with self._db.read() as s:
            return _wanted(s, actor, span, team)

    def figures(self, wanted: TeamWanted) -> TeamFigures:
        """Read the figures anew; `wanted` is what `wanted` told of somebody, never what a browser did."""
        with self._db.read() as s:
            return _figures(s, wanted, self._clock.now())


def _reach(actor: Actor) -> Places:
    """Who may read the list of people sees everybody's figures; a lead those of the teams that they lead."""
    if actor.may(Permission.USERS_READ):
        return Places(actor.workspace_id)
    if not actor.is_lead:
        raise Forbidden
    return Places(actor.workspace_id, tuple(sorted(actor.leads)))


def _wanted(s: Session, actor: Actor, span: Span, team: str) -> TeamWanted:
    reach = _reach(actor)
    person = person_here(s, actor)
    on = on_for(actor, person, modules_here(workspaces.module_settings(s, actor.workspace_id)))
    narrowed = Places(actor.workspace_id, (team,))
    known = bool(team) and (reach.departments is None or team in reach.departments)
    places = narrowed if known and team_queries.departments(s, narrowed, 1) else reach
    return TeamWanted(places, tuple(sorted(on)), person.time_zone, span)


def _figures(s: Session, wanted: TeamWanted, now: datetime) -> TeamFigures:
    places = wanted.places
    here = team_queries.people(s, places, MOST_PEOPLE + 1)
    gone = team_queries.people(s, places, MOST_PEOPLE, gone=True)
    shown = here[:MOST_PEOPLE]
    counted = _counted(s, wanted, [row.id for row in (*shown, *gone)], now)
    lines = [_line(row, counted) for row in shown]
    nobody = _nobody(s, wanted, now)
    left = replace(_sum([_line(row, counted) for row in gone]), id="gone")
    return _drawn(lines, nobody, left, capped=len(here) > MOST_PEOPLE)


def _counted(s: Session, wanted: TeamWanted, ids: Sequence[str], now: datetime) -> Counted:
    here, modules = wanted.places.workspace_id, modules_named(wanted.modules)
    start = _start(wanted, now)
    waiting = team_queries.waiting(s, here, ids, modules)
    load: Counter[str] = Counter()
    for (owner_id, _), number in waiting.items():
        load[owner_id] += number
    return Counted(
        calls=team_queries.calls(s, here, ids, _KINDS, start, now) if _CALLS in wanted.modules else {},
        waiting=waiting,
        load=load,
        last=team_queries.last(s, here, ids, modules, now),
    )


def _nobody(s: Session, wanted: TeamWanted, now: datetime) -> TeamLine:
    start, has_calls = _start(wanted, now), _CALLS in wanted.modules
    calls = team_queries.calls_of_nobody(s, wanted.places, _KINDS, start, now) if has_calls else {}
    waits = team_queries.waiting_of_nobody(s, wanted.places, modules_named(wanted.modules))
    return TeamLine(
        id="nobody",
        received=calls.get(_RECEIVED, 0),
        missed=calls.get(_MISSED, 0),
        tickets=waits.get(_TICKETS, 0),
        load=sum(waits.values()),
    )


def _start(wanted: TeamWanted, now: datetime) -> datetime:
    period = period_of(wanted.span, now, zone_named(wanted.time_zone))
    return period.points[period.current]


def _line(row: Any, counted: Counted) -> TeamLine:
    last = counted.last.get(row.id)
    return TeamLine(
        id=row.id,
        name=row.full_name,
        initials=initials(row.full_name),
        photo_url=photo_url(row.photo_id),
        team=row.department or "",
        received=counted.calls.get((row.id, _RECEIVED), 0),
        missed=counted.calls.get((row.id, _MISSED), 0),
        tickets=counted.waiting.get((row.id, _TICKETS), 0),
        load=counted.load.get(row.id, 0),
        last=last.isoformat() if last else "",
    )


def _sum(lines: Sequence[TeamLine]) -> TeamLine:
    return TeamLine(
        id="total",
        received=sum(each.received for each in lines),
        missed=sum(each.missed for each in lines),
        tickets=sum(each.tickets for each in lines),
        load=sum(each.load for each in lines),
    )


def _drawn(people: Sequence[TeamLine], nobody: TeamLine, gone: TeamLine, *, capped: bool) -> TeamFigures:
    """Give each person the length of their bars, in percent of the longest: what is nobody's may be many times that."""
    every = [*people, nobody, gone]
    calls = max((each.received + each.missed for each in people), default=0)
    load = max((each.load for each in people), default=0)

    def barred(line: TeamLine) -> TeamLine:
        return replace(
            line,
            received_bar=_percent(line.received, calls),
            missed_bar=_percent(line.missed, calls),
            load_bar=_percent(line.load, load),
        )

    return TeamFigures(list(map(barred, people)), nobody, gone, _sum(every), capped)


def _percent(part: int, whole: int) -> int:
    return round(part * 100 / whole) if whole else 0
