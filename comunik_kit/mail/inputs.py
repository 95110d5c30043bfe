"""What comes from outside about sending, and the only parsers of it (INP-01)."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

from comunik_kit.kernel import email_address
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, KitError, TooLong, WrongType
from comunik_kit.mail.errors import QuotaOutOfRange, RateOutOfRange

TroubleKind = Literal["all", "failed", "dead", "suppressed"]
TROUBLE_KINDS: tuple[TroubleKind, ...] = get_args(TroubleKind)

SLOWEST_RATE, FASTEST_RATE = 0.01, 10_000.0
HIGHEST_QUOTA = 10_000_000
NOTE_LENGTH = 200
SEARCH_LENGTH = 100
NUMBER_LENGTH = 20


@dataclass(frozen=True, slots=True)
class Limits:
    """How fast and how much a day mail may leave; None leaves it to the carrier."""

    rate: float | None = None
    daily_quota: int | None = None

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput` with every wrong field. An empty field is automatic."""
        errors: dict[str, KitError] = {}
        limits = cls(_rate(form.get("rate", ""), errors), _quota(form.get("daily_quota", ""), errors))
        if errors:
            raise InvalidInput(errors)
        return limits


@dataclass(frozen=True, slots=True)
class NewBlock:
    """An address that an admin puts on the list, and why."""

    email: EmailAddress
    note: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput` with every wrong field."""
        errors: dict[str, KitError] = {}
        note = " ".join(_text(form.get("note", ""), "note", errors).split())
        if len(note) > NOTE_LENGTH:
            errors["note"] = TooLong(max=NOTE_LENGTH)
        email = _email(form.get("email", ""), errors)
        if email is None or errors:
            raise InvalidInput(errors)
        return cls(email, note)


@dataclass(frozen=True, slots=True)
class TroubleFilter:
    """Which messages that did not leave; `search` is a part of the address, lower case."""

    kind: TroubleKind = "all"
    search: str = ""

    @classmethod
    def parse(cls, kind: object = "all", search: object = "") -> Self:
        """Read a filter; what is none of ours shows everything."""
        known = kind if kind in TROUBLE_KINDS else "all"
        return cls(cast("TroubleKind", known), search_of(search))


def search_of(text: object) -> str:
    """Read a part of an address; anything that is no text finds everything."""
    if not isinstance(text, str):
        return ""
    return "".join(letter for letter in text.lower() if letter.isprintable()).strip()[:SEARCH_LENGTH]


def _email(value: object, errors: dict[str, KitError]) -> EmailAddress | None:
    try:
        return email_address.parse(_text(value, "email", errors))
    except email_address.InvalidEmail as error:
        errors.setdefault("email", error)
        return None


def _rate(value: object, errors: dict[str, KitError]) -> float | None:
    text = _text(value, "rate", errors).replace(",", ".")
    if not text:
        return None
    rate = _number(text)
    if not SLOWEST_RATE <= rate <= FASTEST_RATE:
        errors["rate"] = RateOutOfRange(lowest=f"{SLOWEST_RATE:g}", highest=f"{FASTEST_RATE:g}")
    return rate


def _quota(value: object, errors: dict[str, KitError]) -> int | None:
    text = "".join(_text(value, "daily_quota", errors).split())
    if not text:
        return None
    sound = text.isascii() and text.isdecimal() and 1 <= int(text) <= HIGHEST_QUOTA
    if not sound:
        errors["daily_quota"] = QuotaOutOfRange(highest=HIGHEST_QUOTA)
    return int(text) if sound else None


def _number(text: str) -> float:
    """Read a decimal number; NaN, which is in no range, for what is none."""
    plain = text.isascii() and text.replace(".", "", 1).isdecimal()
    return float(text) if plain else math.nan


def _text(value: object, field: str, errors: dict[str, KitError]) -> str:
    if isinstance(value, str) and (len(value) <= NUMBER_LENGTH or field in {"email", "note"}):
        return value.replace("\0", "").strip()
    errors[field] = WrongType()
    return ""
