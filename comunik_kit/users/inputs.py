"""What comes from outside about people, and the only parsers of it (ACL-05, INP-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self, cast

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, WrongType
from comunik_kit.kernel.listing import PAGE_SIZES
from comunik_kit.users.fields import Fields, is_id
from comunik_kit.users.filters import EVERYBODY, TABS, Tab, UserFilter
from comunik_kit.users.sorts import BY_NAME, Sort

__all__ = ["TABS", "ChangeUser", "NewColleague", "Tab", "UserListQuery", "is_id"]

NAME_LENGTH = 120
DEPARTMENT_LENGTH = 80
COMPANY_LENGTH = 120
CURSOR_LENGTH = 1_000
"""The longest names take 727 of it: 120 letters of 4 bytes, an id, a position, the order, a third more in base 64."""

_PERSON = frozenset(
    {"full_name", "phone", "role_id", "department", "company", "tier_id", "photo_id", "language"}
)
_NEW = _PERSON | {"email", "staged_password", "creation_key"}
_CHANGE = _PERSON | {"version"}


@dataclass(frozen=True, slots=True)
class NewColleague:
    """The form « Nouveau collègue ». An empty `language` is the workspace's; `phone` is E.164 or empty.

    An empty `role_id` is the default of the department, without which one is required.
    """

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
        fields = Fields(form, _NEW)
        department = fields.name("department", DEPARTMENT_LENGTH)
        new = cls(
            full_name=fields.name("full_name", NAME_LENGTH, required=True),
            email=fields.email("email"),
            role_id=fields.id("role_id", required=not department),
            tier_id=fields.id("tier_id", required=True),
            creation_key=fields.key("creation_key"),
            phone=fields.phone("phone"),
            department=department,
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
        fields = Fields(form, _CHANGE)
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
    """Which page of people is wanted, in which order; a cursor that is not ours means the first page."""

    filter: UserFilter = EVERYBODY
    sort: Sort = BY_NAME
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
        asked = UserFilter.parse({"tab": tab, "q": search})
        return cls.of(asked, cursor=cast("str", cursor), size=cast("int", size))

    @classmethod
    def of(
        cls, asked: UserFilter, sort: Sort = BY_NAME, *, cursor: str = "", size: int = PAGE_SIZES[0]
    ) -> Self:
        """Want a page of what a filter asks for."""
        return cls(asked, sort, cursor if len(cursor) <= CURSOR_LENGTH else "", size)
