"""The form of a subscription, parsed strictly: unknown keys are refused (ACL-05, INP-01)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from comunik_kit.kernel.errors import WrongType
from comunik_kit.modules.registry import MODULES
from comunik_kit.users.fields import Fields
from comunik_kit.users.filters import UserFilter

NAME_LENGTH, PRICE_LENGTH = 80, 60
MOST_SEATS = 1_000_000
KEYS = tuple(entry.key for entry in MODULES)
_FIELDS = frozenset({"name", "seats", "price", *KEYS})
_TICKED, _EMPTY = ("on", True), ("", False, None)


@dataclass(frozen=True, slots=True)
class TierForm:
    """A subscription as the form says it; `seats` is None for no limit, `price` words such as « 12 €/mois »."""

    name: str
    seats: int | None
    price: str
    modules: tuple[str, ...]

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. A module whose box is not ticked is not in it, or false."""
        fields = Fields(form, _FIELDS)
        name = fields.name("name", NAME_LENGTH, required=True)
        seats = fields.number("seats", 1, MOST_SEATS)
        price = fields.name("price", PRICE_LENGTH)
        if any(form.get(key) not in (*_TICKED, *_EMPTY) for key in KEYS):
            fields.refuse("form", WrongType())
        fields.done()
        return cls(name, seats, price, tuple(key for key in KEYS if form.get(key) in _TICKED))


@dataclass(frozen=True, slots=True)
class Movers:
    """Who would get another subscription: these people, or everybody who is `matching`.

    With `are_many` it is for an act on many, which never touches who acts.
    """

    ids: tuple[str, ...] = ()
    matching: UserFilter | None = None
    are_many: bool = False
