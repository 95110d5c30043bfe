"""Resend, through its SDK. The row's key is the provider's idempotency key: one key, one mail, for 24 hours.

The SDK keeps its API key for the whole process, so there is one Resend account an instance, set once at
start.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from email.headerregistry import Address
from typing import Any

import httpx
import resend
from resend.exceptions import NoContentError, ResendError
from resend.http_client import HTTPClient

from comunik_kit.mail.sender import (
    Answer,
    Busy,
    ChannelPaused,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    NoBatches,
    Parcel,
    Rejected,
    Rendered,
    Retry,
    Sent,
    Unreachable,
    bare_address,
)

TIMEOUT = 10.0
REQUESTS = 2.0  # a second: the lowest limit that Resend has published
BATCH = 100
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3600.0
IN_PROGRESS_WAIT = 2.0
QUOTA_WAIT = 30 * 60.0
RATE_LIMIT, CONFLICT, SERVER_ERROR = 429, 409, 500
_QUOTAS = {"daily_quota_exceeded", "monthly_quota_exceeded"}
_NO_SUCH_ENDPOINT = {404, 405}
_OURS_TO_REPAIR = {401, 403} | _NO_SUCH_ENDPOINT
_SENDER_TROUBLES = {"invalid_from_address", "missing_api_key", "invalid_api_key", "restricted_api_key"}


class _NeverConnected(Exception):
    """The request surely did not reach the other side."""


class _Http(HTTPClient):
    """The SDK's way out, with a time-out and without following redirects (security row INP-09)."""

    def __init__(self) -> None:
        self._tls = httpx.create_ssl_context()  # reads every authority's certificate: once is enough
        self.limit: float | None = None

    def request(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        json: Any = None,
        files: dict[str, Any] | None = None,
        data: dict[str, str] | None = None,
    ) -> tuple[bytes, int, Mapping[str, str]]:
        try:
            # A line of its own for each message: an old one that died unnoticed would leave a message in doubt.
            with httpx.Client(timeout=TIMEOUT, verify=self._tls, follow_redirects=False) as client:
                answer = client.request(method, url, headers=dict(headers), json=json, files=files, data=data)
        except (httpx.ConnectError, httpx.ConnectTimeout) as error:
            raise _NeverConnected(type(error).__name__) from error
        except httpx.HTTPError as error:
            # The SDK puts this text into its own error: the kind says enough, and holds no address or body.
            raise RuntimeError(type(error).__name__) from error
        self.limit = _number(answer.headers.get("ratelimit-limit")) or self.limit
        return answer.content, answer.status_code, answer.headers


