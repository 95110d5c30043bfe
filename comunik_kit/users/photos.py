"""Photos of people: re-encoded, stored under names of our own, found only within their workspace (INP-06)."""

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.ids import new_id
from comunik_kit.users import photo_queries, repository
from comunik_kit.users.errors import TooManyPhotos
from comunik_kit.users.inputs import is_id
from comunik_kit.users.pictures import Cut, portrait
from comunik_kit.users.tables import Photo
from comunik_kit.workspaces import repository as workspaces

PHOTOS_AN_HOUR = 120
UNUSED_FOR = timedelta(days=1)
_SWEPT_AT_ONCE = 500


class Photos:
    """The folder of photos and its rows."""

    def __init__(self, *, db: Database, clock: Clock, folder: Path) -> None:
        """Take the tools; the folder is made when the first photo comes."""
        self._db, self._clock, self._folder = db, clock, folder

    def store(self, actor: Actor, raw: bytes, *, cut: Cut | None = None) -> str:
        """Keep a picture, or the square chosen of it; its id. Raises `ImageTooBig`, `NotAnImage` or `TooManyPhotos`.

        Anyone signed in may send one, for their own profile; it shows nowhere before a record names it.
        """
        if actor.is_held:
            raise Forbidden
        picture = portrait(raw, cut)
        now = self._clock.now()
        photo = Photo(
            id=new_id(now), workspace_id=actor.workspace_id, uploaded_by=actor.user_id, created_at=now
        )
        with self._db.write() as s:
            sent = repository.photos_since(s, actor.workspace_id, actor.user_id, now - timedelta(hours=1))
            if sent >= PHOTOS_AN_HOUR:
                raise TooManyPhotos(field="photo")
            s.add(photo)
            s.flush()
            self._write(photo.id, picture)
        return photo.id

    def shown_to(self, actor: Actor, photo_id: str) -> Path | None:
        """Find the file of a photo for somebody of its workspace; who is held sees their own (AUT-11, MFA-08)."""
        if actor.is_held and not self._is_own(actor, photo_id):
            return None
        return self.open(actor.workspace_id, photo_id)

    def open(self, workspace_id: str, photo_id: str) -> Path | None:
        """Find the file of a photo of this workspace; None for an unknown or foreign id."""
        if not is_id(photo_id):
            return None
        with self._db.read() as s:
            known = repository.photo(s, workspace_id, photo_id) is not None
        path = self._path(photo_id)
        return path if known and path.is_file() else None

    def sweep(self) -> int:
        """Let go of pictures that no record names, from a day after they came on; how many.

        They were replaced, or belong to a form that nobody sent.
        """
        with self._db.read() as s:
            found = photo_queries.unused(s, self._clock.now() - UNUSED_FOR, _SWEPT_AT_ONCE)
        places = {workspace_id: [] for workspace_id in sorted({each.workspace_id for each in found})}
        for each in found:
            places[each.workspace_id].append(each.id)
        return sum(self._let_go(workspace_id, ids) for workspace_id, ids in places.items())

    def _let_go(self, workspace_id: str, photo_ids: Sequence[str]) -> int:
        with self._db.write() as s:
            workspaces.lock_workspace(s, workspace_id)  # no form takes one up meanwhile
            gone = photo_queries.drop_unused(s, workspace_id, col(Photo.id).in_(photo_ids))
            self.discard(gone)
        return len(gone)

    def discard(self, photo_ids: Sequence[str]) -> None:
        """Remove the files of photos whose rows are gone."""
        for photo_id in photo_ids:
            self._path(photo_id).unlink(missing_ok=True)

    def _is_own(self, actor: Actor, photo_id: str) -> bool:
        with self._db.read() as s:
            user = repository.user(s, actor.workspace_id, actor.user_id)
        return user is not None and user.photo_id == photo_id

    def _write(self, photo_id: str, picture: bytes) -> None:
        """Write the file whole or not at all: under another name first."""
        self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        path = self._path(photo_id)
        unfinished = path.with_suffix(".part")
        with unfinished.open("wb") as file:
            file.write(picture)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(path)

    def _path(self, photo_id: str) -> Path:
        return self._folder / f"{photo_id}.webp"
