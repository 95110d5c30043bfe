"""From the bytes of a stranger's picture to our own small WebP (INP-05). Nothing of the original is kept."""

import io
import struct
import threading
from collections.abc import Callable
from typing import TypeVar

from PIL import Image, ImageOps

from comunik_kit.users.errors import ImageTooBig, NotAnImage

MAX_MEGABYTES = 5
MAX_MEGAPIXELS = 24
SIDE = 512

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


def portrait(raw: bytes) -> bytes:
    """Give a picture as a square WebP of 512 px without metadata; raises `ImageTooBig` or `NotAnImage`."""
    return redrawn(raw, lambda picture: _encoded(_square(picture)), field="photo", reach=(SIDE, SIDE))


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


def _square(picture: Image.Image) -> Image.Image:
    return ImageOps.fit(picture, (SIDE, SIDE), Image.Resampling.LANCZOS)


def _encoded(square: Image.Image) -> bytes:
    out = io.BytesIO()
    bare(square).save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
