"""One person's data as a file, for them to read and take along (GDPR, articles 15 and 20)."""

import io
import json
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.data_subject import DataSubject
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import changes, repository, team_queries
from comunik_kit.users.erasure import subject_of
from comunik_kit.users.inputs import is_id
from comunik_kit.users.repository import Person
from comunik_kit.users.tables import User

Tell = Callable[[Session, DataSubject], Sequence[Mapping[str, Any]]]
"""Lists what one domain keeps about somebody, and nothing of anybody else."""
OpenPhoto = Callable[[str, str], Path | None]
"""Finds the file of a photo by workspace and id."""


@dataclass(frozen=True, slots=True)
class PersonalFile:
    """A ZIP of JSON files, with the photo if there is one; its name says the day and the account, not the person."""

    name: str
    content: bytes


class PersonalData:
    """Gathers what every domain keeps."""

    def __init__(
        self, *, db: Database, clock: Clock, parts: Mapping[str, Tell], open_photo: OpenPhoto
    ) -> None:
        """Take the tools; each part is a file of the ZIP, by its name."""
        self._db, self._clock, self._parts, self._open_photo = db, clock, parts, open_photo

    def file(self, actor: Actor, *, user_id: str) -> PersonalFile:
        """Give the file of a person of the workspace; the journal keeps who asked.

        One's own needs no permission, but a password of one's own and the factor that one must have (AUT-11, MFA-08).
        Raises `Forbidden`, `NotFound`, `PersonAboveYou`, `ProofNeeded` (SES-08).
        """
        if actor.is_held:
            raise Forbidden
        if user_id != actor.user_id:
            actor.require(Permission.USERS_UPDATE)
            actor.require(Permission.AUDIT_READ)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            person = (
                repository.person(s, actor.workspace_id, user_id, deleted=True) if is_id(user_id) else None
            )
            if person is None:
                raise NotFound
            if user_id != actor.user_id:
                changes.reachable(actor, person)
            who = subject_of(person.user)
            told = {
                "account": [_account(person) | {"leads": _led(s, person)}],
                **{name: part(s, who) for name, part in self._parts.items()},
            }
            record(s, now, actor, AuditTag.USER_DATA_GIVEN, Target("user", who.user_id, who.full_name))
        return PersonalFile(f"{now:%Y-%m-%d}-{user_id}.zip", _zip(told, self._photo(person.user), now))

    def _photo(self, user: User) -> bytes | None:
        path = self._open_photo(user.workspace_id, user.photo_id) if user.photo_id else None
        return path.read_bytes() if path else None


def _led(s: Session, person: Person) -> list[str]:
    led = team_queries.leading(s, person.user.workspace_id, person.user.id)
    return [team.name for team in led]


def _account(person: Person) -> dict[str, Any]:
    user = person.user
    said = ("full_name", "email", "phone", "language", "time_zone", "status", "modules_off", "own_home")
    lifetime = ("created_at", "invited_at", "activated_at", "suspended_at", "deleted_at")
    moments = (*lifetime, "last_seen_at", "previous_visit_at", "toured_at")
    return {
        **{name: getattr(user, name) for name in said},
        **{name: moment.isoformat() if (moment := getattr(user, name)) else None for name in moments},
        "role": person.role.name,
        "department": person.department,
        "company": person.company,
        "tier": person.tier.name,
    }


def _zip(told: Mapping[str, Sequence[Mapping[str, Any]]], photo: bytes | None, now: datetime) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, rows in told.items():
            entry = zipfile.ZipInfo(f"{name}.json", now.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, json.dumps(list(rows), ensure_ascii=False, indent=2))
        if photo is not None:  # packed already: stored as it is
            archive.writestr(zipfile.ZipInfo("photo.webp", now.timetuple()[:6]), photo)
    return packed.getvalue()
