"""The form of a person as the browser sends it, on its way to the domain's parsers."""

from collections.abc import Mapping

from comunik_kit.invitations.inputs import FIELDS, InvitationOptions
from comunik_kit.kernel import phone
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.kernel.phone import InvalidPhone
from comunik_kit.users.inputs import NewColleague
from comunik_kit.web.components.fields import DIAL_CODES
from comunik_kit.web.inviting.chosen import apart
from comunik_kit.web.refusals import FieldError, fields

ACTS = ("create", "create_add", "create_invite", "create_invite_add")
SEEN = frozenset(
    {"full_name", "email", "phone", "role_id", "department", "company", "tier_id", "language"}
    | {"staged_password", "form"}
    | FIELDS
)
REGIONS = frozenset(code for code, _ in DIAL_CODES)


def act_of(form: Mapping[str, object]) -> str:
    """Read which of the four acts was chosen; the first, plain one for anything unknown."""
    act = form.get("act")
    return act if isinstance(act, str) and act in ACTS else ACTS[0]


def person_of(form: Mapping[str, object]) -> dict[str, object]:
    """Turn the browser's fields into those of the domain: one phone number, and `photo_id`."""
    person = dict(form)
    person["photo_id"] = person.pop("photo", "")
    person["phone"] = _international(person.get("phone", ""), person.pop("phone_region", ""))
    return person


def _international(number: object, region: object) -> object:
    """Write a national number of the chosen country as E.164; what is not one goes on as typed, to be refused."""
    if not isinstance(number, str) or region not in REGIONS or not number.strip():
        return number
    try:
        return phone.parse(number[:40], str(region))
    except InvalidPhone:
        return number


def read(form: Mapping[str, object]) -> tuple[NewColleague, InvitationOptions]:
    """Read the whole form; raise one `InvalidInput` with all that is wrong, of the person and of the options."""
    rest, chosen = apart(form)
    rest.pop("act", None)  # it says what to do with the person: see `act_of`
    wrong: dict[str, KitError] = {}
    try:
        new = NewColleague.parse(person_of(rest))
    except InvalidInput as error:
        wrong, new = error.errors, None
    try:
        options = InvitationOptions.parse(chosen)
    except InvalidInput as error:
        wrong, options = wrong | error.errors, None
    if new is None or options is None:
        raise InvalidInput(wrong)
    return new, options


def said_under(error: KitError) -> dict[str, FieldError]:
    """Give each wrong field its error; what has no field of its own to stand under heads the form."""
    found = fields(error)
    unseen = [found.pop(name) for name in sorted(found.keys() - SEEN)]
    return {"form": unseen[0], **found} if unseen else found
