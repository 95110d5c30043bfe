"""What comes from outside about how one wants to be told, read strictly (INP-02)."""

import re
from collections.abc import Mapping

from comunik_kit.notices.errors import HoursThatNeverEnd, NoTimeOfDay
from comunik_kit.notices.rules import Quiet
from comunik_kit.users.fields import Fields

_ALLOWED = frozenset({"since", "until", "quiet"})
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])(?::00)?", re.ASCII)
_LENGTH = 8


def quiet_hours(form: Mapping[str, object]) -> Quiet | None:
    """Read the form of the quiet hours; None when they are off. Raises `InvalidInput`."""
    fields = Fields(form, _ALLOWED)
    if not fields.text("quiet", _LENGTH):
        fields.done()
        return None
    since, until = (_minute(fields, name) for name in ("since", "until"))
    fields.done()
    if since == until:
        fields.refuse("until", HoursThatNeverEnd())
        fields.done()
    return Quiet(since, until)


def _minute(fields: Fields, name: str) -> int:
    found = _TIME.fullmatch(fields.text(name, _LENGTH, required=True))
    if found is None:
        fields.refuse(name, NoTimeOfDay())
        return 0
    return int(found[1]) * 60 + int(found[2])
