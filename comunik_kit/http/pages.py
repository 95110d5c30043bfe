"""Answers for a page's own address: without the detour over a trailing slash, and in the look of its host."""

import gzip
import hashlib
import json
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comunik_kit.frontend import web_folder
from comunik_kit.http.drawn_language import drawn_in, language_of
from comunik_kit.http.dressing import NAME_MARK, PLAIN, dressed, read_face, told
from comunik_kit.workspaces.views import Face

_PAGE = re.compile(r"(?:/[A-Za-z0-9_-]{1,80}){1,6}\Z")
_FILE = re.compile(r"\.[A-Za-z0-9]{1,8}\Z")
_MOST_KEPT = 64
_MOST_HOSTS = 200
_LIGHTLY = 4
_VARY = "Accept-Encoding, Accept-Language, Cookie, Host"

FaceAt = Callable[[str], Awaitable[Face]]
"""Gives what pages wear under the `Host` of a request."""
Paint = Callable[[Scope, str], Awaitable[str]]
"""Gives a page with what is drawn for who asks; the page itself for who gets nothing."""


class ExactPages:
    """Shows `/users` from the compiled `users.html`: no redirect, whose target would name the Host header."""

    def __init__(self, app: ASGIApp, folder: Path | None = None) -> None:
        """Take the application; the compiled pages are this installation's unless given."""
        self._app = app
        self._folder = folder or web_folder() / "build" / "client"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the page's file when there is one; let everything else through."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and self._has(scope["path"]):
            scope = {**scope, "path": f"{scope['path']}.html"}
        await self._app(scope, receive, send)

    def _has(self, path: str) -> bool:
        return bool(_PAGE.match(path)) and (self._folder / f"{path[1:]}.html").is_file()


class DressedPages:
    """Dresses the compiled pages (`dressing.py`), and draws into them what is already known (`first_paint/`).

    Whatever has no mark in it goes through as it is.
    """

    def __init__(self, app: ASGIApp, face_at: FaceAt, paint: Paint | None = None) -> None:
        """Take the application, what tells the look of a host, and what draws for whoever asks."""
        self._app, self._face_at, self._paint = app, face_at, paint
        self._kept: OrderedDict[bytes, bytes] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Take a page's whole text, as it was compiled, and send it dressed."""
        path = scope.get("path", "")
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or _FILE.search(path):
            await self._app(scope, receive, send)
            return
        taken = _Taken(send)
        await self._app(_asking_for_all(scope), receive, taken.take)
        if taken.is_page:
            await self._send(scope, receive, send, taken)

    async def _send(self, scope: Scope, receive: Receive, send: Send, taken: "_Taken") -> None:
        asked = Headers(scope=scope)
        page = taken.body.decode()
        if NAME_MARK in page:
            face = await self._face_at(asked.get("host", ""))
            # In this order: what a brand calls itself is no mark of ours, whatever stands in it.
            page = dressed(drawn_in(language_of(HTTPConnection(scope), face.language), page), face)
        painted = await self._paint(scope, page) if self._paint else page
        response = (
            self._for_all(asked, taken, page.encode())
            if painted == page
            else _personal(asked, taken, painted.encode())
        )
        await response(scope, receive, _headless(send) if scope["method"] == "HEAD" else send)

    def _for_all(self, asked: Headers, taken: "_Taken", content: bytes) -> Response:
        """Answer with what is the same for everybody at a host who reads one language."""
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        headers = _kept_headers(taken.headers) | {"etag": tag, "vary": _VARY}
        if taken.status == 200 and tag in asked.get("if-none-match", ""):  # noqa: PLR2004
            return Response(status_code=304, headers=headers)
        if _takes_gzip(asked):
            headers["content-encoding"], content = "gzip", self._small(content)
        return Response(content, taken.status, headers)

    def _small(self, content: bytes) -> bytes:
        """Compress a page, or find it as it was compressed the last time."""
        key = hashlib.sha256(content).digest()
        found = self._kept.get(key)
        if found is None:
            found = self._kept[key] = gzip.compress(content, 9, mtime=0)
            while len(self._kept) > _MOST_KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found