class ResendSender:
    """Sends through Resend from one address."""

    channel = "resend"
    batch = BATCH
    requests: float | None = REQUESTS
    at_once = 1  # its limit is one of requests

    def __init__(self, *, api_key: str, api_url: str, address: str) -> None:
        """Set the SDK up for the whole process; `address` must belong to a domain verified with Resend."""
        self.address = bare_address(address)
        self._http = _Http()
        resend.api_key = api_key
        resend.api_url = api_url
        resend.default_http_client = self._http

    @property
    def limit(self) -> float | None:
        """Tell how many requests a second Resend's latest answer allows."""
        return self._http.limit

    def send(self, message: Rendered, key: str) -> Sent:
        """Send under the key; a `DeliveryFailure` says what to do about anything but a taken message."""
        answer = _asked(lambda: resend.Emails.send(self._params(message), {"idempotency_key": key}))
        provider_id = answer.get("id")
        if not provider_id:
            raise Retry("answer without an id")
        return Sent(str(provider_id))

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Send a batch under one key; an address that is none is told for itself and never sinks the others."""
        params = [self._params(parcel.message) for parcel in parcels]
        options: resend.Batch.SendOptions = {"idempotency_key": key, "batch_validation": "permissive"}
        try:
            answer = _asked(lambda: resend.Batch.send(params, options))
        except Misconfigured as failure:
            if (
                isinstance(failure.__cause__, ResendError)
                and int(failure.__cause__.code) in _NO_SUCH_ENDPOINT
            ):
                raise NoBatches(failure.detail) from failure
            raise
        return _answers(answer, len(parcels))

    def held(self) -> AbstractContextManager[None]:
        """Leave nothing open: an old line that died unnoticed would leave a message in doubt."""
        return nullcontext()

    def _params(self, message: Rendered) -> resend.Emails.SendParams:
        answers: resend.Emails.SendParams = {"reply_to": message.reply_to} if message.reply_to else {}  # pyright: ignore[reportAssignmentType]
        return answers | {
            "from": _mailbox(message.from_name, self.address),
            "to": [_mailbox(message.to_name, message.to_email)],
            "subject": message.subject,
            "html": message.html,
            "text": message.text,
            "headers": {"Auto-Submitted": "auto-generated", **message.list_headers},
        }


def _asked(ask: Callable[[], Any]) -> Mapping[str, Any]:
    try:
        answer = ask()
    except NoContentError as error:
        raise Retry("empty answer") from error
    except ResendError as error:
        raise failure_of(error) from error
    if not isinstance(answer, Mapping):
        raise Retry("answer of another shape")
    return answer


def _answers(answer: Mapping[str, Any], messages: int) -> list[Answer]:
    """Give each message its answer: `errors` name their places, `data` holds the ids of the others in order."""
    try:
        errors = {int(error["index"]): str(error.get("message", "")) for error in answer.get("errors") or ()}
        names = [str(taken["id"]) for taken in answer.get("data") or () if taken.get("id")]
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise Retry("answer of another shape") from error
    if len(names) != messages - len(errors) or not errors.keys() <= set(range(messages)):
        raise Retry("answer with another number of ids")
    given = iter(names)
    return [
        Rejected(f"validation_error: {errors[place]}") if place in errors else Sent(next(given))
        for place in range(messages)
    ]


def _mailbox(name: str, address: str) -> str:
    """Write `"Name" <address>` with the quoting that headers need."""
    user, _, host = address.rpartition("@")
    return str(Address(display_name=name, username=user, domain=host))


def failure_of(error: ResendError) -> DeliveryFailure:
    """Tell the class of Resend's answer (security.md, 4.3)."""
    status, kind, detail = int(error.code), error.error_type, f"{error.error_type}: {error.message}"
    if isinstance(error.__context__, _NeverConnected):
        return Unreachable(str(error.__context__))
    if kind in _QUOTAS:
        return ChannelPaused(_wait(error, QUOTA_WAIT), detail)
    if status == RATE_LIMIT:
        return Busy(_wait(error, SHORTEST_WAIT), detail)
    if status == CONFLICT:
        concurrent = kind == "concurrent_idempotent_requests"
        return InProgress(IN_PROGRESS_WAIT, detail) if concurrent else KeyReused(detail)
    return _plain_failure(status, kind, error.message)(detail)


def _plain_failure(status: int, kind: str, message: str) -> type[DeliveryFailure]:
    if status >= SERVER_ERROR:
        return Retry
    # A wrong key is also told as a 400 « validation_error » whose message alone names the key.
    ours = status in _OURS_TO_REPAIR or kind in _SENDER_TROUBLES or "api key" in message.lower()
    return Misconfigured if ours else Rejected


def _wait(error: ResendError, otherwise: float) -> float:
    """Read how long to wait from the answer: seconds, within reason."""
    headers = {name.lower(): value for name, value in error.headers.items()}
    seconds = _number(headers.get("retry-after") or headers.get("ratelimit-reset"))
    return otherwise if seconds is None else min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)


def _number(text: str | None) -> float | None:
    """Read a header's number; a sensible one or none."""
    try:
        number = float(text or "")
    except ValueError:
        return None
    return number if 0 <= number < float("inf") else None
