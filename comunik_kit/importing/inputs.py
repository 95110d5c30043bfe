"""What comes from outside about an import, and the only parsers of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Self, cast

from comunik_kit.importing.columns import FIELDS
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.kernel.errors import InvalidInput, MissingValue
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields

LONGEST_DELAY = 24 * 60
DELAYS = (0, 10, 60, 240)
"""Minutes after which the first message may leave: until then all of it can be taken back."""

_SHORT = 20
_NAMES = {f"column_{field}" for field in FIELDS}
_CHOICES = frozenset(_NAMES | {"role_id", "tier_id", "typos", "departments", "deleted"})


class Typos(StrEnum):
    """What becomes of an address that is one slip away from a well-known one."""

    HOLD = "hold"
    MEND = "mend"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the lines are read: where each field stands, what fills empty cells, what is made on the way."""

    places: Mapping[str, int]
    role_id: str
    tier_id: str
    typos: Typos = Typos.HOLD
    makes_departments: bool = False
    brings_back: bool = False

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form of the columns; raise `InvalidInput`. A field without a column has an empty choice."""
        fields = Fields(form, _CHOICES)
        chosen = {field: fields.number(f"column_{field}", 0, 999) for field in FIELDS}
        places = {field: place for field, place in chosen.items() if place is not None}
        if "email" not in places:
            fields.refuse("column_email", MissingValue())
        if len(set(places.values())) < len(places):
            fields.refuse(_repeated(places), UnknownChoice())
        typos = fields.text("typos", _SHORT) or Typos.HOLD
        if typos not in set(Typos):
            fields.refuse("typos", UnknownChoice())
        manner = cls(
            places=places,
            role_id=fields.id("role_id", required=True),
            tier_id=fields.id("tier_id", required=True),
            typos=Typos(typos) if typos in set(Typos) else Typos.HOLD,
            makes_departments=bool(fields.text("departments", _SHORT)),
            brings_back=bool(fields.text("deleted", _SHORT)),
        )
        fields.done()
        return manner

    def kept(self) -> dict[str, Any]:
        """Give it as the row keeps it."""
        return {
            "places": dict(self.places),
            "role_id": self.role_id,
            "tier_id": self.tier_id,
            "typos": self.typos.value,
            "departments": self.makes_departments,
            "deleted": self.brings_back,
        }

    @classmethod
    def of(cls, params: Mapping[str, Any]) -> Self:
        """Read it from the row again."""
        return cls(
            places=params["places"],
            role_id=params["role_id"],
            tier_id=params["tier_id"],
            typos=Typos(params["typos"]),
            makes_departments=params["departments"],
            brings_back=params["deleted"],
        )


@dataclass(frozen=True, slots=True)
class Sending:
    """What becomes of the good lines: people alone, or people and invitations that leave after a while."""

    invites: bool = True
    delay: int = DELAYS[1]

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`."""
        fields = Fields(form, frozenset({"act", "delay"}))
        act = fields.text("act", _SHORT)
        if act not in {"invite", "create"}:
            fields.refuse("act", UnknownChoice())
        delay = fields.number("delay", 0, LONGEST_DELAY)
        fields.done()
        return cls(act == "invite", DELAYS[1] if delay is None else delay)


@dataclass(frozen=True, slots=True)
class LinesQuery:
    """Which lines are wanted: of one verdict, or all of them, from a line on."""

    verdict: str = ""
    after: int = 0
    size: int = 25

    @classmethod
    def parse(cls, verdict: object = "", after: object = 0) -> Self:
        """Read what an event says; an unknown verdict means all lines."""
        if not isinstance(verdict, str) or isinstance(after, bool) or not isinstance(after, int):
            raise InvalidInput({"form": UnknownChoice()})
        return cls(verdict if verdict in set(Verdict) else "", max(0, min(cast("int", after), 2**31 - 1)))


def _repeated(places: Mapping[str, int]) -> str:
    seen: set[int] = set()
    for field, place in places.items():
        if place in seen:
            return f"column_{field}"
        seen.add(place)
    return "form"
