"""The form of the brand, parsed strictly: plain text, a colour, ids; no HTML, no CSS (ACL-05, INP-01, INP-08)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from comunik_kit.branding.errors import NotAColour
from comunik_kit.kernel import email_address
from comunik_kit.kernel.errors import KitError
from comunik_kit.locale import LANGUAGES
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields
from comunik_kit.workspaces.contrast import is_colour
from comunik_kit.workspaces.looks import KINDS, THEMES

BRAND_LENGTH, SENDER_LENGTH, LEGAL_LENGTH = 80, 80, 240
_COLOUR_LENGTH = 7
_WORDS = frozenset(
    {"brand", "accent", "sender_name", "reply_to", "legal_line", "language", "theme", "version"}
)
_NAMES = _WORDS | frozenset(KINDS)


@dataclass(frozen=True, slots=True)
class BrandForm:
    """The brand as the form says it; `pictures` has the ids that are named. `version` is that of what was changed."""

    brand: str
    accent: str
    sender_name: str
    reply_to: str
    legal_line: str
    language: str
    theme: str
    version: int
    pictures: dict[str, str] = field(default_factory=dict)

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput` with every wrong field."""
        fields = Fields(form, _NAMES)
        read = cls(
            brand=fields.name("brand", BRAND_LENGTH, required=True),
            accent=_colour(fields),
            sender_name=fields.name("sender_name", SENDER_LENGTH),
            reply_to=_reply_to(fields),
            legal_line=fields.name("legal_line", LEGAL_LENGTH),
            language=_one_of(fields, "language", LANGUAGES),
            theme=_one_of(fields, "theme", THEMES),
            version=fields.version("version"),
            pictures={kind: found for kind in KINDS if (found := fields.id(kind))},
        )
        fields.done()
        return read


def _colour(fields: Fields) -> str:
    value = fields.text("accent", _COLOUR_LENGTH, required=True).lower()
    value = value if value.startswith("#") or not value else f"#{value}"
    if value and not is_colour(value):
        fields.refuse("accent", NotAColour())
    return value


def _reply_to(fields: Fields) -> str:
    """Read where answers go; one address, which cannot end a header: `text` has taken line breaks away."""
    value = fields.text("reply_to", email_address.MAX_LENGTH)
    try:
        return email_address.parse(value).display if value else ""
    except KitError as error:
        fields.refuse("reply_to", error)
        return ""


def _one_of(fields: Fields, name: str, choices: tuple[str, ...]) -> str:
    value = fields.text(name, 16, required=True)
    if value and value not in choices:
        fields.refuse(name, UnknownChoice())
    return value
