"""Asking a provider over HTTP: at a public address, resolved once, without redirects, briefly, JSON alone (INP-09)."""

import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from queue import Empty, SimpleQueue
from typing import Any

import httpx

from comunik_kit.oidc.errors import OidcUnavailable
from comunik_kit.oidc.rules import is_askable
from comunik_kit.workspaces.lookups import is_public

SECONDS = 5.0
MOST_BYTES = 512 * 1024
_LEAST = 0.05  # seconds: less than none is no time-out
_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back; `body` is never shown."""

    status_code: int
    kind: str
    body: bytes = field(repr=False)

    def raise_for_status(self) -> None:
        """Refuse what is no success."""
        if not httpx.codes.is_success(self.status_code):
            raise OidcUnavailable("status", str(self.status_code))

    def json(self) -> Any:
        """Read the body; raises `OidcUnavailable` for what is no JSON, or does not say that it is."""
        if self.kind != "application/json" and not self.kind.endswith("+json"):
            raise OidcUnavailable("not_json")
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError) as error:
            raise OidcUnavailable("not_json") from error


class Fetching:
    """Asks, and believes no name twice: what was resolved and looked at is what is connected to."""

    def __init__(self, *, local: bool) -> None:
        """Take whether this machine itself may be asked: in development alone."""
        self._local = local

    @property
    def local(self) -> bool:
        """Tell whether providers on this machine are asked."""
        return self._local

    def object_at(self, url: str, *, token: str = "") -> dict[str, Any]:
        """Read a JSON object; `token` is the bearer's. Raises `OidcUnavailable`."""
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        reply = self.send("GET", url, headers=headers)
        reply.raise_for_status()
        found = reply.json()
        if not isinstance(found, dict):
            raise OidcUnavailable("not_json")
        return found

    def send(self, method: str, url: str, *, headers: Mapping[str, str], body: bytes = b"") -> Reply:
        """Ask; a redirect is an answer like any other. Raises `OidcUnavailable`."""
        if not is_askable(url, local=self._local):
            raise OidcUnavailable("insecure")
        asked = httpx.URL(url)
        until = time.monotonic() + SECONDS
        last: Exception | None = None
        for address in self._addresses(asked, until):
            try:
                return self._exchange(method, asked, address, dict(headers), body, until)
            except httpx.ConnectError as error:
                last = error
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise OidcUnavailable("silent") from error
        raise OidcUnavailable("silent") from last

    def _addresses(self, url: httpx.URL, until: float) -> list[str]:
        named = _resolved(url.host, url.port or _DEFAULT_PORTS[url.scheme], until)
        allowed = [each for each in named if self._is_allowed(each)]
        if not allowed:
            raise OidcUnavailable("private")
        return allowed

    def _is_allowed(self, address: str) -> bool:
        return is_public(address) or (self._local and _is_loopback(address))

    def _exchange(
        self, method: str, url: httpx.URL, address: str, headers: dict[str, str], body: bytes, until: float
    ) -> Reply:
        """Connect to the address, and speak to the name: TLS checks the certificate of that."""
        told = {
            "Accept": "application/json",
            "Accept-Encoding": "identity",
            **headers,
            "Host": url.netloc.decode("ascii"),
        }
        with (
            httpx.Client(
                verify=self._trust, trust_env=False, timeout=_left(until), follow_redirects=False
            ) as client,
            client.stream(
                method,
                url.copy_with(host=address),
                headers=told,
                content=body or None,
                extensions={"sni_hostname": url.host},
            ) as answer,
        ):
            kind = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
            return Reply(answer.status_code, kind, _bounded(answer, until))

    @cached_property
    def _trust(self) -> ssl.SSLContext:
        """Load the roots once: that takes longer than asking."""
        return httpx.create_ssl_context(trust_env=False)


def _resolved(host: str, port: int, until: float) -> list[str]:
    """Resolve a name as this machine does, within the time there is: the system's own patience is far longer."""
    answers: SimpleQueue[list[str] | Exception] = SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
        except (OSError, UnicodeError) as error:
            answers.put(error)
        else:
            answers.put(list(dict.fromkeys(str(each[4][0]) for each in found)))

    threading.Thread(target=ask, name="oidc-name", daemon=True).start()
    try:
        answer = answers.get(timeout=_left(until))
    except Empty as error:
        raise OidcUnavailable("silent") from error
    if isinstance(answer, Exception):
        raise OidcUnavailable("no_name") from answer
    return answer


def _left(until: float) -> float:
    return max(until - time.monotonic(), _LEAST)


def _bounded(answer: httpx.Response, until: float) -> bytes:
    body = bytearray()
    for piece in answer.iter_raw():
        body += piece
        if len(body) > MOST_BYTES:
            raise OidcUnavailable("too_big")
        if time.monotonic() > until:
            raise OidcUnavailable("silent")
    return bytes(body)


def _is_loopback(address: str) -> bool:
    try:
        return ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
