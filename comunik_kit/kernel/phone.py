"""Telephone numbers, kept in the E.164 form of ITU-T."""

import phonenumbers

from comunik_kit.kernel.errors import KitError


class InvalidPhone(KitError):
    """The text is not a telephone number of its country."""

    code = "invalid_phone"


def parse(text: str, region: str = "FR") -> str:
    """Read a number as people write it (`06 12 34 56 78`, `+33…`) and give `+33612345678`."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException as error:
        raise InvalidPhone(field="phone") from error
    if not phonenumbers.is_valid_number(number):
        raise InvalidPhone(field="phone")
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def spellings(number: str) -> tuple[str, ...]:
    """Give the digits of an E.164 number as people type them: after the `+`, and within its own country."""
    if not number:
        return ()
    parsed = phonenumbers.parse(number)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    digits = "".join(c for c in national if c.isdigit())
    return (number,) if digits in number else (number, digits)


def display(number: str) -> str:
    """Write an E.164 number for people, in the international form."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
