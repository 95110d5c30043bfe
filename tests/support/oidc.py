"""A provider on loopback that says what a test has it say, signed with keys of its own.

It checks what a provider checks: the code, the client's secret, PKCE. Times are the test's clock's.
"""

import base64
import hashlib
import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from comunik_kit.kernel.clock import Clock

CLIENT, SECRET = "kit-client", "kit secret/of: tests"
ANA = {"sub": "ana-1", "email": "ana@example.org", "email_verified": True, "name": "Ana Lopez"}
Answer = tuple[int, str, bytes]


@dataclass
class Issuer:
    """What it says of itself, of a person, and how it signs."""

    clock: Clock
    port: int = 0
    host: str = "127.0.0.1"
    keys: list[RSAKey] = field(default_factory=list)
    person: dict[str, Any] = field(default_factory=dict)
    claims: dict[str, Any] = field(default_factory=dict)
    document: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    sign: Callable[[dict[str, Any]], str] | None = None
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    codes: dict[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """Its name and address."""
        return f"http://{self.host}:{self.port}"

    def authorise(self, location: str) -> dict[str, str]:
        """Say yes to a question, as its page would; what the browser brings back."""
        parts = urlsplit(location)
        assert f"{parts.scheme}://{parts.netloc}{parts.path}" == f"{self.issuer}/authorize"
        given = {name: values[0] for name, values in parse_qs(parts.query).items()}
        assert (given["response_type"], given["client_id"]) == ("code", CLIENT)
        assert given["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = given
        return {"code": code, "state": given["state"]}

    def token(self, nonce: str) -> str:
        """Make an ID token about the person of the moment."""
        now = int(self.clock.now().timestamp())
        whole = {
            "iss": self.issuer,
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            **self.person,
            **self.claims,
        }
        said = {name: value for name, value in whole.items() if value is not None}
        return self.sign(said) if self.sign else signed(said, self.keys[-1])

    def answer(self, method: str, path: str, body: str, headers: Mapping[str, str]) -> Answer:
        """Answer a request."""
        self.asked.append(f"{method} {path}")
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return _json(self._told())
        if path == "/jwks":
            return _json({"keys": [key.as_dict(private=False, use="sig", alg="RS256") for key in self.keys]})
        if path == "/userinfo":
            assert headers["Authorization"] == "Bearer access"
            return _json(self.userinfo or {})
        return self._exchange(body, headers) if path == "/token" else (404, "text/plain", b"")

    def _told(self) -> dict[str, Any]:
        at = self.issuer
        return {
            "issuer": at,
            "authorization_endpoint": f"{at}/authorize",
            "token_endpoint": f"{at}/token",
            "jwks_uri": f"{at}/jwks",
            "userinfo_endpoint": f"{at}/userinfo",
            "response_types_supported": ["code"],
            "code_challenge_methods_supported": ["S256"],
            "id_token_signing_alg_values_supported": ["RS256", "HS256", "none"],
            **self.document,
        }

    def _exchange(self, body: str, headers: Mapping[str, str]) -> Answer:
        form = {name: values[0] for name, values in parse_qs(body).items()}
        wanted = "Basic " + base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        question = self.codes.pop(form.get("code", ""), None)
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if question is None or headers.get("Authorization") != wanted:
            return _json({"error": "invalid_grant"}, 400)
        if challenge != question["code_challenge"] or form["redirect_uri"] != question["redirect_uri"]:
            return _json({"error": "invalid_grant"}, 400)
        token = self.token(question["nonce"])
        return _json({"access_token": "access", "token_type": "Bearer", "id_token": token})


def signed(claims: dict[str, Any], key: Any, **header: Any) -> str:
    """Sign claims as a provider does."""
    return jwt.encode({"alg": "RS256", "kid": key.kid, **header}, claims, key)


def new_key() -> RSAKey:
    """Make a key that a provider signs with."""
    key = RSAKey.generate_key(2048)
    key.ensure_kid()
    return key


FIRST_KEY = new_key()  # making one takes longer than a test


@contextmanager
def issuing(clock: Clock) -> Iterator[Issuer]:
    """Open a provider for as long as a test lasts."""
    issuer = Issuer(clock, keys=[FIRST_KEY])
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(issuer))
    issuer.port = server.server_port
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield issuer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def _handler(issuer: Issuer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def _answer(self) -> None:
            length = int(self.headers.get("Content-Length") or 0)
            body = self.rfile.read(length).decode()
            status, kind, said = issuer.answer(self.command, self.path, body, self.headers)  # pyright: ignore[reportArgumentType]
            self.send_response(status)
            self.send_header("Content-Type", kind)
            if status // 100 == 3:
                self.send_header("Location", f"{issuer.issuer}/jwks")
            self.send_header("Content-Length", str(len(said)))
            self.end_headers()
            self.wfile.write(said)

        do_GET = do_POST = _answer  # noqa: N815  - the base's own names

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  - the base's own name
            del format, args

    return Handler


def _json(value: Any, status: int = 200) -> Answer:
    return status, "application/json", json.dumps(value).encode()
