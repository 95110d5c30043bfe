"""Refusals that are expected. Each carries a code of the catalogue, never a sentence."""

from typing import ClassVar


class KitError(Exception):
    """A refusal that a person can read: the words are `errors.<code>` in the catalogues."""

    code: ClassVar[str] = "unexpected"
    http_status: ClassVar[int] = 422

    def __init__(self, *, field: str | None = None, **params: str | int) -> None:
        """Keep the form field it is about, if one, and the words' parameters."""
        super().__init__(self.code)
        self.field = field
        self.params = params


class Forbidden(KitError):
    """The actor lacks the permission for this act."""

    code = "forbidden"
    http_status = 403


class ProofNeeded(Exception):
    """The act needs the password once more (SES-08): asked for, and then the act goes on.

    No `KitError`, so that nobody takes it for a refusal to be shown.
    """


class NotFound(KitError):
    """Nothing with this id here; the same answer whether it is missing or somebody else's."""

    code = "not_found"
    http_status = 404


class DataAway(KitError):
    """The database lets nobody in, or went away in the middle (REL-07)."""

    code = "data_away"
    http_status = 503


class ChangedMeanwhile(KitError):
    """Somebody else saved the same record first."""

    code = "changed_meanwhile"
    http_status = 409


class InvalidInput(KitError):
    """One or more fields are wrong."""

    code = "invalid_input"

    def __init__(self, errors: dict[str, KitError]) -> None:
        """Keep the refusal of each field, by field name."""
        super().__init__()
        self.errors = errors


class MissingValue(KitError):
    """A field that must be filled is empty."""

    code = "required"


class TooLong(KitError):
    """A text is longer than its field allows (`max` characters)."""

    code = "too_long"


class WrongType(KitError):
    """A value is not of the kind the field takes."""

    code = "wrong_value"
