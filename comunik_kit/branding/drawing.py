"""From a stranger's picture to the files of a brand: PNG or WebP of our own making (INP-05). SVG is none of them."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial

from PIL import Image, ImageOps

from comunik_kit.users.pictures import bare, redrawn
from comunik_kit.workspaces.looks import COVER, ICON, LOGO, LOGO_DARK

ICON_SIDE = 512
SMALL_SIDE, TOUCH_SIDE = 32, 180
ENDINGS = (".png", ".webp", "-32.png", "-180.png")
_REACH = {LOGO: (1600, 512), LOGO_DARK: (1600, 512), COVER: (1600, 1600), ICON: (ICON_SIDE, ICON_SIDE)}
_QUALITY = 82


@dataclass(frozen=True, slots=True)
class Drawing:
    """What is kept of a picture: its size, and a file for each ending."""

    width: int
    height: int
    files: Mapping[str, bytes]


def drawn(raw: bytes, kind: str) -> Drawing:
    """Draw a picture of the brand anew; raises `ImageTooBig` or `NotAnImage`, about the field that its kind names."""
    return redrawn(raw, partial(_drawing, kind), field=kind, reach=_REACH[kind])


def _drawing(kind: str, picture: Image.Image) -> Drawing:
    if kind == ICON:
        return _icon(picture)
    small = picture.copy()
    small.thumbnail(_REACH[kind], Image.Resampling.LANCZOS)
    # Mail programs draw PNG, of WebP some know nothing; the picture beside the sign-in form is seen by browsers alone.
    file = {".webp": _webp(small.convert("RGB"))} if kind == COVER else {".png": _png(small)}
    return Drawing(small.width, small.height, file)


def _icon(picture: Image.Image) -> Drawing:
    """Stand it in the middle of a square, and give the browsers' tab and the phones' screen their own sizes."""
    square = ImageOps.pad(
        picture.convert("RGBA"), (ICON_SIDE, ICON_SIDE), Image.Resampling.LANCZOS, (0, 0, 0, 0)
    )
    files = {
        ".png": _png(square),
        f"-{SMALL_SIDE}.png": _png(square.resize((SMALL_SIDE, SMALL_SIDE), Image.Resampling.LANCZOS)),
        f"-{TOUCH_SIDE}.png": _png(
            _on_white(square.resize((TOUCH_SIDE, TOUCH_SIDE), Image.Resampling.LANCZOS))
        ),
    }
    return Drawing(ICON_SIDE, ICON_SIDE, files)


def _on_white(picture: Image.Image) -> Image.Image:
    """Fill what can be seen through: phones would show it black."""
    ground = Image.new("RGB", picture.size, "#ffffff")
    ground.paste(picture, mask=picture.getchannel("A"))
    return ground


def _png(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def _webp(picture: Image.Image) -> bytes:
    out = io.BytesIO()
    bare(picture).save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
