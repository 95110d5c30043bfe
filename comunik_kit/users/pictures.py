"""From the bytes of a stranger's picture to our own small WebP (INP-05). Nothing of the original is kept."""

import io
import struct
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Self, TypeVar

from PIL import Image, ImageOps

from comunik_kit.kernel.errors import InvalidInput, WrongType
from comunik_kit.users.errors import ImageTooBig, NotAnImage

MAX_MEGABYTES = 5
MAX_MEGAPIXELS = 24
SIDE = 512
MOST_ZOOM = 4

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF")
_QUALITY = 84
# A hostile file makes the decoders fail in any of these ways.
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    LookupError,
    ArithmeticError,
    AttributeError,
    EOFError,
    MemoryError,
    NotImplementedError,
    struct.error,
)
# A decoded picture takes up to 100 MB for a moment: two at a time, whoever asks.
_decoding = threading.BoundedSemaphore(2)


Drawn = TypeVar("Drawn")


@dataclass(frozen=True, slots=True)
class Cut:
    """The square of an upright picture that somebody chose.

    `left` and `top` are parts of its width and height, `side` a part of the shorter of the two, all from 0 to 1.
    """

    left: float
    top: float
    side: float

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self | None:
        """Read it; None when none of it is there. Raises `InvalidInput` for what is no such number."""
        if not form:
            return None
        try:
            cut = cls(*(float(str(form[name])) for name in ("left", "top", "side")))
        except (KeyError, ValueError) as error:
            raise InvalidInput({"photo": WrongType()}) from error
        numbers = (cut.left, cut.top, cut.side)
        if len(form) != len(numbers) or not all(isfinite(each) and 0 <= each <= 1 for each in numbers):
            raise InvalidInput({"photo": WrongType()})
        return cls(cut.left, cut.top, max(cut.side, 1 / MOST_ZOOM))

    def box(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Give the pixels of it in a picture: a square that lies within, however it was asked for."""
        side = max(1, round(self.side * min(width, height)))
        left, top = min(round(self.left * width), width - side), min(round(self.top * height), height - side)
        return left, top, left + side, top + side


def portrait(raw: bytes, cut: Cut | None = None) -> bytes:
    """Give a picture as a square WebP of 512 px without metadata: what was chosen of it, or else its middle.

    Raises `ImageTooBig` or `NotAnImage`.
    """
    side = round(SIDE / cut.side) if cut else SIDE
    return redrawn(raw, lambda picture: _encoded(_square(picture, cut)), field="photo", reach=(side, side))


def redrawn(raw: bytes, draw: Callable[[Image.Image], Drawn], *, field: str, reach: tuple[int, int]) -> Drawn:
    """Decode a stranger's picture upright, as RGB or RGBA, and give what `draw` makes of it.

    A photograph much greater than `reach` is decoded at less than its size. Raises `ImageTooBig` or `NotAnImage`.
    """
    too_big = ImageTooBig(field=field, megabytes=MAX_MEGABYTES, megapixels=MAX_MEGAPIXELS)
    if len(raw) > MAX_MEGABYTES * 1024 * 1024:
        raise too_big
    with _decoding:
        try:
            return draw(_upright(raw, too_big, reach))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise too_big from error
        except _BROKEN as error:
            raise NotAnImage(field=field) from error


def bare(picture: Image.Image) -> Image.Image:
    """Copy the pixels alone: without the original's EXIF, profile and comments."""
    copy = Image.new(picture.mode, picture.size)
    copy.paste(picture)
    return copy


def _upright(raw: bytes, too_big: ImageTooBig, reach: tuple[int, int]) -> Image.Image:
    # The type is what the content says, and what the header promises is weighed before a pixel is decoded.
    with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_MEGAPIXELS * 1_000_000:
            raise too_big
        picture.draft("RGB", reach)
        upright = ImageOps.exif_transpose(picture)
        return upright.convert("RGBA" if upright.has_transparency_data else "RGB")


def _square(picture: Image.Image, cut: Cut | None) -> Image.Image:
    if cut:
        return picture.resize((SIDE, SIDE), Image.Resampling.LANCZOS, box=cut.box(*picture.size))
    return ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS)


def _encoded(square: Image.Image) -> bytes:
    out = io.BytesIO()
    bare(square).save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
