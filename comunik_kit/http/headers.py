"""Security and cache headers of every answer (WEB-02, TOK-08)."""

import base64
import hashlib
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.status import HTTP_304_NOT_MODIFIED
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comunik_kit.frontend import web_folder
from comunik_kit.settings import Settings

ScriptHashes = Callable[[str], Iterable[str]]
"""Gives the CSP hashes of the inline scripts of the page at a path."""

_HOST = re.compile(r"[A-Za-z0-9.-]{1,253}(?::\d{1,5})?\Z|\[[0-9A-Fa-f:.]{2,45}\](?::\d{1,5})?\Z")
_INLINE = re.compile(r"<script\b(?P<attributes>[^>]*)>(?P<code>.*?)</script>", re.DOTALL | re.IGNORECASE)
_SOURCE = re.compile(r"(?:^|\s)src\s*=", re.IGNORECASE)
# Pages that stand in for addresses without a file of their own (`/users/<id>`).
_STAND_INS = ("404.html", "__spa-fallback.html", "index.html")
_PAGE_NAME = re.compile(r"[A-Za-z0-9_/-]{0,200}\Z")
_YEAR = "public, max-age=31536000, immutable"
_SECRET_PAGES = ("/invite", "/reset", "/enter", "/address", "/mail/unsubscribe", "/sign-in")
_TWO_YEARS = "max-age=63072000"
CLOSED = "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; sandbox"
"""The policy of what is looked at and does nothing, such as a picture that somebody sent."""
_FIXED = {
    # The server would name itself (WEB-06).
    "Server": "web",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}


class SecurityHeaders:
    """Wraps the whole application; what a route has set itself stays."""

    def __init__(self, app: ASGIApp, settings: Settings, script_hashes: ScriptHashes | None = None) -> None:
        """Take the application; the scripts are those of the compiled pages unless given."""
        self._app = app
        self._settings = settings
        self._hashes = script_hashes or built_script_hashes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to an HTTP answer; let anything else through."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(scope, message)
            await send(message)

        await self._app(scope, receive, send_with_headers)

    def _add(self, scope: Scope, message: Message) -> None:
        settings = self._settings
        headers, path = MutableHeaders(scope=message), scope["path"]
        for name, value in _FIXED.items():
            headers.setdefault(name, value)
        headers.setdefault("Referrer-Policy", referrer_policy(path))
        headers.setdefault("Cache-Control", cache_control(path, message["status"]))
        if settings.secure:
            headers.setdefault("Strict-Transport-Security", _TWO_YEARS)
        if not settings.development:
            headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        # "Not modified" names no content: a policy without hashes would replace the kept one (RFC 9111, 3.2).
        if message["status"] != HTTP_304_NOT_MODIFIED and "content-security-policy" not in headers:
            is_page = headers.get("content-type", "").startswith("text/html")
            hashes = self._hashes(path) if is_page else ()
            host = Headers(scope=scope).get("host", "")
            headers["Content-Security-Policy"] = content_security_policy(settings, host, hashes)


def content_security_policy(settings: Settings, host: str, script_hashes: Iterable[str] = ()) -> str:
    """Write the policy: everything from ourselves, inline scripts by their hash alone, no `unsafe-eval`.

    The web socket is named beside 'self', which not every browser stretches to it.
    """
    socket = f" {'wss' if settings.secure else 'ws'}://{host}" if _HOST.match(host) else ""
    form_targets = f"'self' {settings.public_url}" if settings.development else "'self'"
    scripts = " ".join(["'self'", *(f"'{each}'" for each in script_hashes)])
    return "; ".join(
        (
            "default-src 'self'",
            f"script-src {scripts}",
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            f"connect-src 'self'{socket}",
            "object-src 'none'",
            "base-uri 'none'",
            "frame-ancestors 'none'",
            f"form-action {form_targets}",
        )
    )


def referrer_policy(path: str) -> str:
    """Let no address leave that has, or had, a secret in it; others stay within the site."""
    is_secret = any(path == page or path.startswith(page + "/") for page in _SECRET_PAGES)
    return "no-referrer" if is_secret else "same-origin"


def cache_control(path: str, status: int) -> str:
    """Keep files that carry a hash in their name for good; have everything else asked for again."""
    if path.startswith("/assets/") and status in {200, 206, 304}:
        return _YEAR
    return "no-store" if path.startswith("/auth/") else "no-cache"


def script_hashes(html: str) -> tuple[str, ...]:
    """List the CSP hashes of a page's inline scripts."""
    inline = (m["code"] for m in _INLINE.finditer(html) if not _SOURCE.search(m["attributes"]))
    return tuple(dict.fromkeys(_hash(code) for code in inline if code))


def script_hashes_in(folder: Path, path: str) -> tuple[str, ...]:
    """List the hashes of the page that a folder of compiled pages shows at a path."""
    shown = _own_page(folder, path)
    pages = (shown,) if shown else _STAND_INS
    found = (script_hashes((folder / p).read_text("utf-8")) for p in pages if (folder / p).is_file())
    return tuple(dict.fromkeys(each for hashes in found for each in hashes))


def built_script_hashes(path: str) -> tuple[str, ...]:
    """List the hashes of the page that the built frontend shows at a path; none in development."""
    folder = web_folder() / "build" / "client"
    return _built(folder, path if _own_page(folder, path) else "/404")


def _own_page(folder: Path, path: str) -> str:
    """Find the file that a path shows; empty when another page stands in."""
    name = path.strip("/")
    if not _PAGE_NAME.match(name):
        return ""
    names = (f"{name}/index.html", f"{name}.html") if name else ("index.html",)
    return next((each for each in names if (folder / each).is_file()), "")


@cache
def _built(folder: Path, path: str) -> tuple[str, ...]:
    return script_hashes_in(folder, path)


def _hash(code: str) -> str:
    digest = hashlib.sha256(code.encode()).digest()
    return "sha256-" + base64.b64encode(digest).decode()
