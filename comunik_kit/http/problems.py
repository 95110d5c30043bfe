"""How the API refuses: problem details (RFC 9457) in English, with a code that stays the same."""

import json
from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from comunik_kit.integrations.errors import ScopeMissing, TooFast
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.locale import say

PROBLEM, JSON = "application/problem+json", "application/json"
LANGUAGE = "en"
_NO_STORE = {"Cache-Control": "no-store"}
_UNAUTHENTICATED = 401


class MalformedJson(KitError):
    """The body is not JSON, or JSON that could be read in two ways."""

    code = "api_malformed_json"
    http_status = 400


class NotJson(KitError):
    """The body is said to be something else."""

    code = "api_not_json"
    http_status = 415


class TooManyActivities(KitError):
    """More than `max` in one request."""

    code = "api_too_many_rows"
    http_status = 413


class NoActivity(KitError):
    """An empty list."""

    code = "api_empty"


class BadRequestName(KitError):
    """An idempotency key that is none (`max` characters)."""

    code = "api_bad_idempotency_key"
    http_status = 400


class NothingTaken(KitError):
    """Every activity of the request is wrong."""

    code = "api_nothing_taken"


class Busy(KitError):
    """The database lets nobody in right now."""

    code = "api_busy"
    http_status = 503


def words(error: KitError) -> str:
    """Say a refusal."""
    return say(LANGUAGE, f"errors.{error.code}", **error.params)


def faults(errors: Mapping[str, KitError]) -> list[dict[str, str]]:
    """Say what is wrong, field by field."""
    return [
        {"field": name, "code": error.code, "message": words(error)} for name, error in sorted(errors.items())
    ]


def body_of(error: KitError, **more: Any) -> str:
    """Write a problem."""
    found = {
        "type": f"/api/v1/#{error.code}",
        "title": words(error),
        "status": error.http_status,
        "code": error.code,
    }
    if isinstance(error, InvalidInput):
        found["errors"] = faults(error.errors)
    return json.dumps(found | more, ensure_ascii=False, separators=(",", ":"))


def problem(error: KitError, **headers: str) -> Response:
    """Refuse a request."""
    return Response(
        body_of(error),
        error.http_status,
        media_type=PROBLEM,
        headers=_NO_STORE | _meant_for(error) | headers,
    )


def _meant_for(error: KitError) -> dict[str, str]:
    """Say to programs what to do: with which key to come, when to come again."""
    if isinstance(error, TooFast):
        return {"Retry-After": str(error.params["seconds"])}
    if isinstance(error, Busy):
        return {"Retry-After": "1"}
    if isinstance(error, ScopeMissing):
        return {"WWW-Authenticate": f'Bearer error="insufficient_scope", scope="{error.params["scope"]}"'}
    if error.http_status == _UNAUTHENTICATED:
        missing = error.code == "api_key_missing"
        return {"WWW-Authenticate": "Bearer" if missing else 'Bearer error="invalid_token"'}
    return {}
