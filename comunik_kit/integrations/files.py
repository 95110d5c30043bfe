"""Activity as a table: the first line names the columns as the API names its fields; details stand beside them."""

import secrets
import threading
from collections.abc import Iterator, Sequence

from comunik_kit.importing.limits import Line
from comunik_kit.integrations.errors import ColumnMissing, NoSuchColumn
from comunik_kit.integrations.views import FileView
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.inputs import FIELDS
from comunik_kit.modules.registry import DETAILS, NUMBERS

COLUMNS = (*(name for name in FIELDS if name != "details"), *DETAILS)
_NEEDED = ("module", "kind", "at")
_MOST_HELD = 50


def objects(lines: Iterator[Line]) -> Iterator[tuple[int, object]]:
    """Give each line under the first as the object that the API would take, with its number.

    Raises `NoSuchColumn`, `ColumnMissing`.
    """
    head = next(lines, None)
    names = _columns(head.cells if head else [])
    for line in lines:
        yield line.number, _object(names, line.cells)


def _columns(cells: Sequence[str]) -> list[str]:
    names = [cell.strip().lower().replace(" ", "_") for cell in cells]
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            raise NoSuchColumn(field="file", name=name[:40])
    for name in _NEEDED:
        if name not in names:
            raise ColumnMissing(field="file", name=name)
    return names


def _object(names: Sequence[str], cells: Sequence[str]) -> dict[str, object]:
    said: dict[str, object] = {}
    details: dict[str, object] = {}
    for name, cell in zip(names, cells, strict=False):
        if not cell:
            continue
        if name in DETAILS:
            details[name] = _number(cell) if name in NUMBERS else cell
        else:
            said[name] = cell
    if len(cells) > len(names):
        said["?"] = ""  # a cell under no column: the line is not what its writer meant
    return said | ({"details": details} if details else {})


def _number(cell: str) -> object:
    """Read what a spreadsheet writes for a number; anything else stays text, and is refused as such."""
    plain = cell.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return cell


class Verdicts:
    """What came of the files lately, until the page that sent one asks: in the process, for who sent it alone."""

    def __init__(self) -> None:
        """Begin with none."""
        self._held: dict[str, tuple[str, FileView]] = {}
        self._lock = threading.Lock()

    def put(self, actor: Actor, view: FileView) -> str:
        """Keep a verdict; give the name by which its sender finds it."""
        name = secrets.token_hex(16)
        with self._lock:
            self._held[name] = (actor.user_id, view)
            while len(self._held) > _MOST_HELD:
                del self._held[next(iter(self._held))]
        return name

    def take(self, actor: Actor, name: str) -> FileView:
        """Hand a verdict over, once; raises `NotFound`."""
        with self._lock:
            sender, view = self._held.get(name, ("", FileView()))
            if sender != actor.user_id:
                raise NotFound
            del self._held[name]
        return view
