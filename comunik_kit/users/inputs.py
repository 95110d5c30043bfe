"""What comes from outside about people, and the only parsers of it (ACL-05, INP-01)."""

import re
import unicodedata
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, Self, cast, get_args

from comunik_kit.kernel import email_address, phone
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, TooLong, WrongType
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.listing import PAGE_SIZES
from comunik_kit.locale import LANGUAGES
from comunik_kit.users.errors import BadName, UnknownChoice, UnknownField

Tab = Literal["all", "active", "invited", "not_invited"]
TABS: tuple[Tab, ...] = get_args(Tab)

NAME_LENGTH = 120
DEPARTMENT_LENGTH = 80
COMPANY_LENGTH = 120
SEARCH_LENGTH = 100
CURSOR_LENGTH = 1_000
_PHONE_LENGTH = 40
_ANY_LENGTH = 1_000

_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)
_UNSEEN = {"Cc", "Cs", "Co", "Cn", "Zl", "Zp"}
# They turn the direction of the text around them, so that a name could pass for another.
_TURNING = frozenset(
    "\u061c\u200b\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"
)


def is_id(text: object) -> bool:
    """Tell whether a text has the shape of a row id."""
    return isinstance(text, str) and _ID.fullmatch(text) is not None


class _Fields:
    """Takes a form apart field by field and collects what is wrong, so that all of it is said at once."""

    def __init__(self, form: Mapping[str, object], allowed: frozenset[str]) -> None:
        self._form = form
        self._errors: dict[str, KitError] = {}
        if not isinstance(form, Mapping) or any(name not in allowed for name in form):
            raise InvalidInput({"form": UnknownField()})

    def refuse(self, name: str, error: KitError) -> None:
        self._errors.setdefault(name, error)

    def text(self, name: str, longest: int, *, required: bool = False) -> str:
        value = self._form.get(name, "")
        if not isinstance(value, str):
            self.refuse(name, WrongType())
            return ""
        if len(value) > _ANY_LENGTH:
            self.refuse(name, TooLong(max=longest))
            return ""
        trimmed = " ".join(unicodedata.normalize("NFC", value).split())
        if required and not trimmed:
            self.refuse(name, MissingValue())
        elif len(trimmed) > longest or len(fold(trimmed)) > longest:
            self.refuse(name, TooLong(max=longest))
        return trimmed

    def name(self, name: str, longest: int, *, required: bool = False) -> str:
        value = self.text(name, longest, required=required)
        unseen = any(unicodedata.category(c) in _UNSEEN or c in _TURNING for c in value)
        if value and (unseen or not any(c.isalnum() for c in fold(value))):
            self.refuse(name, BadName())
        return value

    def email(self, name: str) -> EmailAddress:
        value = self.text(name, email_address.MAX_LENGTH, required=True)
        try:
            return email_address.parse(value)
        except KitError as error:
            self.refuse(name, error)
            return EmailAddress("", "")

    def phone(self, name: str) -> str:
        value = self.text(name, _PHONE_LENGTH)
        try:
            return phone.parse(value) if value else ""
        except KitError as error:
            self.refuse(name, error)
            return ""

    def id(self, name: str, *, required: bool = False) -> str:
        value = self.text(name, _ANY_LENGTH, required=required)
        if value and not is_id(value):
            self.refuse(name, UnknownChoice())
        return value

    def language(self, name: str) -> str:
        value = self.text(name, _ANY_LENGTH)
        if value and value not in LANGUAGES:
            self.refuse(name, UnknownChoice())
        return value

    def key(self, name: str) -> str:
        value = self.text(name, _ANY_LENGTH, required=True)
        try:
            return uuid.UUID(value).hex if value else ""
        except ValueError:
            self.refuse(name, WrongType())
            return ""

    def version(self, name: str) -> int:
        value = self._form.get(name)
        if isinstance(value, str) and re.fullmatch(r"[0-9]{1,9}", value, re.ASCII):
            return int(value)
        if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 10**9:
            return value
        self.refuse(name, WrongType())
        return 0

    def present(self, names: frozenset[str]) -> None:
        for name in sorted(names - self._form.keys()):
            self.refuse(name, MissingValue())

    def done(self) -> None:
        if self._errors:
            raise InvalidInput(self._errors)


_PERSON = frozenset(
    {"full_name", "phone", "role_id", "department", "company", "tier_id", "photo_id", "language"}
)
_NEW = _PERSON | {"email", "staged_password", "creation_key"}
_CHANGE = _PERSON | {"version"}


@dataclass(frozen=True, slots=True)
class NewColleague:
    """The form « Nouveau collègue ». An empty `language` is the workspace's; `phone` is E.164 or empty."""

    full_name: str
    email: EmailAddress
    role_id: str
    tier_id: str
    creation_key: str
    phone: str = ""
    department: str = ""
    company: str = ""
    photo_id: str | None = None
    language: str = ""
    staged_password: str | None = None

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput` with every wrong field. Absent fields count as empty."""
        fields = _Fields(form, _NEW)
        new = cls(
            full_name=fields.name("full_name", NAME_LENGTH, required=True),
            email=fields.email("email"),
            role_id=fields.id("role_id", required=True),
            tier_id=fields.id("tier_id", required=True),
            creation_key=fields.key("creation_key"),
            phone=fields.phone("phone"),
            department=fields.name("department", DEPARTMENT_LENGTH),
            company=fields.name("company", COMPANY_LENGTH),
            photo_id=fields.id("photo_id") or None,
            language=fields.language("language"),
            staged_password=fields.id("staged_password") or None,
        )
        fields.done()
        return new


@dataclass(frozen=True, slots=True)
class ChangeUser:
    """The record's form. `version` is the one that the form was filled from."""

    full_name: str
    role_id: str
    tier_id: str
    version: int
    phone: str = ""
    department: str = ""
    company: str = ""
    photo_id: str | None = None
    language: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. Every field must be there: an absent one would be emptied."""
        fields = _Fields(form, _CHANGE)
        fields.present(_CHANGE)
        change = cls(
            full_name=fields.name("full_name", NAME_LENGTH, required=True),
            role_id=fields.id("role_id", required=True),
            tier_id=fields.id("tier_id", required=True),
            version=fields.version("version"),
            phone=fields.phone("phone"),
            department=fields.name("department", DEPARTMENT_LENGTH),
            company=fields.name("company", COMPANY_LENGTH),
            photo_id=fields.id("photo_id") or None,
            language=fields.language("language"),
        )
        fields.done()
        return change


@dataclass(frozen=True, slots=True)
class UserListQuery:
    """Which page of people is wanted; a cursor that is not ours means the first page."""

    tab: Tab = "all"
    search: str = ""
    cursor: str = ""
    size: int = PAGE_SIZES[0]

    @classmethod
    def parse(cls, tab: object = "all", search: object = "", cursor: object = "", size: object = 25) -> Self:
        """Read what an address or an event says; an unknown tab is « Tous », anything but text is refused."""
        for name, value in (("tab", tab), ("search", search), ("cursor", cursor)):
            if not isinstance(value, str):
                raise InvalidInput({name: WrongType()})
        if isinstance(size, bool) or size not in PAGE_SIZES:
            raise InvalidInput({"size": WrongType()})
        place = cast("str", cursor)
        return cls(
            tab=tab if tab in TABS else "all",
            search=" ".join(cast("str", search)[:SEARCH_LENGTH].split()),
            cursor=place if len(place) <= CURSOR_LENGTH else "",
            size=cast("int", size),
        )
