"""Reading a posted body: bounded before it is parsed, refused whole when it is not the form that was asked for."""

import json
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import ClientDisconnect, Request

from comunik_kit.http.errors import BodyTooBig, PhotoTooBig, UnreadableForm
from comunik_kit.http.problems import NotJson
from comunik_kit.importing.errors import FileTooBig
from comunik_kit.importing.limits import FILE_BYTES

Form = dict[str, str]

FORM_BYTES = 64 * 1024
PHOTO_BYTES = 6 * 1024 * 1024
EVENT_BYTES = 256 * 1024
ACTIVITIES_BYTES = 2 * 1024 * 1024
_MEGABYTE = 1024 * 1024
_LIST_BYTES = FILE_BYTES + FORM_BYTES  # the file, and what a form puts around it
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


async def read_activities(request: Request) -> bytes:
    """Read a JSON body of the API; raises `NotJson`, `BodyTooBig`, `UnreadableForm`."""
    if _media_type(request) != "application/json":
        raise NotJson
    body = await _bounded(request, ACTIVITIES_BYTES)
    if body is None:
        raise BodyTooBig(max=ACTIVITIES_BYTES // 1024)
    return body


async def read_answer(request: Request) -> object:
    """Read what a page's script sends of a passkey, as JSON; raises `BodyTooBig`, `UnreadableForm`."""
    if _media_type(request) != "application/json":
        raise UnreadableForm
    body = await _bounded(request, FORM_BYTES)
    if body is None:
        raise BodyTooBig(max=FORM_BYTES // 1024)
    try:
        return json.loads(body.decode())
    except (ValueError, RecursionError) as error:
        raise UnreadableForm from error


async def read_photo(request: Request, *, fields: int = 0) -> tuple[bytes, dict[str, object]]:
    """Read the one file `photo` of a multipart form and at most so many fields beside it.

    Raises `PhotoTooBig` or `UnreadableForm`.
    """
    if _media_type(request) != "multipart/form-data":
        raise UnreadableForm
    body = await _bounded(request, PHOTO_BYTES)
    if body is None:
        raise PhotoTooBig(max=_SHOWN_PHOTO_LIMIT, field="photo")
    try:
        form = await MultiPartParser(request.headers, _once(body), max_files=1, max_fields=fields).parse()
    except (MultiPartException, KeyError, ValueError) as error:
        raise UnreadableForm from error
    try:
        photo = form.get("photo")
        if not isinstance(photo, UploadFile):
            raise UnreadableForm
        beside = {name: value for name, value in form.multi_items() if name != "photo"}
        return await photo.read(), dict(beside)
    finally:
        await form.close()


@asynccontextmanager
async def list_of_people(request: Request) -> AsyncIterator[tuple[UploadFile, bool]]:
    """Take in the one part `file` or `text` of a multipart form, and tell whether it is pasted text.

    It goes to a temporary file that has no name, and is gone with this block. Raises `FileTooBig`, `UnreadableForm`.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > _LIST_BYTES:
        raise FileTooBig(max=FILE_BYTES // _MEGABYTE)
    if _media_type(request) != "multipart/form-data":
        raise UnreadableForm
    try:
        form = await MultiPartParser(request.headers, _no_more(request), max_files=1, max_fields=0).parse()
    except (MultiPartException, ClientDisconnect, KeyError, ValueError) as error:
        raise UnreadableForm from error
    try:
        parts = form.multi_items()
        if len(parts) != 1 or parts[0][0] not in {"file", "text"} or not isinstance(parts[0][1], UploadFile):
            raise UnreadableForm
        yield parts[0][1], parts[0][0] == "text"
    finally:
        await form.close()


async def _no_more(request: Request) -> AsyncGenerator[bytes, None]:
    """Let pieces through up to the size of a list, whatever was declared."""
    taken = 0
    async for piece in request.stream():
        taken += len(piece)
        if taken > _LIST_BYTES:
            raise FileTooBig(max=FILE_BYTES // _MEGABYTE)
        yield piece


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
