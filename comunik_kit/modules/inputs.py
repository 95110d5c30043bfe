"""What other systems say of an activity, parsed strictly: unknown fields are refused (INP-01, INP-02)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self, cast

from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, WrongType
from comunik_kit.modules.details import Text, told
from comunik_kit.modules.errors import (
    NotATime,
    TimeOutOfReach,
    TimeWithoutZone,
    UnknownDetail,
    UnknownKind,
    UnknownModule,
    UnknownStatus,
)
from comunik_kit.modules.registry import MODULES, Module, module_named

MOST_ROWS = 1_000
TEXTS = {
    "title": Text(200),
    "owner": Text(254),
    "department": Text(80),
    "customer": Text(200),
    "external_id": Text(120),
}
FIELDS = ("module", "kind", "at", *TEXTS, "status", "details")
AHEAD = timedelta(days=1)
_FIRST_YEAR, _LAST_YEAR = 2000, 2999
_LONGEST_TIME = 40


@dataclass(frozen=True, slots=True)
class ActivityInput:
    """One thing that happened, as it is told. `owner` is an address or an id, `department` a name."""

    module: str
    kind: str
    at: datetime
    title: str
    owner: str = ""
    department: str = ""
    customer: str = ""
    status: str = ""
    external_id: str = ""
    details: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, said: object, now: datetime) -> Self:
        """Read one object; raise `InvalidInput` with everything that is wrong with it, by field."""
        if not isinstance(said, dict):
            raise InvalidInput({"form": WrongType()})
        reader = _Reader(cast("dict[str, object]", said))
        entry, kind = reader.what()
        at, status = reader.moment(now), reader.status(entry, kind)
        details = reader.details(entry)
        texts = {name: reader.text(name, text) for name, text in TEXTS.items()}
        # A call has no title of its own: it is told by whom, or from where.
        texts["title"] = texts["title"] or texts["customer"] or str(details.get("number", ""))
        if not texts["title"]:
            reader.refuse("title", MissingValue())
        if reader.errors or entry is None or at is None:
            raise InvalidInput(reader.errors)
        return cls(module=entry.key, kind=kind, at=at, status=status, details=details, **texts)


class _Reader:
    """Reads an object field by field and notes what is wrong."""

    def __init__(self, said: dict[str, object]) -> None:
        self._said = said
        self.errors: dict[str, KitError] = {}
        for name in said.keys() - set(FIELDS):
            self.errors[_shown(name)] = UnknownDetail()

    def refuse(self, name: str, error: KitError) -> None:
        """Note it; what was said first of a field stays."""
        self.errors.setdefault(name, error)

    def what(self) -> tuple[Module | None, str]:
        """Read the module and the kind."""
        key, kind = self._said.get("module"), self._said.get("kind")
        entry = module_named(key) if isinstance(key, str) else None
        if entry is None:
            known = ", ".join(each.key for each in MODULES)
            self.refuse("module", MissingValue() if key is None else UnknownModule(known=known))
        if kind is None:
            self.refuse("kind", MissingValue())
        elif not isinstance(kind, str):
            self.refuse("kind", WrongType())
        elif entry is not None and kind not in entry.kinds:
            self.refuse("kind", UnknownKind(known=", ".join(entry.kinds)))
        return entry, str(kind)

    def status(self, entry: Module | None, kind: str) -> str:
        """Read the status; a kind that has only one needs none said."""
        value, known = self._said.get("status"), entry.statuses_of(kind) if entry else ()
        if value is None or value == "":
            return known[0] if len(known) == 1 else ""
        if not isinstance(value, str):
            self.refuse("status", WrongType())
        elif entry is not None and "kind" not in self.errors and value not in known:
            self.refuse("status", UnknownStatus(known=", ".join(known)))
        return str(value)

    def moment(self, now: datetime) -> datetime | None:
        """Read when it happened; late is fine, ahead only as far as clocks and time zones go wrong."""
        value = self._said.get("at")
        if value is None:
            self.refuse("at", MissingValue())
            return None
        try:
            return moment(value, now)
        except KitError as error:
            self.refuse("at", error)
            return None

    def text(self, name: str, text: Text) -> str:
        """Read one line; empty when it is absent."""
        value = self._said.get(name)
        if value is None:
            return ""
        line, wrong = told(text, value)
        if wrong is not None:
            self.refuse(name, wrong)
        return str(line or "")

    def details(self, entry: Module | None) -> dict[str, object]:
        """Read what the module keeps besides; an unknown one is refused."""
        value, found = self._said.get("details"), {}
        if value is None:
            return found
        if not isinstance(value, dict):
            self.refuse("details", WrongType())
            return found
        for name, each in cast("dict[str, object]", value).items():
            if entry is None or each is None:
                continue
            if name not in entry.details:
                self.refuse(f"details.{_shown(name)}", UnknownDetail())
                continue
            found[name], wrong = told(entry.details[name], each)
            if wrong is not None:
                self.refuse(f"details.{name}", wrong)
        return {name: kept for name, kept in found.items() if kept not in ("", None)}


def moment(value: object, now: datetime) -> datetime:
    """Read a moment of ISO 8601 into UTC; raises `NotATime`, `TimeWithoutZone`, `TimeOutOfReach`."""
    if not isinstance(value, str) or len(value) > _LONGEST_TIME:
        raise NotATime
    try:
        found = datetime.fromisoformat(value.strip())
    except ValueError as error:
        raise NotATime from error
    if not _FIRST_YEAR <= found.year <= _LAST_YEAR:
        raise TimeOutOfReach
    if found.tzinfo is None:
        raise TimeWithoutZone
    if found > now + AHEAD:
        raise TimeOutOfReach
    return found.astimezone(UTC)


def _shown(name: str) -> str:
    """Give a field's name back as far as it is one."""
    return "".join(c for c in name[:40] if c.isprintable()) or "?"
