"""Reading a posted body: bounded before it is parsed, refused whole when it is not the form that was asked for."""

from collections.abc import AsyncGenerator, Iterable
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from comunik_kit.http.errors import BodyTooBig, PhotoTooBig, UnreadableForm

Form = dict[str, str]

FORM_BYTES = 64 * 1024
PHOTO_BYTES = 6 * 1024 * 1024
EVENT_BYTES = 256 * 1024
_MOST_FIELDS = 20
_SHOWN_PHOTO_LIMIT = 5


async def read_form(request: Request, names: Iterable[str]) -> Form:
    """Read an urlencoded form that may have just these fields, each once; raises `BodyTooBig`, `UnreadableForm`."""
    body = await _bounded(request, FORM_BYTES)
    if body is None:
        raise BodyTooBig(max=FORM_BYTES // 1024)
    if body and _media_type(request) != "application/x-www-form-urlencoded":
        raise UnreadableForm
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, errors="strict", max_num_fields=_MOST_FIELDS)
    except ValueError as error:  # a broken encoding, or too many fields
        raise UnreadableForm from error
    form = dict(pairs)
    if len(form) != len(pairs) or not form.keys() <= set(names):
        raise UnreadableForm
    return form


async def read_event(request: Request) -> bytes:
    """Read a carrier's event as it came, byte for byte, for its signature; raises `BodyTooBig`, `UnreadableForm`."""
    body = await _bounded(request, EVENT_BYTES)
    if body is None:
        raise BodyTooBig(max=EVENT_BYTES // 1024)
    return body


async def read_photo(request: Request) -> bytes:
    """Read the one file `photo` of a multipart form; raises `PhotoTooBig` or `UnreadableForm`."""
    if _media_type(request) != "multipart/form-data":
        raise UnreadableForm
    body = await _bounded(request, PHOTO_BYTES)
    if body is None:
        raise PhotoTooBig(max=_SHOWN_PHOTO_LIMIT, field="photo")
    try:
        form = await MultiPartParser(request.headers, _once(body), max_files=1, max_fields=0).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise UnreadableForm from error
    try:
        photo = form.get("photo")
        if not isinstance(photo, UploadFile):
            raise UnreadableForm
        return await photo.read()
    finally:
        await form.close()


async def _bounded(request: Request, most: int) -> bytes | None:
    """Take the body in, up to a size; None beyond it, without reading the rest (INP-07)."""
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most:
        return None
    body = bytearray()
    try:
        async for piece in request.stream():
            body += piece
            if len(body) > most:
                return None
    except ClientDisconnect as error:
        raise UnreadableForm from error
    return bytes(body)


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
    yield b""


def _media_type(request: Request) -> str:
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()
