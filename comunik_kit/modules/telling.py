"""Rows of activity as the pages show them."""

from collections.abc import Mapping, Sequence
from typing import Any

from comunik_kit.modules.definition import Module
from comunik_kit.modules.details import Amount, Duration, OneOf
from comunik_kit.modules.details import Detail as Reader
from comunik_kit.modules.item_views import Detail, Line
from comunik_kit.users.names import initials

_MINUTE, _HOUR = 60, 3_600


def line(module: Module, row: Any, tags: Sequence[str], reader_id: str) -> Line:
    """Tell of a row of the list; what the module does not know is not shown."""
    told = {name: text(row.details.get(name)) for name in module.details}
    if "duration" in told:
        told["duration"] = clock(row.details.get("duration"))
    return Line(
        id=row.id,
        at=row.occurred_at.isoformat(),
        kind=row.kind if row.kind in module.kinds else "",
        title=row.title,
        customer=row.customer,
        status=row.status if row.status in module.every_status else "",
        owner=row.owner,
        owner_initials=initials(row.owner) if row.owner else "",
        department=row.department,
        is_mine=row.owner_id == reader_id,
        tags=list(tags),
        told=told,
    )


def details(module: Module, said: Mapping[str, Any]) -> list[Detail]:
    """Tell every detail that is known, in the module's order; a currency stands with its amount."""
    return [
        Detail(name, _value(name, each, said), shape_of(each), _unit(each, said))
        for name, each in module.details.items()
        if said.get(name) not in {None, ""} and name != "currency"
    ]


def shape_of(reader: Reader) -> str:
    """Name what a detail is, for who draws it."""
    for kind, shape in ((Duration, "duration"), (Amount, "amount"), (OneOf, "choice")):
        if isinstance(reader, kind):
            return shape
    return "text"


def clock(seconds: object) -> str:
    """Write a length of time as clocks do: 4:05, 1:02:09; empty for none."""
    if not isinstance(seconds, int):
        return ""
    hours, rest = divmod(seconds, _HOUR)
    minutes, left = divmod(rest, _MINUTE)
    return f"{hours}:{minutes:02}:{left:02}" if hours else f"{minutes}:{left:02}"


def text(value: object) -> str:
    """Write a value as text; a whole amount without its point."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None else str(value)


def _unit(reader: Reader, said: Mapping[str, Any]) -> str:
    return text(said.get("currency")) if isinstance(reader, Amount) else ""


def _value(name: str, reader: Reader, said: Mapping[str, Any]) -> str:
    value = said[name]
    return clock(value) if isinstance(reader, Duration) else text(value)
