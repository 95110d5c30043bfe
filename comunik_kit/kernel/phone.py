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


def display(number: str) -> str:
    """Write an E.164 number for people, in the international form."""
    if not number:
        return ""
    parsed = phonenumbers.parse(number)
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
