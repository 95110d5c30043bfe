"""The form of a team, parsed strictly (ACL-05, INP-01)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Self

from comunik_kit.kernel import email_address
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import KitError, WrongType
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields
from comunik_kit.users.inputs import DEPARTMENT_LENGTH, NAME_LENGTH

COLOURS = ("grey", "red", "orange", "green", "teal", "blue", "violet", "pink")
"""What a team may be marked with; `assets/css/teams.css` has each for both themes."""
OFF = "off_"
_FIELDS = frozenset({"name", "colour", "lead", "default_role"})
_TICKED, _EMPTY = ("on", True), ("", False, None)


@dataclass(frozen=True, slots=True)
class TeamForm:
    """A team as the form says it; `lead` is the address of who leads it, `default_role` an id, each empty for none."""

    name: str
    colour: str = COLOURS[0]
    lead: EmailAddress | None = None
    default_role: str = ""
    modules_off: tuple[str, ...] = ()

    @classmethod
    def parse(cls, form: Mapping[str, object], modules: Collection[str]) -> Self:
        """Read the form; raise `InvalidInput`. `off_<module>` is ticked where newcomers do not get the module."""
        boxes = {f"{OFF}{module}": module for module in modules}
        fields = Fields(form, _FIELDS | boxes.keys())
        name = fields.name("name", DEPARTMENT_LENGTH, required=True)
        colour = fields.text("colour", 16) or COLOURS[0]
        if colour not in COLOURS:
            fields.refuse("colour", UnknownChoice())
        if any(form.get(box) not in (*_TICKED, *_EMPTY) for box in boxes):
            fields.refuse("form", WrongType())
        read = cls(
            name=name,
            colour=colour,
            lead=_lead(fields),
            default_role=fields.id("default_role"),
            modules_off=tuple(module for box, module in boxes.items() if form.get(box) in _TICKED),
        )
        fields.done()
        return read


@dataclass(frozen=True, slots=True)
class LedNewcomer:
    """Whom a lead invites; an empty `role_id` is the default of the team."""

    full_name: str
    email: EmailAddress
    team_id: str
    role_id: str
    creation_key: str

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`."""
        fields = Fields(form, frozenset({"full_name", "email", "team_id", "role_id", "creation_key"}))
        read = cls(
            full_name=fields.name("full_name", NAME_LENGTH, required=True),
            email=fields.email("email"),
            team_id=fields.id("team_id", required=True),
            role_id=fields.id("role_id"),
            creation_key=fields.key("creation_key"),
        )
        fields.done()
        return read


def moved_to(value: object) -> str | None:
    """Read where the people of a team go: None while nobody chose, empty for no team, else an id."""
    if value in (None, ""):
        return None
    if value == "none":
        return ""
    fields = Fields({"moved_to": value}, frozenset({"moved_to"}))
    chosen = fields.id("moved_to")
    fields.done()
    return chosen


def _lead(fields: Fields) -> EmailAddress | None:
    value = fields.text("lead", email_address.MAX_LENGTH)
    try:
        return email_address.parse(value) if value else None
    except KitError as error:
        fields.refuse("lead", error)
        return None
