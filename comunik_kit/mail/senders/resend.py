"""Resend, through its SDK. The row's key is the provider's idempotency key: one key, one mail, for 24 hours.

The SDK keeps its API key for the whole process, so there is one Resend account an instance, set once at
start.
"""

from collections.abc import Mapping
from email.headerregistry import Address
from typing import Any

import httpx
import resend
from resend.exceptions import NoContentError, ResendError
from resend.http_client import HTTPClient

from comunik_kit.mail.sender import (
    Busy,
    ChannelPaused,
    DeliveryFailure,
    InProgress,
    KeyReused,
    Misconfigured,
    Rejected,
    Rendered,
    Retry,
    Sent,
    Unreachable,
    bare_address,
)

TIMEOUT = 10.0
PACE = 0.5  # two a second: the lowest limit that Resend has published
SHORTEST_WAIT, LONGEST_WAIT = 1.0, 3600.0
IN_PROGRESS_WAIT = 2.0
QUOTA_WAIT = 30 * 60.0
RATE_LIMIT, CONFLICT, SERVER_ERROR = 429, 409, 500
_QUOTAS = {"daily_quota_exceeded", "monthly_quota_exceeded"}
_OURS_TO_REPAIR = {401, 403, 404, 405}
_SENDER_TROUBLES = {"invalid_from_address", "missing_api_key", "invalid_api_key", "restricted_api_key"}


class _NeverConnected(Exception):
    """The request surely did not reach the other side."""


class _Http(HTTPClient):
    """The SDK's way out, with a time-out and without following redirects (security row INP-09)."""

    def __init__(self) -> None:
        self._tls = httpx.create_ssl_context()  # reads every authority's certificate: once is enough

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
        return answer.content, answer.status_code, answer.headers


class ResendSender:
    """Sends through Resend from one address."""

    channel = "resend"

    def __init__(self, *, api_key: str, api_url: str, address: str, pace: float = PACE) -> None:
        """Set the SDK up for the whole process; `address` must belong to a domain verified with Resend."""
        self.address = bare_address(address)
        self.pace = pace
        resend.api_key = api_key
        resend.api_url = api_url
        resend.default_http_client = _Http()

    def send(self, message: Rendered, key: str) -> Sent:
        """Send under the key; a `DeliveryFailure` says what to do about anything but a taken message."""
        params: resend.Emails.SendParams = {
            "from": _mailbox(message.from_name, self.address),
            "to": [_mailbox(message.to_name, message.to_email)],
            "subject": message.subject,
            "html": message.html,
            "text": message.text,
            "headers": {"Auto-Submitted": "auto-generated", **message.list_headers},
        }
        try:
            answer = resend.Emails.send(params, {"idempotency_key": key})
        except NoContentError as error:
            raise Retry("empty answer") from error
        except ResendError as error:
            raise failure_of(error) from error
        provider_id = answer.get("id")
        if not provider_id:
            raise Retry("answer without an id")
        return Sent(str(provider_id))


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
    text = headers.get("retry-after") or headers.get("ratelimit-reset") or ""
    try:
        seconds = float(text)
    except ValueError:
        return otherwise
    return min(max(seconds, SHORTEST_WAIT), LONGEST_WAIT)
