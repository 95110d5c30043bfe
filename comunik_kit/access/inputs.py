"""The form of the first set-up, taken apart."""

import unicodedata
from dataclasses import dataclass, field
from typing import Self

from comunik_kit.access import password_rules
from comunik_kit.kernel import email_address
from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.kernel.errors import InvalidInput, KitError, MissingValue, TooLong
from comunik_kit.users.errors import BadName
from comunik_kit.workspaces import rules

NAME_LENGTH = 120


@dataclass(frozen=True, slots=True)
class NewInstallation:
    """A workspace and its first admin."""

    workspace: str
    name: str
    email: EmailAddress
    host: str
    password: str = field(repr=False)

    @classmethod
    def parse(cls, *, workspace: str, name: str, email: str, password: str, domain: str) -> Self:
        """Read the fields; raise `InvalidInput` with everything that is wrong, by field name."""
        errors: dict[str, KitError] = {}
        space = _name("workspace", workspace, errors)
        person = _name("name", name, errors)
        address, host = _email(email, errors), _host(domain, errors)
        words = (space, person, email[: email_address.MAX_LENGTH].partition("@")[0])
        weak = password_rules.first_refusal(password, words) if password else MissingValue()
        if weak is not None:
            errors["password"] = weak
        if errors or address is None:
            raise InvalidInput(errors)
        return cls(workspace=space, name=person, email=address, host=host, password=password)


def _name(label: str, text: str, errors: dict[str, KitError]) -> str:
    trimmed = " ".join(unicodedata.normalize("NFC", text[:1000]).split())
    if not trimmed:
        errors[label] = MissingValue()
    elif len(trimmed) > NAME_LENGTH:
        errors[label] = TooLong(max=NAME_LENGTH)
    elif not trimmed.isprintable() or not any(c.isalnum() for c in trimmed):
        errors[label] = BadName()
    return trimmed


def _email(text: str, errors: dict[str, KitError]) -> EmailAddress | None:
    if not text.strip():
        errors["email"] = MissingValue()
        return None
    try:
        return email_address.parse(text)
    except KitError as error:
        errors["email"] = error
        return None


def _host(text: str, errors: dict[str, KitError]) -> str:
    if not text.strip():
        errors["domain"] = MissingValue()
        return ""
    try:
        return rules.parse_host(text)
    except KitError as error:
        errors["domain"] = error
        return ""
