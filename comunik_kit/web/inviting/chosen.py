"""What the options' fields start with, and the options apart from the rest of a form."""

from collections.abc import Mapping
from dataclasses import dataclass

from comunik_kit.invitations.inputs import FIELDS, InvitationOptions, Leaves
from comunik_kit.invitations.views import Pending


@dataclass(frozen=True, slots=True)
class Chosen:
    """What the fields show, as the browser writes it."""

    days: str = "7"
    words: str = ""
    starts_on: str = ""
    leaves: str = Leaves.NOW.value


def chosen_of(options: InvitationOptions, default_days: int) -> Chosen:
    """Give what was chosen back to the fields."""
    day = options.starts_on.isoformat() if options.starts_on else ""
    return Chosen(str(options.days or default_days), options.words, day, options.leaves.value)


def chosen_before(pending: Pending) -> Chosen:
    """Fill the fields with what an invitation has."""
    return Chosen(str(pending.days), pending.words, pending.starts_on, pending.leaves)


def apart(form: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Take a form apart: what is not about the invitation, and its options."""
    rest = {name: value for name, value in form.items() if name not in FIELDS}
    return rest, {name: value for name, value in form.items() if name in FIELDS}
