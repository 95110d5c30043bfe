"""Lists of people on their way in and back: no page's state ever holds a file."""

from typing import BinaryIO

from starlette.responses import Response, StreamingResponse

from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.importing.returning import template
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.csv_cells import separator_of, table
from comunik_kit.locale import language_or_default, say
from comunik_kit.roles.permissions import Permission


def importer(visit: Visit) -> Actor:
    """Find who imports, before anything of their file is read (INP-07)."""
    actor = require_actor(visit)
    actor.require(Permission.USERS_CREATE)
    return actor


def taken(visit: Visit, actor: Actor, file: BinaryIO, name: str, *, is_pasted: bool) -> str:
    """Answer a file or a pasted text: the id of its import."""
    return visit.kit.imports.receive(actor, file, name=name, is_pasted=is_pasted)


def refused_lines(visit: Visit, import_id: str) -> Response:
    """Answer `/imports/<import id>/refused.csv`."""
    language = language_or_default(visit.language)
    found = visit.kit.imports.refused(require_actor(visit), import_id, language=language)
    pieces = table(found.head, found.chunks, separator=separator_of(language))
    return StreamingResponse(pieces, media_type=_CSV, headers=_headers(say(language, "import.file.refused")))


def empty_table(visit: Visit) -> Response:
    """Answer `/imports/template.csv`."""
    importer(visit)
    language = language_or_default(visit.language)
    whole = b"".join(table(template(language), [], separator=separator_of(language)))
    return Response(whole, media_type=_CSV, headers=_headers(say(language, "import.file.template")))


_CSV = "text/csv; charset=utf-8"


def _headers(name: str, ending: str = "csv") -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}.{ending}"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }
