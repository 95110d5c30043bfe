"""From the bytes of a stranger's picture to our own small WebP (INP-05). Nothing of the original is kept."""

import io
import struct
import threading

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


def portrait(raw: bytes) -> bytes:
    """Give a picture as a square WebP of 512 px without metadata; raises `ImageTooBig` or `NotAnImage`."""
    if len(raw) > MAX_MEGABYTES * 1024 * 1024:
        raise ImageTooBig(field="photo", megabytes=MAX_MEGABYTES, megapixels=MAX_MEGAPIXELS)
    with _decoding:
        try:
            return _encoded(_square(raw))
        except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
            raise ImageTooBig(field="photo", megabytes=MAX_MEGABYTES, megapixels=MAX_MEGAPIXELS) from error
        except _BROKEN as error:
            raise NotAnImage(field="photo") from error


def _square(raw: bytes) -> Image.Image:
    # The type is what the content says, and what the header promises is weighed before a pixel is decoded.
    with Image.open(io.BytesIO(raw), formats=_FORMATS) as picture:
        width, height = picture.size
        if width * height > MAX_MEGAPIXELS * 1_000_000:
            raise ImageTooBig(field="photo", megabytes=MAX_MEGABYTES, megapixels=MAX_MEGAPIXELS)
        picture.draft("RGB", (SIDE, SIDE))
        upright = ImageOps.exif_transpose(picture)
        mode = "RGBA" if upright.has_transparency_data else "RGB"
        return ImageOps.fit(upright.convert(mode), (SIDE, SIDE), Image.Resampling.LANCZOS)


def _encoded(square: Image.Image) -> bytes:
    bare = Image.new(square.mode, square.size)  # without the original's EXIF, profile and comments
    bare.paste(square)
    out = io.BytesIO()
    bare.save(out, "WEBP", quality=_QUALITY, method=4)
    return out.getvalue()
