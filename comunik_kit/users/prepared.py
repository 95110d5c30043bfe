"""Exports that must be whole before they can leave: kept for who asked, handed over once, never for long.

Their names begin with whose they are and when they were made, so that no table is needed to know either.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.errors import NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.export_files import Sheet, Watch, unwatched
from comunik_kit.users.fields import is_id

KEPT = timedelta(minutes=15)
_PIECE = 64 * 1024
# Ids begin with the millisecond in which they were made.
_NAME = re.compile(r"[0-9a-f]{32}\.(?P<made>[0-9a-f]{12})[0-9a-f]{20}\.")


@dataclass(frozen=True, slots=True)
class Ready:
    """A file on its way out; it is in no folder any more, and gone when it is closed."""

    file: BinaryIO
    name: str
    size: int

    def pieces(self) -> Iterator[bytes]:
        """Read it to its end, and close it."""
        with self.file:
            while piece := self.file.read(_PIECE):
                yield piece


class PreparedExports:
    """A folder of files that wait for a browser to fetch them."""

    def __init__(self, *, clock: Clock, folder: Path) -> None:
        """Take the clock and the folder."""
        self._clock, self._folder = clock, folder

    def prepare(self, actor: Actor, sheet: Sheet, watch: Watch = unwatched) -> str:
        """Write an export to a file, and name it for `take`; what nobody fetched in time is thrown away."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._sweep()
        name = new_id(self._clock.now())
        sheet.xlsx(self._folder / f"{actor.user_id}.{name}.{sheet.name('xlsx')}", watch)
        return name

    def take(self, actor: Actor, name: str) -> Ready:
        """Open a file that this person had prepared, and take it out of the folder; raises `NotFound`."""
        actor.require(Permission.USERS_READ)
        path = self._find(actor, name)
        try:
            file = path.open("rb")
            path.unlink()
        except FileNotFoundError as error:
            raise NotFound from error
        return Ready(file, path.name.split(".", 2)[2], _size(file))

    def _find(self, actor: Actor, name: str) -> Path:
        found = sorted(self._folder.glob(f"{actor.user_id}.{name}.*.xlsx")) if is_id(name) else []
        if not found or self._is_old(found[0]):
            raise NotFound
        return found[0]

    def _sweep(self) -> None:
        for path in filter(self._is_old, list(self._folder.iterdir())):
            if path.is_dir():  # left by a process that was killed
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)

    def _is_old(self, path: Path) -> bool:
        name = _NAME.match(path.name)
        if name is None:
            return False
        made = datetime.fromtimestamp(int(name["made"], 16) / 1000, UTC)
        return self._clock.now() - made > KEPT


def _size(file: BinaryIO) -> int:
    size = file.seek(0, 2)
    file.seek(0)
    return size
