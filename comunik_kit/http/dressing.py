"""A compiled page, on its way out, puts on the look of the workspace whose people come in by that host.

The pages are compiled once, for everybody: where a name belongs they carry a mark (web/js/brand.js). So the title, the
icon, the colour and the logo are right at the first paint, before any script runs. Everything that goes in is a colour
by pattern, an address made of our own ids, or text, escaped (INP-08).
"""

import html
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from comunik_kit.workspaces.views import PRODUCT, Face

if TYPE_CHECKING:
    from comunik_kit.wiring import Kit

NAME_MARK, LEGAL_MARK = "__KIT_BRAND__", "__KIT_LEGAL__"
PLAIN = Face(name=PRODUCT)
"""What pages wear before there is a workspace."""

# Reflex offers it to whoever shows a link of ours; a workspace has another icon, and no page is for the public.
_PICTURE_OF_THE_PRODUCT = '<meta content="favicon.ico" property="og:image"/>'
_HEAD = re.compile(r"<head\b[^>]*>")
_HTML = re.compile(r"<html\b")
_VALUE = re.compile(
    r"#[0-9a-f]{6}|transparent|4px 8px|[0-9.]{1,12}|url\(/brand/[0-9a-f]{32}\.(?:png|webp)\)", re.ASCII
)
_NAME = re.compile(r"--[a-z-]{1,40}", re.ASCII)
_ADDRESS = re.compile(r"/brand/[0-9a-f]{32}-(?:32|180)\.png", re.ASCII)


def face_at(kit: "Kit", host: str) -> Face:
    """Find what pages wear under a host name."""
    from comunik_kit.workspaces.looks import face_of  # noqa: PLC0415  - the front dresses before tables are loaded

    workspace = kit.workspaces.summary(host)
    return face_of(workspace.look) if workspace else PLAIN


def bare_host(host: str) -> str:
    """Take the port from what a request calls us by; capitals and the dot of the root say nothing."""
    name = host.rpartition(":")[0] if re.search(r":[0-9]{1,5}\Z", host) else host
    return name.lower().removesuffix(".")


def dressed(page: str, face: Face) -> str:
    """Put a face on a compiled page."""
    name, legal = html.escape(face.name), html.escape(face.legal)
    page = page.replace(NAME_MARK, name).replace(LEGAL_MARK, legal)
    page = page.replace(_PICTURE_OF_THE_PRODUCT, "")
    flags = "".join(f' data-{flag}=""' for flag in ("logo", "cover") if getattr(face, flag))
    page = _HTML.sub(f"<html{flags}", page, count=1)
    return _HEAD.sub(lambda found: found[0] + _metas(face), page, count=1).replace(
        "</head>", f"{_links(face)}{_style(face)}</head>", 1
    )


def told(face: Face) -> dict[str, Any]:
    """Write a face for a script, or for a file."""
    return asdict(face)


def read_face(said: Mapping[str, Any]) -> Face:
    """Read a face that was written so; what it does not say is as in a plain one."""
    return Face(**{name: said[name] for name in Face.__dataclass_fields__ if name in said})


def _metas(face: Face) -> str:
    """Say what scripts must know before the first paint; the first script of the head comes after it."""
    said = {name: getattr(face, name) for name in ("name", "legal", "theme", "language")}
    return f'<meta name="kit-brand" content="{html.escape(json.dumps(said, ensure_ascii=False))}">'


def _links(face: Face) -> str:
    if not _ADDRESS.fullmatch(face.icon):
        # What these show is the host's: a brand's first letter, or the product's own picture (icons.py).
        drawn = '<link rel="icon" href="/favicon.svg" type="image/svg+xml">'
        return drawn + ('<link rel="icon" href="/favicon.ico" sizes="32x32">' if face.name == PRODUCT else "")
    touch = face.touch_icon if _ADDRESS.fullmatch(face.touch_icon) else face.icon
    return (
        f'<link rel="icon" href="{face.icon}" type="image/png" sizes="32x32">'
        f'<link rel="apple-touch-icon" href="{touch}" sizes="180x180">'
    )


def _style(face: Face) -> str:
    said = "".join(
        f"{name}:{value};"
        for name, value in face.variables.items()
        if _NAME.fullmatch(name) and _VALUE.fullmatch(value)
    )
    return f"<style>:root{{{said}}}</style>" if said else ""
