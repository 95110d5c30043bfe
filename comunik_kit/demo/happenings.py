"""Sixty days of invented activity: busy mid-mornings and afternoons, quiet Saturdays, almost nothing on Sundays."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from comunik_kit.demo.dice import likely
from comunik_kit.demo.words import (
    CHANNELS,
    COMPANIES,
    FIRST_NAMES,
    LAST_NAMES,
    LINES,
    MESSAGES,
    NEEDS,
    QUEUES,
    TICKETS,
)
from comunik_kit.kernel.ids import new_id
from comunik_kit.modules.findable import about, search_text

DAYS = 60
_WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.9, 0.3, 0.05)
_HOURS = (0, 0, 0, 0, 0, 0, 0.1, 0.3, 2, 5, 6, 5, 2.5, 3, 5.5, 5.5, 4.5, 3, 1.5, 0.6, 0.3, 0.1, 0, 0)
_MODULES = (("calls", 46), ("discussions", 29), ("tickets", 15), ("leads", 7), ("offers", 3))
_UNOWNED = 0.12
_GROWTH = 0.25


@dataclass(frozen=True, slots=True)
class Crew:
    """Who things happen to: ids of active people by role, the departments' ids, and who works in which."""

    workspace_id: str
    by_role: Mapping[str, Sequence[str]]
    departments: Sequence[str]
    teams: Mapping[str, str]

    def owners(self, module: str) -> Sequence[str]:
        """List who works in a module; users have neither leads nor offers."""
        working = [*self.by_role.get("agent", ()), *self.by_role.get("supervisor", ())]
        if module in {"leads", "offers"}:
            return working or self.by_role.get("manager", ())
        return [*working, *self.by_role.get("user", ())]


def activity(
    crew: Crew, count: int, now: datetime, zone: ZoneInfo, chance: Random
) -> Iterator[dict[str, Any]]:
    """Give about so many rows of the activities' table; what would lie in the future is left out."""
    days = [now.astimezone(zone).date() - timedelta(days=back) for back in range(DAYS)]
    busy = [_WEEKDAYS[day.weekday()] * (1 + _GROWTH * (1 - age / DAYS)) for age, day in enumerate(days)]
    modules, shares = [name for name, _ in _MODULES], [share for _, share in _MODULES]
    owners = {module: crew.owners(module) for module in modules}
    drawn = zip(chance.choices(days, busy, k=count), chance.choices(modules, shares, k=count), strict=True)
    for day, module in drawn:
        hour = chance.choices(range(24), _HOURS)[0]
        local = datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), zone)
        at = local.astimezone(UTC)
        if at <= now:
            yield _row(crew, owners[module], module, at, chance)


def _row(crew: Crew, owners: Sequence[str], module: str, at: datetime, chance: Random) -> dict[str, Any]:
    drawn = _WRITERS[module](at, chance)
    owner = chance.choice(owners) if owners and not likely(_UNOWNED, chance) else None
    number = str(drawn.details.get("number", ""))
    return {
        "id": new_id(at),
        "workspace_id": crew.workspace_id,
        "module": module,
        "kind": drawn.kind,
        "title": drawn.title,
        "status": drawn.status,
        "owner_id": owner,
        "department_id": crew.teams.get(owner) if owner else chance.choice(crew.departments),
        "occurred_at": at,
        "customer": drawn.customer,
        "external_key": None,
        "source": "demo",
        "details": drawn.details,
        "search_text": search_text(drawn.title, drawn.customer, number),
        "about": about(drawn.customer, number),
        "version": 1,
    }


@dataclass(frozen=True, slots=True)
class _Drawn:
    """What happened, before it is somebody's."""

    kind: str
    title: str
    status: str = ""
    customer: str = ""
    details: dict[str, Any] = field(default_factory=dict)


def _somebody(chance: Random) -> str:
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def _customer(chance: Random) -> str:
    return _somebody(chance) if likely(0.6, chance) else chance.choice(COMPANIES)


def _call(_at: datetime, chance: Random) -> _Drawn:
    who = _customer(chance)
    told: dict[str, Any] = {"number": f"{chance.choice(LINES)}{chance.randrange(10_000):04d}"}
    if likely(0.14, chance):
        done = chance.choices(("missed", "called_back", "dismissed"), (5, 4, 1))[0]
        return _Drawn("missed", who, done, who, told)
    told["duration"] = int(chance.expovariate(1 / 240)) + 8
    kind = "made" if likely(0.25, chance) else "received"
    return _Drawn(kind, who, "answered", who, told | {"queue": chance.choice(QUEUES)})


def _ticket(_at: datetime, chance: Random) -> _Drawn:
    title, who = chance.choice(TICKETS), _customer(chance)
    told = {"priority": chance.choices(("low", "normal", "high", "urgent"), (2, 6, 2, 1))[0]}
    if likely(0.35, chance):
        return _Drawn("closed", title, "closed", who, told)
    status = chance.choices(("open", "waiting", "closed"), (4, 2, 4))[0]
    return _Drawn("created", title, status, who, told)


def _lead(_at: datetime, chance: Random) -> _Drawn:
    who = chance.choice(COMPANIES)
    status = chance.choices(("new", "qualified", "won", "lost"), (5, 3, 1, 1))[0]
    return _Drawn(
        "created", f"{who} : {chance.choice(NEEDS)}", status, who, {"channel": chance.choice(CHANNELS)}
    )


def _offer(at: datetime, chance: Random) -> _Drawn:
    who = chance.choice(COMPANIES)
    status = chance.choices(("sent", "accepted", "declined"), (5, 3, 2))[0]
    told = {"amount": chance.randrange(4, 400) * 50, "currency": "EUR"}
    return _Drawn("sent", f"Offre {at:%y%m}-{chance.randrange(1, 400):03d}", status, who, told)


def _message(_at: datetime, chance: Random) -> _Drawn:
    said, status = chance.choice(MESSAGES), chance.choices(("open", "waiting", "closed"), (2, 2, 6))[0]
    return _Drawn("message", said, status, _somebody(chance), {"channel": chance.choice(CHANNELS)})


_WRITERS: Mapping[str, Callable[[datetime, Random], _Drawn]] = {
    "calls": _call,
    "tickets": _ticket,
    "leads": _lead,
    "offers": _offer,
    "discussions": _message,
}
