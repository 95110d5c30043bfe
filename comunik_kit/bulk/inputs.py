"""What comes from outside about an act on many, and the only parser of it (ACL-05, INP-01)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self

from comunik_kit.bulk.errors import NobodyMeant, TooManyChosen
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields, is_id
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import COMPANY_LENGTH, DEPARTMENT_LENGTH

MOST_CHOSEN = 1_000
_ACT_LENGTH = 20


class ActName(StrEnum):
    """What can be done to many."""

    INVITE = "invite"
    RESEND = "resend"
    REVOKE = "revoke"
    ROLE = "role"
    DEPARTMENT = "department"
    COMPANY = "company"
    TIER = "tier"
    SUSPEND = "suspend"
    RESTORE = "restore"
    DELETE = "delete"


@dataclass(frozen=True, slots=True)
class NewJob:
    """Which act, with what, on whom: the `ids` that were ticked, or everybody who is `matching`.

    `request_key` names one opening of the question, so that the same click twice is one job.
    """

    act: ActName
    request_key: str
    params: Mapping[str, str] = field(default_factory=dict)
    ids: tuple[str, ...] = ()
    matching: UserFilter | None = None

    @classmethod
    def parse(
        cls,
        form: Mapping[str, object],
        *,
        ids: Sequence[object] = (),
        matching: UserFilter | None = None,
    ) -> Self:
        """Read the question's form; raise `InvalidInput`, `NobodyMeant` or `TooManyChosen`."""
        fields = Fields(form, _FIELDS)
        name, key = fields.text("act", _ACT_LENGTH, required=True), fields.key("request_key")
        act = next((each for each in ActName if each.value == name), None)
        params = _params(fields, act)
        fields.done()
        if act is None:
            raise InvalidInput({"act": UnknownChoice()})
        return cls(act, key, params, () if matching else _chosen(ids), matching)


_FIELDS = frozenset({"act", "request_key", "role_id", "department", "company", "tier_id"})


def _params(fields: Fields, act: ActName | None) -> dict[str, str]:
    """Read what the act needs; an empty department or company takes it away."""
    match act:
        case ActName.ROLE:
            return {"role_id": fields.id("role_id", required=True)}
        case ActName.TIER:
            return {"tier_id": fields.id("tier_id", required=True)}
        case ActName.DEPARTMENT:
            return {"department": fields.name("department", DEPARTMENT_LENGTH)}
        case ActName.COMPANY:
            return {"company": fields.name("company", COMPANY_LENGTH)}
        case _:
            return {}


def _chosen(ids: Sequence[object]) -> tuple[str, ...]:
    """Keep what has the shape of an id, each once; whether it is anybody's here is the service's to know."""
    if len(ids) > MOST_CHOSEN:
        raise TooManyChosen(max=MOST_CHOSEN)
    chosen = tuple(dict.fromkeys(str(each) for each in ids if is_id(each)))
    if not chosen:
        raise NobodyMeant
    return chosen
