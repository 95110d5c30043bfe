"""The journal as a file: formula-safe (INP-03), read while it is sent, and itself written down."""

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from starlette.responses import Response

from comunik_kit.http.doors import require_actor
from comunik_kit.http.exports import as_file, from_disk
from comunik_kit.http.visit import Visit
from comunik_kit.journal.exporting import JournalSheet
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.locale import language_or_default
from comunik_kit.users.export_files import FORMATS


def as_csv(visit: Visit, query: Mapping[str, str]) -> Response:
    """Answer `/settings/audit/journal.csv?…`: the entries of the page's filter."""
    sheet = _sheet(visit, query)
    return as_file(sheet.csv(), FORMATS["csv"], sheet.name("csv"))


def as_xlsx(visit: Visit, query: Mapping[str, str]) -> Response:
    """Answer `/settings/audit/journal.xlsx?…`: the same, in a file that is put together first."""
    sheet = _sheet(visit, query)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "journal.xlsx"
        sheet.xlsx(path)
        return from_disk(path, sheet.name("xlsx"))


def _sheet(visit: Visit, query: Mapping[str, str]) -> JournalSheet:
    actor, asked = require_actor(visit), JournalFilter.parse(query)
    return visit.kit.journal_exports.begin(actor, asked, language=language_or_default(visit.language))
