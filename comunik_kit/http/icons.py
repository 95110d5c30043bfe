"""The picture of a browser's tab: the brand's at its host, its first letter where it has none, else the product's.

Browsers ask for `/favicon.ico` whenever a page names no picture, and for what they have no page of.
"""

import base64
import html
import re
from pathlib import Path

from starlette.datastructures import Headers
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from comunik_kit.http.headers import CLOSED
from comunik_kit.http.pages import FaceAt
from comunik_kit.workspaces.views import DEFAULT_ACCENT, PRODUCT, Face

PATHS = frozenset({"/favicon.ico", "/favicon.svg"})
DRAWN = "/favicon.svg"
NONE = "data:,"
"""The address of no picture: a page that names it has its browser ask for none."""

_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_ADDRESS = re.compile(r"/brand/[0-9a-f]{32}-32\.png", re.ASCII)
_PICTURE = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="8" fill="{ground}"/>'
    '<text x="16" y="23" text-anchor="middle" font-family="system-ui,sans-serif" font-size="20" font-weight="700" '
    'fill="{ink}">{letter}</text></svg>'
)
# The same address is another picture tomorrow, when the brand has changed.
_HEADERS = {
    "Cache-Control": "no-cache",
    "Content-Security-Policy": CLOSED,
    "Vary": "Host",
}


class HostIcons:
    """Wraps the application: what browsers ask for by themselves is the brand's, under its host."""

    def __init__(self, app: ASGIApp, face_at: FaceAt) -> None:
        """Take the application, and what tells the look of a host."""
        self._app, self._face_at = app, face_at

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer for a host that wears a brand; the product's file is among the compiled pages."""
        if scope["type"] != "http" or scope["method"] not in {"GET", "HEAD"} or scope["path"] not in PATHS:
            await self._app(scope, receive, send)
            return
        face = await self._face_at(Headers(scope=scope).get("host", ""))
        if is_dressed(face):
            await _picture(face)(scope, receive, send)
        else:
            await self._app(scope, receive, send)


def is_dressed(face: Face) -> bool:
    """Tell whether a look is somebody's own."""
    return face.name != PRODUCT or bool(_ADDRESS.fullmatch(face.icon))


def address(face: Face) -> str:
    """Give where a page finds its picture."""
    return face.icon if _ADDRESS.fullmatch(face.icon) else DRAWN


def drawn(face: Face) -> str:
    """Draw the first letter on the brand's colour, as SVG; nothing in it is anybody's markup (INP-08)."""
    letter = face.name.strip()[:1].upper()[:1]
    return _PICTURE.format(
        ground=_colour(face, "--brand", DEFAULT_ACCENT),
        ink=_colour(face, "--brand-ink", "#ffffff"),
        letter=html.escape(letter) if letter.isprintable() else "",
    )


def embedded(face: Face, file: Path | None = None) -> str:
    """Write the picture into an address, for a page at a host that gives away nothing else."""
    if not is_dressed(face):
        return NONE
    kind, content = ("png", file.read_bytes()) if file is not None else ("svg+xml", drawn(face).encode())
    return f"data:image/{kind};base64,{base64.b64encode(content).decode()}"


def _picture(face: Face) -> Response:
    where = address(face)
    if where != DRAWN:
        return RedirectResponse(where, 302, headers=_HEADERS)
    return Response(drawn(face), media_type="image/svg+xml", headers=_HEADERS)


def _colour(face: Face, name: str, otherwise: str) -> str:
    found = face.variables.get(name, "")
    return found if _COLOUR.fullmatch(found) else otherwise