@dataclass(slots=True)
class _Taken:
    """An answer on its way: kept back when it is a page, passed on at once when it is anything else."""

    send: Send
    status: int = 0
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    body: bytes = b""
    is_page: bool = False

    async def take(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            self.is_page = headers.get("content-type", "").startswith("text/html")
            self.status, self.headers = message["status"], message.get("headers", [])
        if not self.is_page:
            await self.send(message)
        elif message["type"] == "http.response.body":
            self.body += message.get("body", b"")


class RememberedFaces:
    """What hosts wore last, in a file: the front dresses pages by it while the app is still being loaded."""

    def __init__(self, file: Path) -> None:
        """Take where it is kept."""
        self._file = file
        self._faces: dict[str, Face] | None = None

    def at(self, host: str) -> Face:
        """Give what a host wore last; the plain look for one that nobody remembers."""
        return self._read().get(host, PLAIN)

    def knows(self, host: str) -> bool:
        """Tell whether anything is remembered of a host."""
        return host in self._read()

    def keep(self, host: str, face: Face) -> None:
        """Remember what a host wears, if that is news."""
        faces = self._read()
        if faces.get(host) == face or (host not in faces and len(faces) >= _MOST_HOSTS):
            return
        faces[host] = face
        self._write(faces)

    def renew(self, face_at: Callable[[str], Face | None]) -> None:
        """Look at every host again: what it wears by now, or None for one that is no longer ours."""
        before = dict(self._read())
        found = {host: face for host in before if (face := face_at(host)) is not None}
        if found != before:
            self._faces = found
            self._write(found)

    def _write(self, faces: dict[str, Face]) -> None:
        unfinished = self._file.with_suffix(".part")
        with suppress(
            OSError
        ):  # a folder that cannot be written to: the next start shows the plain look for a second
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            unfinished.write_text(json.dumps({name: told(each) for name, each in faces.items()}), "utf-8")
            unfinished.replace(self._file)

    def _read(self) -> dict[str, Face]:
        if self._faces is None:
            try:
                said = json.loads(self._file.read_text("utf-8"))
                self._faces = {host: read_face(each) for host, each in said.items()}
            except (OSError, ValueError, TypeError, AttributeError):
                self._faces = {}
        return self._faces


def _asking_for_all(scope: Scope) -> Scope:
    """Ask for the page as it is, whole and now: dressed, it is another text than the one that was compressed."""
    left_out = {b"accept-encoding", b"if-none-match", b"if-modified-since", b"range", b"if-range"}
    headers = [(name, value) for name, value in scope["headers"] if name.lower() not in left_out]
    # Without the server's extensions too: one of them would have the file's name instead of its text.
    return {**scope, "method": "GET", "headers": headers, "extensions": {}}


def _kept_headers(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    left_out = {b"content-length", b"content-encoding", b"etag", b"last-modified", b"accept-ranges", b"vary"}
    return {name.decode(): value.decode() for name, value in headers if name.lower() not in left_out}


def _personal(asked: Headers, taken: _Taken, content: bytes) -> Response:
    """Answer with what is one person's: nobody keeps it (WEB-02). Compressed lightly, for it is made each time."""
    headers = _kept_headers(taken.headers)
    headers |= {"cache-control": "no-store", "vary": _VARY}
    if _takes_gzip(asked):
        headers["content-encoding"], content = "gzip", gzip.compress(content, _LIGHTLY, mtime=0)
    return Response(content, taken.status, headers)


def _takes_gzip(asked: Headers) -> bool:
    return "gzip" in asked.get("accept-encoding", "")


def _headless(send: Send) -> Send:
    async def send_head(message: Message) -> None:
        await send({**message, "body": b""} if message["type"] == "http.response.body" else message)

    return send_head
