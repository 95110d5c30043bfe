"""Lists of people on their way in and back: no page's state ever holds a file."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.datastructures import UploadFile
from starlette.responses import Response, StreamingResponse

from comunik_kit.http.doors import require_actor
from comunik_kit.http.exports import from_disk
from comunik_kit.http.visit import Visit
from comunik_kit.importing.returning import template
from comunik_kit.kernel import xlsx_cells
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.csv_cells import Cell, separator_of, table
from comunik_kit.locale import language_or_default, say
from comunik_kit.roles.permissions import Permission


def importer(visit: Visit) -> Actor:
    """Find who imports, before anything of their file is read (INP-07)."""
    actor = require_actor(visit)
    actor.require(Permission.USERS_CREATE)
    return actor


def taken(visit: Visit, actor: Actor, part: UploadFile, *, is_pasted: bool) -> str:
    """Answer a file or a pasted text: the id of its import."""
    name = "" if is_pasted else part.filename or ""
    return visit.kit.imports.receive(actor, part.file, name=name, is_pasted=is_pasted)


def refused_lines(visit: Visit, import_id: str) -> Response:
    """Answer `/imports/<import id>/refused.csv`."""
    language = language_or_default(visit.language)
    found = visit.kit.imports.refused(require_actor(visit), import_id, language=language)
    pieces = table(found.head, found.chunks, separator=separator_of(language))
    return StreamingResponse(pieces, media_type=_CSV, headers=_headers(say(language, "import.file.refused")))


def refused_sheet(visit: Visit, import_id: str) -> Response:
    """Answer `/imports/<import id>/refused.xlsx`."""
    language = language_or_default(visit.language)
    found = visit.kit.imports.refused(require_actor(visit), import_id, language=language)
    return _spreadsheet(found.head, found.chunks, say(language, "import.file.refused"))


def empty_table(visit: Visit) -> Response:
    """Answer `/imports/template.csv`."""
    importer(visit)
    language = language_or_default(visit.language)
    whole = b"".join(table(template(language), [], separator=separator_of(language)))
    return Response(whole, media_type=_CSV, headers=_headers(say(language, "import.file.template")))


def empty_sheet(visit: Visit) -> Response:
    """Answer `/imports/template.xlsx`."""
    importer(visit)
    language = language_or_default(visit.language)
    return _spreadsheet(template(language), [], say(language, "import.file.template"))


_CSV = "text/csv; charset=utf-8"


def _spreadsheet(head: Sequence[str], chunks: Iterable[list[list[Cell]]], name: str) -> Response:
    """Write it to the disk, row by row; its name there is gone before it is sent."""
    with TemporaryDirectory(prefix="comunik-kit-") as folder:
        path = Path(folder, "list.xlsx")
        xlsx_cells.write(path, head, chunks)
        return from_disk(path, f"{name}.xlsx")


def _headers(name: str) -> dict[str, str]:
    return {
        "Content-Disposition": f'attachment; filename="{name}.csv"',
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


GIVEN: Mapping[str, Callable[..., Response]] = {
    "/imports/template.csv": empty_table,
    "/imports/template.xlsx": empty_sheet,
    "/imports/{import_id}/refused.csv": refused_lines,
    "/imports/{import_id}/refused.xlsx": refused_sheet,
}
"""What is given away at which address."""
