"""The end of a deleted account: after the days in which it can be restored, nothing in it names anybody any more."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, col

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.email_address import InvalidEmail, parse
from comunik_kit.users import photo_queries, repository
from comunik_kit.users.lifecycle import RESTORABLE
from comunik_kit.users.photos import Photos
from comunik_kit.users.tables import Photo, SavedView, User, UserStatus
from comunik_kit.workspaces import repository as workspaces

logger = logging.getLogger(__name__)

BATCH = 200
EVERY = timedelta(hours=1)

Forget = Callable[[Session, DataSubject], object]
"""Empties what one domain keeps about somebody, in the open transaction."""
Addresses = Callable[[Session, DataSubject], Iterable[str]]
"""Lists the addresses that one domain knows to have been somebody's."""


class Erasure:
    """Looks for deleted accounts whose days are over. Safe with any number of processes at it."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        addresses: Sequence[Addresses],
        forget: Sequence[Forget],
        photos: Photos,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._photos = db, clock, photos
        self._addresses, self._forget = tuple(addresses), tuple(forget)
        self._next: datetime | None = None

    def run_due(self) -> int:
        """Do what is due, at most once an hour: a chore; how many people were forgotten."""
        now = self._clock.now()
        if self._next is not None and now < self._next:
            return 0
        done = self.run()
        self._next = now + EVERY if done < BATCH else None
        return done

    def run(self, limit: int = BATCH) -> int:
        """Forget at most so many of each workspace, and pictures that are nobody's any more; how many people."""
        now = self._clock.now()
        with self._db.read() as s:
            due = [each for w in workspaces.all_workspaces(s) for each in _due(s, w.id, now, limit)]
        forgotten = sum(self._alone(workspace_id, user_id, now) for workspace_id, user_id in due)
        self._photos.sweep()
        return forgotten

    def _alone(self, workspace_id: str, user_id: str, now: datetime) -> bool:
        """Forget one in a transaction of their own: what goes wrong with it is no matter of the others."""
        try:
            with self._db.write() as s:
                workspaces.lock_workspace(s, workspace_id)
                found = repository.person(s, workspace_id, user_id, deleted=True)
                if found is None or not _is_over(found.user, now):
                    return False
                self._erase(s, found.user, now)
        except SQLAlchemyError as error:
            logger.warning("erasure of %s: %s", user_id, type(error).__name__)
            return False
        return True

    def _erase(self, s: Session, user: User, now: datetime) -> None:
        who = self._with_addresses(s, subject_of(user))
        for forget in self._forget:
            forget(s, who)
        s.execute(delete(SavedView).where(col(SavedView.owner_id) == user.id, ~col(SavedView.shared)))
        photos = _take_photos(s, user)
        _empty(user, who.pseudonym, now)
        s.add(user)
        record(
            s,
            now,
            None,
            AuditTag.USER_ANONYMISED,
            Target("user", user.id),
            workspace_id=user.workspace_id,
        )
        s.flush()
        self._photos.discard(photos)

    def _with_addresses(self, s: Session, who: DataSubject) -> DataSubject:
        """Say by which addresses they are found, too."""
        known = {who.email, who.email_key}.union(*(addresses(s, who) for addresses in self._addresses))
        return replace(who, emails=frozenset(_nobody_elses(s, who, known - {""})))


def subject_of(user: User) -> DataSubject:
    """Say by what a person's data is found."""
    return DataSubject(user.workspace_id, user.id, user.full_name, user.email, user.email_key)


def _nobody_elses(s: Session, who: DataSubject, addresses: Iterable[str]) -> set[str]:
    """Leave out what is somebody else's by now, living or still to be restored; give all spellings of the rest."""
    keys = {each: _key(each) for each in addresses}
    others = (col(User.workspace_id) == who.workspace_id, col(User.email_key).in_(set(keys.values())))
    having = select(col(User.email_key)).where(*others, col(User.id) != who.user_id)
    # Each half has an index of its own.
    halves = (having.where(col(User.deleted_at).is_(None)), having.where(col(User.deleted_at).is_not(None)))
    taken = set(s.execute(union_all(*halves)).scalars())
    return {spelling for each, key in keys.items() if key not in taken for spelling in (each, key)}


def _key(address: str) -> str:
    """Give what makes two spellings one address; one that was taken before a rule forbade it is its own."""
    try:
        return parse(address).key
    except InvalidEmail:
        return address.lower()


def _due(s: Session, workspace_id: str, now: datetime, limit: int) -> Sequence[tuple[str, str]]:
    """Read along the index of status and name: who was anonymised has no name to be sorted by."""
    wanted = (
        select(col(User.workspace_id), col(User.id))
        .where(col(User.workspace_id) == workspace_id, col(User.status) == UserStatus.DELETED.value)
        .where(col(User.sort_name) > "", col(User.deleted_at) <= now - RESTORABLE)
    )
    return [(row[0], row[1]) for row in s.execute(wanted.limit(limit))]


def _is_over(user: User, now: datetime) -> bool:
    return user.deleted_at is not None and user.deleted_at + RESTORABLE <= now


def _take_photos(s: Session, user: User) -> list[str]:
    """Take away their own picture, and those they sent for themselves; what others' records name stays theirs."""
    own, sent = col(Photo.id) == user.photo_id, col(Photo.uploaded_by) == user.id
    user.photo_id = None
    s.add(user)
    s.flush()
    return photo_queries.drop_unused(s, user.workspace_id, own | sent)


def _empty(user: User, pseudonym: str, now: datetime) -> None:
    user.full_name = pseudonym
    user.sort_name = user.email = user.email_key = user.search_text = user.phone = ""
    user.department_id = user.company_id = user.creation_key = user.last_seen_at = None
    user.previous_visit_at = user.toured_at = None
    user.anonymised_at = now
    user.version += 1
