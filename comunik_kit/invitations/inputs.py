"""What comes from outside about an invitation; unknown keys are refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Self

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import MissingValue
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields

LONGEST_DAYS = 30
WORDS_LENGTH = 1_000
_LEAVES_LENGTH = 20


class Leaves(StrEnum):
    """When an invitation's message leaves; `by_card` for none: its link is printed."""

    NOW = "now"
    FIRST_MORNING = "first_morning"
    BY_CARD = "by_card"


@dataclass(frozen=True, slots=True)
class InvitationOptions:
    """« Options de l'invitation ». `days` is None for the workspace's own term.

    No message leaves before `held_until`, so that an act on many can be taken back.
    """

    days: int | None = None
    words: str = ""
    starts_on: date | None = None
    leaves: Leaves = Leaves.NOW
    held_until: datetime | None = None

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput` with every wrong field. Absent fields count as empty."""
        fields = Fields(form, FIELDS)
        leaves = fields.text("leaves", _LEAVES_LENGTH) or Leaves.NOW.value
        if leaves not in set(Leaves):
            fields.refuse("leaves", UnknownChoice())
            leaves = Leaves.NOW.value
        options = cls(
            days=fields.number("invitation_days", 1, LONGEST_DAYS),
            words=fields.prose("invitation_words", WORDS_LENGTH),
            starts_on=fields.day("starts_on"),
            leaves=Leaves(leaves),
        )
        if options.leaves is Leaves.FIRST_MORNING and options.starts_on is None:
            fields.refuse("starts_on", MissingValue())
        fields.done()
        return options


FIELDS = frozenset({"invitation_days", "invitation_words", "starts_on", "leaves"})
AT_ONCE = InvitationOptions()


@dataclass(frozen=True, slots=True)
class NewAddress:
    """The form that corrects the address of somebody who has not joined yet."""

    email: EmailAddress

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`."""
        fields = Fields(form, frozenset({"email"}))
        address = cls(email=fields.email("email"))
        fields.done()
        return address
