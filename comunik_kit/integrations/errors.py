"""What the doors for other systems refuse."""

from comunik_kit.kernel.errors import KitError


class TooManyKeys(KitError):
    """A workspace has `max` keys that work."""

    code = "too_many_api_keys"


class KeyShownAlready(KitError):
    """A key is shown once; who has lost it makes another."""

    code = "api_key_shown"
    http_status = 409


class KeyMissing(KitError):
    """The request carries no key."""

    code = "api_key_missing"
    http_status = 401


class KeyUnknown(KitError):
    """No key of this installation."""

    code = "api_key_unknown"
    http_status = 401


class KeyRevoked(KitError):
    """The key was revoked."""

    code = "api_key_revoked"
    http_status = 401


class KeyExpired(KitError):
    """The key's last day is over."""

    code = "api_key_expired"
    http_status = 401


class ScopeMissing(KitError):
    """The key may not do this (`scope` would allow it)."""

    code = "api_scope_missing"
    http_status = 403


class RequestReused(KitError):
    """The idempotency key belongs to another request."""

    code = "idempotency_key_reused"


class TooFast(KitError):
    """More than the key may send; in `seconds` there is room again."""

    code = "api_too_fast"
    http_status = 429


class NoSuchColumn(KitError):
    """A column of the file that no activity has (`name`)."""

    code = "activity_unknown_column"


class ColumnMissing(KitError):
    """The file lacks a column (`name`) that every activity needs."""

    code = "activity_column_missing"
