"""The one e-mail policy (security row INV-05): ASCII local part, IDNA domain, a key made in Python."""

from dataclasses import dataclass
from functools import lru_cache

from email_validator import EmailNotValidError, EmailSyntaxError, validate_email

from comunik_kit.kernel.errors import KitError

MAX_LENGTH = 254


class InvalidEmail(KitError):
    """The text is not an address mail can be sent to."""

    code = "invalid_email"


@dataclass(frozen=True, slots=True)
class EmailAddress:
    """`display` is as the person wrote it; `key` is what makes two spellings the same person."""

    display: str
    key: str


@lru_cache(maxsize=1024)  # one message asks about the same address several times
def parse(text: str) -> EmailAddress:
    """Read an address; raise `InvalidEmail` for anything that mail or a unique key cannot rely on."""
    trimmed = text.strip()
    if len(trimmed) > MAX_LENGTH:
        raise InvalidEmail(field="email")
    try:
        found = validate_email(
            trimmed, allow_smtputf8=False, check_deliverability=False, test_environment=True
        )
    except (EmailNotValidError, EmailSyntaxError) as error:
        raise InvalidEmail(field="email") from error
    return EmailAddress(display=trimmed, key=(found.ascii_email or found.normalized).lower())
