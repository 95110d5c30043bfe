"""The brand's pictures: drawn anew, kept under ids that nobody can guess, shown to who has one (INP-05, INP-06).

They stand on the sign-in page and in e-mails, so no session is asked for. What the brand no longer names is removed.
"""

import os
import re
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from comunik_kit.branding import repository
from comunik_kit.branding.drawing import ENDINGS, drawn
from comunik_kit.branding.errors import TooManyPictures
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.looks import KINDS
from comunik_kit.workspaces.tables import BrandPicture

PICTURES_AN_HOUR = 60
_NAME = re.compile(r"(?P<id>[0-9a-f]{32})(?P<ending>\.png|\.webp|-32\.png|-180\.png)", re.ASCII)
_TYPES = {".png": "image/png", ".webp": "image/webp"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture's file, its media type, and the workspace whose brand it is of."""

    path: Path
    media_type: str
    workspace_id: str


class BrandPictures:
    """The folder of pictures and its rows."""

    def __init__(self, *, db: Database, clock: Clock, folder: Path) -> None:
        """Take the tools; the folder is made when the first picture comes."""
        self._db, self._clock, self._folder = db, clock, folder

    def store(self, actor: Actor, raw: bytes, *, kind: str) -> str:
        """Keep a picture for the form and give its id; raises `ImageTooBig`, `NotAnImage` or `TooManyPictures`."""
        actor.require(Permission.WHITE_LABEL_MANAGE)
        if kind not in KINDS:
            raise NotFound
        drawing, now = drawn(raw, kind), self._clock.now()
        row = BrandPicture(
            id=secrets.token_hex(16),
            workspace_id=actor.workspace_id,
            kind=kind,
            width=drawing.width,
            height=drawing.height,
            uploaded_by=actor.user_id,
            created_at=now,
        )
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            sent = repository.sent_since(s, actor.workspace_id, now - timedelta(hours=1))
            if sent >= PICTURES_AN_HOUR:
                raise TooManyPictures(field=kind)
            s.add(row)
            s.flush()
            for ending, content in drawing.files.items():
                self._write(row.id + ending, content)
        return row.id

    def open(self, name: str) -> Kept | None:
        """Find the file of that name, its type and whose it is; None for a name that is none of ours."""
        found = _NAME.fullmatch(name)
        path = self._folder / name
        if found is None or not path.is_file():
            return None
        with self._db.read() as s:
            workspace_id = repository.owner(s, found["id"])
        return Kept(path, _TYPES[path.suffix], workspace_id) if workspace_id else None

    def discard(self, picture_ids: Iterable[str]) -> None:
        """Remove the files of pictures whose rows are gone."""
        for picture_id in picture_ids:
            for ending in ENDINGS:
                (self._folder / f"{picture_id}{ending}").unlink(missing_ok=True)

    def _write(self, name: str, content: bytes) -> None:
        """Write the file whole or not at all: under another name first."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        unfinished = self._folder / f"{name}.part"
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(self._folder / name)
