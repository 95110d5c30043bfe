"""A stand-in for Resend that speaks its documented HTTP contract on loopback, and fails on order.

What it holds a client to: Bearer key, User-Agent, Idempotency-Key of 1 to 256 characters (same key and same
body: the first answer again, nothing sent; same key and another body: 409), required fields, at most 50
recipients and 100 messages in a batch, and on request a limit a second and a quota (`resend_limits.py`).
"""

import json
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, cast
from uuid import uuid4

from tests.support.resend_limits import Limits, permissive
from tests.support.waiting import eventually

KEY = "re_test_0123456789abcdef"
_RECIPIENTS, _BATCH, _KEY_LENGTH = 50, 100, 256
_ERRORS = {
    "missing_api_key": (401, "Missing API key in the authorization header."),
    "restricted_api_key": (401, "This API key is restricted to only send emails."),
    "invalid_api_key": (403, "API key is invalid."),
    "domain_not_verified": (403, "The domain is not verified. Please, add and verify your domain."),
    "not_found": (404, "The requested endpoint does not exist."),
    "method_not_allowed": (405, "Method is not allowed for the requested path."),
    "invalid_idempotency_key": (400, "The key must be between 1-256 chars."),
    "invalid_idempotent_request": (409, "Same idempotency key used with a different request payload."),
    "concurrent_idempotent_requests": (
        409,
        "Same idempotency key used while original request is still in progress.",
    ),
    "validation_error": (422, "Invalid `to` field."),
    "missing_required_field": (422, "Missing a required field."),
    "invalid_from_address": (422, "Invalid `from` field."),
    "rate_limit_exceeded": (429, "Too many requests. Please limit the number of requests per second."),
    "daily_quota_exceeded": (429, "You have reached your daily email sending quota."),
    "monthly_quota_exceeded": (429, "You have reached your monthly email sending quota."),
    "security_error": (451, "We may have found a security issue with the request."),
    "application_error": (500, "An unexpected error occurred."),
    "internal_server_error": (500, "An unexpected error occurred."),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Order:
    """What the next request is met with: an answer instead of the right one, silence, or a cut line."""

    answer: Answer | None = None
    wait: float = 0
    hang_up: bool = False
    after_accepting: bool = False


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Resend:
    """What was accepted, and what is ordered to go wrong next."""

    url: str = ""
    requests: list[Request] = field(default_factory=list)
    emails: dict[str, dict[str, Any]] = field(default_factory=dict)
    accepted_by_key: Counter[str] = field(default_factory=Counter)
    requests_by_key: Counter[str] = field(default_factory=Counter)
    limits: Limits = field(default_factory=Limits)
    takes_batches: bool = True
    _answers: dict[str, tuple[bytes, Answer]] = field(default_factory=dict)
    _orders: list[Order] = field(default_factory=list)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def fail(self, name: str, *, times: int = 1, retry_after: int | None = None) -> None:
        """Order one of the documented errors by its name, e.g. `rate_limit_exceeded`."""
        headers = (
            {}
            if retry_after is None
            else {"retry-after": str(retry_after), "ratelimit-reset": str(retry_after)}
        )
        if name == "rate_limit_exceeded":
            headers |= {"ratelimit-limit": "2", "ratelimit-remaining": "0"}
        self.order(Order(_error(name, headers)), times)

    def answer_html(self, status: int = 502, *, times: int = 1) -> None:
        """Order what a proxy in between says when all is not well: a page."""
        page = b"<!DOCTYPE html><html><body><h1>Bad gateway</h1></body></html>"
        self.order(Order(Answer(status, page, {"content-type": "text/html"})), times)

    def keep_silent(self, seconds: float, *, after_accepting: bool = False, times: int = 1) -> None:
        """Order a pause longer than the client's patience, before or after the message is accepted."""
        self.order(Order(wait=seconds, hang_up=not after_accepting, after_accepting=after_accepting), times)

    def hang_up(self, *, after_accepting: bool = False, times: int = 1) -> None:
        """Order the line to be cut, before or after the message is accepted."""
        self.order(Order(hang_up=True, after_accepting=after_accepting), times)

    def order(self, order: Order, times: int = 1) -> None:
        """Queue an order for the next requests."""
        self._orders += [order] * times

    def to(self, address: str) -> list[dict[str, Any]]:
        """List the accepted messages for one address, oldest first."""
        return [email for email in list(self.emails.values()) if address in _addresses(email)]

    def wait_for(self, address: str, *, number: int = 1, seconds: float = 15) -> dict[str, Any]:
        """Wait until that many messages were accepted for an address; answer the last one."""
        eventually(lambda: len(self.to(address)) >= number, seconds=seconds, of=f"mail for {address}")
        return self.to(address)[-1]

    def next_order(self, request: Request) -> Order:
        """Note a request and say what was ordered for it."""
        with self._lock:
            self.requests.append(request)
            if key := request.headers.get("idempotency-key"):
                self.requests_by_key[key] += 1
            return self._orders.pop(0) if self._orders else Order()

    def right_answer(self, request: Request) -> Answer:
        """Answer as the contract says."""
        with self._lock:
            if refusal := self._refusal(request):
                return refusal
            over = self.limits.refusal(_messages_in(request)) if request.method == "POST" else None
            headers = self.limits.headers(refused=over == "rate_limit_exceeded")
            answer = _error(over) if over else self._sent(request)
            return Answer(answer.status, answer.body, answer.headers | headers)

    def _refusal(self, request: Request) -> Answer | None:
        if not request.headers.get("user-agent"):
            return Answer(403, b"error code: 1010", {"content-type": "text/plain"})
        bearer = request.headers.get("authorization", "")
        if not bearer.startswith("Bearer ") or bearer == "Bearer ":
            return _error("missing_api_key")
        if bearer != f"Bearer {KEY}":
            return _error("invalid_api_key")
        if not request.path.startswith("/emails"):
            return _error("not_found")
        return None

    def _sent(self, request: Request) -> Answer:
        if request.method == "GET":
            email = self.emails.get(request.path.removeprefix("/emails/"))
            return _json(email) if email else _error("not_found")
        paths = {"/emails", "/emails/batch"} if self.takes_batches else {"/emails"}
        if request.method != "POST" or request.path not in paths:
            return _error("method_not_allowed")
        key = request.headers.get("idempotency-key")
        if key is not None and not 1 <= len(key) <= _KEY_LENGTH:
            return _error("invalid_idempotency_key")
        if key is not None and key in self._answers:
            body, answer = self._answers[key]
            same = json.loads(body) == json.loads(request.body)
            return answer if same else _error("invalid_idempotent_request")
        return self._first(request, key)

    def _first(self, request: Request, key: str | None) -> Answer:
        try:
            given = json.loads(request.body)
        except ValueError:
            return _error("validation_error")
        is_batch, errors = request.path == "/emails/batch", []
        emails = given if is_batch else [given]
        if is_batch and isinstance(given, list) and request.headers.get("x-batch-validation") == "permissive":
            emails, errors = permissive(given, _wrong)
        if (emails or not errors) and (wrong := _wrong(emails)):
            return _error(wrong)
        names = [self._keep(email) for email in emails]
        answer = _json({"data": names, **({"errors": errors} if errors else {})} if is_batch else names[0])
        if key is not None:
            self.accepted_by_key[key] += 1
            self._answers[key] = (request.body, answer)
        return answer

    def _keep(self, email: dict[str, Any]) -> dict[str, str]:
        name = str(uuid4())
        self.emails[name] = {**email, "object": "email", "id": name, "last_event": "delivered"}
        return {"id": name}


def _messages_in(request: Request) -> int:
    """Count the messages of a body, as far as it can be read."""
    try:
        given = json.loads(request.body)
    except ValueError:
        return 1
    return len(given) if isinstance(given, list) else 1


def _wrong(emails: Any) -> str | None:
    """Name the first error in a body, if any."""
    if not isinstance(emails, list) or not 1 <= len(emails) <= _BATCH:
        return "validation_error"
    for email in emails:
        if not isinstance(email, dict) or not all(email.get(part) for part in ("from", "to", "subject")):
            return "missing_required_field"
        if not (email.get("html") or email.get("text")):
            return "missing_required_field"
        if "@" not in str(email["from"]):
            return "invalid_from_address"
        if len(_addresses(email)) > _RECIPIENTS or not all("@" in address for address in _addresses(email)):
            return "validation_error"
    return None


def _addresses(email: dict[str, Any]) -> list[str]:
    to = email["to"]
    return [to] if isinstance(to, str) else list(to)


def _json(value: Any, status: int = 200, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, json.dumps(value).encode(), {"content-type": "application/json", **(headers or {})})


def _error(name: str, headers: dict[str, str] | None = None) -> Answer:
    status, message = _ERRORS[name]
    spoken = "validation_error" if name == "domain_not_verified" else name
    return _json({"statusCode": status, "name": spoken, "message": message}, status, headers)


class _Handler(BaseHTTPRequestHandler):
    """Passes requests to the stand-in."""

    protocol_version = "HTTP/1.1"

    def _serve(self) -> None:
        resend = cast("_Server", self.server).resend
        length = int(self.headers.get("content-length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, self.path, headers, self.rfile.read(length))
        order = resend.next_order(request)
        accepted = resend.right_answer(request) if order.after_accepting else None
        time.sleep(order.wait)
        if order.hang_up:
            self.close_connection = True
            self.connection.close()
            return
        self._say(order.answer or accepted or resend.right_answer(request))

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = _serve  # noqa: N815  names of the standard library

    def _say(self, answer: Answer) -> None:
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(answer.body)))
        self.end_headers()
        self.wfile.write(answer.body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the standard library's name
        """Say nothing: what came is in `requests`."""


class _Server(ThreadingHTTPServer):
    """Carries the stand-in; a client that went away is no news."""

    daemon_threads = True
    resend: Resend

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Keep quiet."""


@contextmanager
def server() -> Iterator[Resend]:
    """Run the stand-in; its `url` is what RESEND_API_URL wants, `KEY` is what RESEND_API_KEY wants."""
    running = _Server(("127.0.0.1", 0), _Handler)
    running.resend = Resend(url=f"http://127.0.0.1:{running.server_port}")
    thread = threading.Thread(target=running.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield running.resend
    finally:
        running.shutdown()
        running.server_close()
        thread.join()
