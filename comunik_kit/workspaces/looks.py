"""Pure: what a workspace looks like, for pages and messages alike; nothing in it is anybody's HTML or CSS (INP-08)."""

import re
from collections.abc import Mapping
from typing import Any

from comunik_kit.workspaces.contrast import is_colour, reading
from comunik_kit.workspaces.tables import Workspace
from comunik_kit.workspaces.views import DEFAULT_ACCENT, Face, Look, Picture

THEMES = ("system", "light", "dark")
LOGO, LOGO_DARK, ICON, COVER = "logo", "logo_dark", "icon", "cover"
KINDS = (LOGO, LOGO_DARK, ICON, COVER)
PATH = "/brand/"
_PLATE = {"--brand-plate": "#ffffff", "--brand-plate-pad": "4px 8px"}
# Said as well: the preview of a brand stands on a page that may have a plate.
_NO_PLATE = {"--brand-plate": "transparent", "--brand-plate-pad": "0"}
_ID = re.compile(r"[0-9a-f]{32}", re.ASCII)


def look_of(workspace: Workspace) -> Look:
    """Take the look of a workspace from its row."""
    return Look(
        brand=workspace.brand,
        accent=workspace.accent if is_colour(workspace.accent) else DEFAULT_ACCENT,
        language=workspace.language,
        theme=workspace.theme,
        legal_line=workspace.legal_line,
        **{kind: picture_of(workspace.pictures, kind) for kind in KINDS},
    )


def picture_of(pictures: Mapping[str, Any], kind: str) -> Picture:
    """Take one of the pictures that a workspace's row names."""
    given = pictures.get(kind) or {}
    found = Picture(str(given.get("id", "")), int(given.get("width", 0)), int(given.get("height", 0)))
    return found if _ID.fullmatch(found.id) and found.width > 0 and found.height > 0 else Picture()


def face_of(look: Look) -> Face:
    """Make a look ready for a page."""
    return Face(
        name=look.brand,
        legal=look.legal_line,
        theme=look.theme,
        language=look.language,
        icon=address(look.icon, "-32.png"),
        touch_icon=address(look.icon, "-180.png"),
        logo=bool(look.logo.id),
        cover=bool(look.cover.id),
        variables=_colours(look.accent) | _pictures(look),
    )


def seen_at(kind: str, picture: Picture) -> str:
    """Give where the page of the brand shows a picture of a kind; empty for none."""
    return address(picture, ".webp" if kind == COVER else ".png")


def address(picture: Picture, ending: str = ".png") -> str:
    """Give where a picture is found; empty for none."""
    return f"{PATH}{picture.id}{ending}" if picture.id else ""


def _colours(accent: str) -> dict[str, str]:
    found = reading(accent)
    return {
        "--brand": accent,
        "--brand-ink": found.ink,
        "--brand-text": found.light,
        "--brand-dark": found.dark,
        "--brand-dark-ink": found.dark_ink,
    }


def _pictures(look: Look) -> dict[str, str]:
    """Name the pictures by addresses made of our own ids.

    Where there is no logo for dark grounds, a plate of a light colour is put under the other.
    """
    if not look.logo.id:
        return _cover(look)
    dark = look.logo_dark if look.logo_dark.id else look.logo
    return (
        _cover(look)
        | {
            "--brand-logo": f"url({address(look.logo)})",
            "--brand-logo-ratio": f"{look.logo.width / look.logo.height:.4f}",
            "--brand-logo-dark": f"url({address(dark)})",
            "--brand-logo-dark-ratio": f"{dark.width / dark.height:.4f}",
        }
        | (_NO_PLATE if look.logo_dark.id else _PLATE)
    )


def _cover(look: Look) -> dict[str, str]:
    return {"--brand-cover": f"url({address(look.cover, '.webp')})"} if look.cover.id else {}
