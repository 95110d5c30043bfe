"""Sixty days of invented activity: busy mid-mornings and afternoons, quiet Saturdays, almost nothing on Sundays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from comunik_kit.demo.dice import likely
from comunik_kit.demo.words import COMPANIES, FIRST_NAMES, LAST_NAMES, MESSAGES, NEEDS, TICKETS
from comunik_kit.kernel.ids import new_id

DAYS = 60
_WEEKDAYS = (1.15, 1.05, 1.0, 1.0, 0.9, 0.3, 0.05)
_HOURS = (0, 0, 0, 0, 0, 0, 0.1, 0.3, 2, 5, 6, 5, 2.5, 3, 5.5, 5.5, 4.5, 3, 1.5, 0.6, 0.3, 0.1, 0, 0)
_MODULES = (("calls", 46), ("discussions", 29), ("tickets", 15), ("leads", 7), ("offers", 3))
_UNOWNED = 0.12
_GROWTH = 0.25


@dataclass(frozen=True, slots=True)
class Crew:
    """Who things happen to: ids of active people by role, and the departments' ids."""

    workspace_id: str
    by_role: Mapping[str, Sequence[str]]
    departments: Sequence[str]

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
    kind, title, status = _WRITERS[module](at, chance)
    owner = chance.choice(owners) if owners and not likely(_UNOWNED, chance) else None
    return {
        "id": new_id(at),
        "workspace_id": crew.workspace_id,
        "module": module,
        "kind": kind,
        "title": title,
        "status": status,
        "owner_id": owner,
        "department_id": None if owner else chance.choice(crew.departments),
        "occurred_at": at,
        "customer": "",
        "external_key": None,
        "source": "demo",
        "details": {},
    }


def _somebody(chance: Random) -> str:
    return f"{chance.choice(FIRST_NAMES)} {chance.choice(LAST_NAMES)}"


def _call(_at: datetime, chance: Random) -> tuple[str, str, str]:
    who = _somebody(chance) if likely(0.6, chance) else chance.choice(COMPANIES)
    if likely(0.25, chance):
        return "made", who, "answered"
    return ("missed", who, "missed") if likely(0.14, chance) else ("received", who, "answered")


def _ticket(_at: datetime, chance: Random) -> tuple[str, str, str]:
    title = chance.choice(TICKETS)
    if likely(0.35, chance):
        return "closed", title, "closed"
    return "created", title, chance.choices(("open", "waiting", "closed"), (4, 2, 4))[0]


def _lead(_at: datetime, chance: Random) -> tuple[str, str, str]:
    title = f"{chance.choice(COMPANIES)} : {chance.choice(NEEDS)}"
    return "created", title, chance.choices(("new", "qualified", "won", "lost"), (5, 3, 1, 1))[0]


def _offer(at: datetime, chance: Random) -> tuple[str, str, str]:
    title = f"Offre {at:%y%m}-{chance.randrange(1, 400):03d} pour {chance.choice(COMPANIES)}"
    return "sent", title, chance.choices(("sent", "accepted", "declined"), (5, 3, 2))[0]


def _message(_at: datetime, chance: Random) -> tuple[str, str, str]:
    return "message", f"{_somebody(chance)} : « {chance.choice(MESSAGES)} »", ""


_WRITERS = {
    "calls": _call,
    "tickets": _ticket,
    "leads": _lead,
    "offers": _offer,
    "discussions": _message,
}
