"""When two meet on one record: what the other saved, beside what was typed here, field by field (fault 12)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from comunik_kit.kernel import phone
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.views import Choices, UserDetail

THEIRS, MINE = "theirs", "mine"
_PREFIX = "keep_"
# In the order of the form.
FIELDS = ("photo_id", "full_name", "phone", "role_id", "department", "company", "tier_id", "language")


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field that somebody else changed; of a role the key and the name, of anything else the words.

    `keep` is what is chosen at first: theirs, unless something else was typed here.
    """

    field: str
    theirs: str
    mine: str
    keep: str
    theirs_name: str = ""
    mine_name: str = ""


def conflicts(base: UserDetail, saved: UserDetail, typed: ChangeUser, choices: Choices) -> list[Conflict]:
    """List what was saved since the form was filled, but for what was typed here as well."""
    return [
        _conflict(name, base, saved, typed, choices)
        for name in FIELDS
        if getattr(saved, name) != getattr(base, name)
        and getattr(saved, name) != (getattr(typed, name) or "")
    ]


def apart(form: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """Take a form apart: the person's fields, and by field which of the two is to stay."""
    kept = {name.removeprefix(_PREFIX): value for name, value in form.items() if name.startswith(_PREFIX)}
    rest = {name: value for name, value in form.items() if not name.startswith(_PREFIX)}
    return rest, kept


def left_to_them(met: Sequence[Conflict], kept: Mapping[str, object]) -> list[Conflict]:
    """List those of which the other's is to stay, by what was answered or what was chosen at first."""
    left = (each for each in met if kept.get(each.field, each.keep) == THEIRS)
    return [replace(each, keep=THEIRS) for each in left]


def merged(typed: ChangeUser, saved: UserDetail, left: Sequence[Conflict]) -> ChangeUser:
    """Take from what is saved the fields that were left to the other, and its version."""
    theirs = {each.field: getattr(saved, each.field) for each in left}
    if "photo_id" in theirs:
        theirs["photo_id"] = theirs["photo_id"] or None
    return replace(typed, version=saved.version, **theirs)


def unsaid(change: ChangeUser, base: UserDetail) -> ChangeUser:
    """Say no language where the form's is untouched: a choice in the menu, which spoils no form, is not taken back."""
    return replace(change, language="") if change.language == base.language else change


def beside(
    met: Sequence[Conflict], left: Sequence[Conflict], saved: UserDetail, typed: ChangeUser
) -> list[Conflict]:
    """Put what was met now beside what was left to the other before: the form still holds what was typed there."""
    answered, asked = {each.field for each in left}, {each.field for each in met}
    now = [replace(each, keep=THEIRS) if each.field in answered else each for each in met]
    before = [
        each
        for each in left
        if each.field not in asked and getattr(saved, each.field) != (getattr(typed, each.field) or "")
    ]
    return sorted([*now, *before], key=lambda each: FIELDS.index(each.field))


def _conflict(
    name: str, base: UserDetail, saved: UserDetail, typed: ChangeUser, choices: Choices
) -> Conflict:
    theirs, mine = getattr(saved, name), getattr(typed, name) or ""
    keep = THEIRS if mine == getattr(base, name) else MINE
    if name == "role_id":
        roles = {role.id: role for role in choices.roles}
        own = roles.get(mine)
        key, words = (own.key, own.name) if own else (base.role_key, base.role_name)
        return Conflict(name, saved.role_key, key, keep, saved.role_name, words)
    if name == "tier_id":
        tiers = {tier.id: tier.name for tier in choices.tiers}
        return Conflict(name, saved.tier, tiers.get(mine, ""), keep)
    if name == "phone":
        return Conflict(name, saved.phone_shown, phone.display(mine), keep)
    return Conflict(name, theirs, mine, keep)
