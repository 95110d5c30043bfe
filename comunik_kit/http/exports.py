"""Tables that leave as files: formula-safe (INP-03), without a link or a secret (INV-10), each one written down."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO
from zoneinfo import ZoneInfo

from starlette.responses import Response, StreamingResponse

from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.invitations.archive_filter import ArchiveFilter
from comunik_kit.invitations.archive_views import ArchiveRow
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.csv_cells import Cell, separator_of, table
from comunik_kit.locale import language_or_default, say
from comunik_kit.modules.asking import ItemFilter
from comunik_kit.modules.definition import Module
from comunik_kit.modules.export_files import ItemSheet
from comunik_kit.users.export_files import FORMATS, Sheet
from comunik_kit.users.filters import UserFilter

_COLUMNS = (
    "name",
    "email",
    "state",
    "delivery",
    "inviter",
    "department",
    "created",
    "issued",
    "delivered",
    "opened",
    "accepted",
    "reminders",
    "gone",
)
_PIECE = 64 * 1024
_TIMES = frozenset({"created", "issued", "delivered", "opened", "accepted"})


def archive(visit: Visit, query: Mapping[str, str]) -> Response:
    """Answer `/invitations/archive.csv?…`: the archive as its page's address filters it."""
    asked = ArchiveFilter.parse(query)
    found = visit.kit.archive.export(require_actor(visit), asked)
    language, zone = language_or_default(visit.language), found.zone
    lines = ([_cells(row, language, zone) for row in chunk] for chunk in found.chunks)
    return as_file(
        table(_head(language, zone), lines, separator=separator_of(language)),
        FORMATS["csv"],
        f"invitations-{found.day.isoformat()}.csv",
    )


def people_as_csv(visit: Visit, query: Mapping[str, str]) -> Response:
    """Answer `/users/export.csv?…`: the people of the list's filter, read while they are sent."""
    sheet = _people(visit, require_actor(visit), query)
    return as_file(sheet.csv(), FORMATS["csv"], sheet.name("csv"))


def people_as_xlsx(visit: Visit, query: Mapping[str, str]) -> Response:
    """Answer `/users/export.xlsx?…`: the same, in a file that is put together first."""
    actor = require_actor(visit)
    name = visit.kit.prepared_exports.prepare(actor, _people(visit, actor, query))
    return prepared(visit, {"name": name})


def prepared(visit: Visit, given: Mapping[str, str]) -> Response:
    """Answer `/users/exports/<name>`: hand a prepared file over, once, to who asked for it."""
    ready = visit.kit.prepared_exports.take(require_actor(visit), given["name"])
    return as_file(ready.pieces(), FORMATS["xlsx"], ready.name, {"Content-Length": str(ready.size)})


def items_as_csv(visit: Visit, query: Mapping[str, str], module: Module) -> Response:
    """Answer `/<module>/export.csv?…`: the activity of the list's filter, read while it is sent."""
    sheet = _items(visit, query, module)
    return as_file(sheet.csv(), FORMATS["csv"], sheet.name("csv"))


def items_as_xlsx(visit: Visit, query: Mapping[str, str], module: Module) -> Response:
    """Answer `/<module>/export.xlsx?…`: the same, in a file that is put together first and kept by nobody."""
    sheet = _items(visit, query, module)
    with TemporaryDirectory() as folder:
        path = Path(folder, sheet.name("xlsx"))
        sheet.xlsx(path)
        return from_disk(path, sheet.name("xlsx"))


def _items(visit: Visit, query: Mapping[str, str], module: Module) -> ItemSheet:
    asked = ItemFilter.parse(module, query)
    found = visit.kit.module_exports.begin(require_actor(visit), module.key, asked)
    return ItemSheet(found, language_or_default(visit.language))


def _people(visit: Visit, actor: Actor, query: Mapping[str, str]) -> Sheet:
    found = visit.kit.people_exports.begin(actor, UserFilter.parse(query))
    return Sheet(found, language_or_default(visit.language))


def as_file(
    pieces: Iterable[bytes], media_type: str, name: str, headers: Mapping[str, str] | None = None
) -> Response:
    """Answer with a file that no cache keeps and no browser guesses the type of."""
    return StreamingResponse(
        pieces,
        media_type=media_type,
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
            **(headers or {}),
        },
    )


def from_disk(path: Path, name: str) -> Response:
    """Answer with a spreadsheet that was put together first; it is read on from here, whatever becomes of its name.

    Starlette's own answer for files leaves the reading to the server, which comes to an empty place at times.
    """
    size, file = path.stat().st_size, path.open("rb")
    return as_file(_pieces(file), FORMATS["xlsx"], name, {"Content-Length": str(size)})


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece


def _head(language: str, zone: ZoneInfo) -> list[str]:
    """Name the columns; those of moments say in which time zone."""
    named = {name: say(language, f"archive.column.{name}") for name in _COLUMNS}
    return [f"{words} ({zone.key})" if name in _TIMES else words for name, words in named.items()]


def _cells(row: ArchiveRow, language: str, zone: ZoneInfo) -> list[Cell]:
    moments = (row.created_at, row.issued_at, row.delivered_at, row.opened_at, row.accepted_at)
    return [
        row.name,
        row.email,
        say(language, f"invitations.state.{row.state}"),
        say(language, f"delivery.{row.delivery}") if row.delivery else "",
        row.inviter,
        row.department,
        *(_local(moment, zone) for moment in moments),
        row.reminders,
        say(language, "archive.yes") if row.is_gone else "",
    ]


def _local(moment: str, zone: ZoneInfo) -> str:
    """Write a moment as spreadsheets read it, by the workspace's clock."""
    return f"{datetime.fromisoformat(moment).astimezone(zone):%Y-%m-%d %H:%M:%S}" if moment else ""
