"""What another system sends, turned into an activity: each field from a place in its JSON, or always the same.

A mapping is an object: field → text (always that) or → `{"from": "/a/pointer", "table": {…}, "else": …}`. A pointer is
that of RFC 6901; a table turns the words of the sender into ours; `else` stands where there is nothing. `rows` is the
pointer to a list, when one message tells of several. Nothing of it is a program: it looks up, and no more (INP-01).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Self, cast

from comunik_kit.integrations.errors import BadPointer, NotAMapping
from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue
from comunik_kit.kernel.listing import is_storable
from comunik_kit.modules.errors import UnknownDetail
from comunik_kit.modules.inputs import FIELDS, MOST_ROWS
from comunik_kit.modules.registry import DETAILS, NUMBERS

TARGETS = frozenset(
    {*(name for name in FIELDS if name != "details"), *(f"details.{name}" for name in DETAILS)}
)
_NEEDED = ("module", "kind", "at")
_ROWS = "rows"
_LONGEST, _MOST_STEPS, _MOST_WORDS = 500, 10, 200

_SECONDS_END, _MOST_MOMENT = 10**11, 10**14  # what is above the first is milliseconds

Scalar = str | int | float | bool


@dataclass(frozen=True, slots=True)
class Rule:
    """How one field is filled: from a pointer's steps, through a table; or always the same."""

    always: Scalar | None = None
    steps: tuple[str, ...] | None = None
    table: Mapping[str, Scalar] = field(default_factory=dict)
    otherwise: Scalar | None = None

    def value(self, said: object) -> object:
        """Look the value up; what a table does not know goes through as it is."""
        if self.steps is None:
            return self.always
        found = _at(said, self.steps)
        if found is None or found == "":
            return self.otherwise
        return self.table.get(str(found), found) if self.table else found


@dataclass(frozen=True, slots=True)
class ActivityMapping:
    """The rules of one sender, by field, and where the rows are."""

    rules: Mapping[str, Rule]
    rows: tuple[str, ...] = ()

    @classmethod
    def parse(cls, said: object) -> Self:
        """Read a mapping; raise `InvalidInput` by field."""
        if not isinstance(said, dict):
            raise InvalidInput({"mapping": NotAMapping()})
        given = cast("dict[str, object]", said)
        errors: dict[str, KitError] = {}
        rules: dict[str, Rule] = {}
        for name in given.keys() - {_ROWS}:
            try:
                rules[name] = _rule(name, given[name])
            except KitError as error:
                errors[name[:60]] = error
        for name in _NEEDED:
            if name not in given:
                errors[name] = MissingValue()
        rows: tuple[str, ...] = ()
        try:
            rows = steps(given[_ROWS]) if given.get(_ROWS, "") != "" else ()
        except BadPointer as error:
            errors[_ROWS] = error
        if errors:
            raise InvalidInput(errors)
        return cls(rules, rows)

    def objects(self, said: object) -> list[object]:
        """Give what the API would take, one for each row; raises `NotAMapping` where no list is."""
        found = _at(said, self.rows) if self.rows else [said]
        if not isinstance(found, list) or len(found) > MOST_ROWS:
            raise NotAMapping(field=_ROWS)
        return [self._object(row) for row in found]

    def _object(self, row: object) -> dict[str, object]:
        made: dict[str, object] = {}
        details: dict[str, object] = {}
        for name, rule in self.rules.items():
            value = rule.value(row)
            if value is None:
                continue
            target, _, detail = name.partition(".")
            if detail:
                details[detail] = _number(value) if detail in NUMBERS else _text(value)
            else:
                made[target] = _moment(value) if target == "at" else _text(value)
        return made | ({"details": details} if details else {})


def steps(pointer: object) -> tuple[str, ...]:
    """Take a JSON pointer apart; raises `BadPointer`."""
    if not isinstance(pointer, str) or not pointer.startswith("/") or len(pointer) > _LONGEST:
        raise BadPointer
    if not is_storable(pointer):
        raise BadPointer
    found = tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer[1:].split("/"))
    if len(found) > _MOST_STEPS:
        raise BadPointer
    return found


def _rule(name: str, said: object) -> Rule:
    if name not in TARGETS:
        raise UnknownDetail
    if isinstance(said, str | int | float):
        return Rule(always=_short(said))
    if not isinstance(said, dict) or set(said) - {"from", "table", "else"}:
        raise NotAMapping
    given = cast("dict[str, Any]", said)
    pointer, table, otherwise = given.get("from"), given.get("table", {}), given.get("else")
    if not isinstance(table, dict) or len(table) > _MOST_WORDS:
        raise NotAMapping
    words = {str(_short(word)): _short(value) for word, value in cast("dict[str, object]", table).items()}
    return Rule(steps=steps(pointer), table=words, otherwise=None if otherwise is None else _short(otherwise))


def _short(value: object) -> Scalar:
    if not isinstance(value, str | int | float) or len(str(value)) > _LONGEST or not is_storable(str(value)):
        raise NotAMapping
    return value


def _at(said: object, path: tuple[str, ...]) -> object:
    """Follow a pointer; None where it leads nowhere."""
    for step in path:
        if isinstance(said, dict):
            said = cast("dict[str, object]", said).get(step)
        elif isinstance(said, list) and step.isascii() and step.isdecimal() and len(step) < len("10000"):
            said = said[int(step)] if int(step) < len(said) else None
        else:
            return None
    return said


def _text(value: object) -> object:
    """Give numbers as text, for ours are texts; anything that is no single value stays, and is refused as such."""
    return str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value


def _moment(value: object) -> object:
    """Give seconds or milliseconds since 1970 as ISO 8601."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < _MOST_MOMENT:
        return value
    seconds = value / 1000 if value > _SECONDS_END else value
    return datetime.fromtimestamp(seconds, UTC).isoformat()


def _number(value: object) -> object:
    try:
        return int(value) if isinstance(value, str) else value
    except ValueError:
        return value
