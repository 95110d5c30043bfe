"""What people change about themselves: name, number, photo, language, time zone. Never role or rights."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Self
from zoneinfo import available_timezones

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel import phone
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic, announce_to_nobody
from comunik_kit.locale import LANGUAGES
from comunik_kit.users import names, pages, repository
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.fields import Fields
from comunik_kit.users.inputs import NAME_LENGTH
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces

FIELDS = frozenset({"full_name", "phone", "photo_id", "language", "time_zone", "version"})
_ZONE_LENGTH = 64
_KEPT = ("full_name", "phone", "photo_id", "language", "time_zone")


@dataclass(frozen=True, slots=True)
class ProfileView:
    """The person's own page; `phone` is for reading and typing, `photo_id` and `photo_url` empty for none."""

    id: str = ""
    full_name: str = ""
    email: str = ""
    initials: str = ""
    phone: str = ""
    photo_id: str = ""
    photo_url: str = ""
    language: str = "fr"
    time_zone: str = "Europe/Paris"
    version: int = 0


@dataclass(frozen=True, slots=True)
class ChangeProfile:
    """The form of the person's own page. `version` is the one that the form was filled from."""

    full_name: str
    phone: str
    photo_id: str | None
    language: str
    time_zone: str
    version: int

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. Every field must be there: an absent one would be emptied."""
        fields = Fields(form, FIELDS)
        fields.present(FIELDS)
        zone = fields.text("time_zone", _ZONE_LENGTH, required=True)
        if zone and zone not in time_zones():
            fields.refuse("time_zone", UnknownChoice())
        change = cls(
            full_name=fields.name("full_name", NAME_LENGTH, required=True),
            phone=fields.phone("phone"),
            photo_id=fields.id("photo_id") or None,
            language=fields.language("language"),
            time_zone=zone,
            version=fields.version("version"),
        )
        fields.done()
        return change


@cache
def time_zones() -> tuple[str, ...]:
    """List the time zones one can choose: those named after a place, and UTC."""
    places = (
        zone for zone in available_timezones() if "/" in zone and not zone.startswith(("Etc/", "SystemV/"))
    )
    return ("UTC", *sorted(places))


class Profile:
    """The person's own page."""

    def __init__(self, *, db: Database, clock: Clock, announce: Announce = announce_to_nobody) -> None:
        """Take the database and the clock."""
        self._db, self._clock, self._announce = db, clock, announce

    def view(self, actor: Actor) -> ProfileView:
        """Read the actor's own details."""
        with self._db.read() as s:
            user = _own(s, actor)
            return ProfileView(
                id=user.id,
                full_name=user.full_name,
                email=user.email,
                initials=names.initials(user.full_name),
                phone=phone.display(user.phone),
                photo_id=user.photo_id or "",
                photo_url=pages.photo_url(user.photo_id),
                language=user.language,
                time_zone=user.time_zone,
                version=user.version,
            )

    def change(self, actor: Actor, *, change: ChangeProfile) -> None:
        """Change the actor's own details.

        Raises `Forbidden` before an initial password is replaced, `ChangedMeanwhile`, and `UnknownChoice` for a
        photo that is neither the actor's present one nor one they sent.
        """
        if actor.is_held:
            raise Forbidden
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            user = _own(s, actor)
            if user.version != change.version:
                raise ChangedMeanwhile
            _check_photo(s, actor, user, change.photo_id)
            user.version += 1
            self._save(s, actor, user, _filled(s, user, change))
        self._announce(actor.workspace_id, Topic.PEOPLE)

    def keep_language(self, actor: Actor, *, language: str) -> None:
        """Remember the language the actor chose in the menu; raises `UnknownChoice` for one we do not speak.

        The version stays: the choice must not make a form refuse to be saved that is open on the same page.
        """
        if language not in LANGUAGES:
            raise UnknownChoice(field="language")
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            user = _own(s, actor)
            changed = ["language"] if user.language != language else []
            user.language = language
            self._save(s, actor, user, changed)

    def _save(self, s: Session, actor: Actor, user: User, changed: list[str]) -> None:
        """Write the row and its journal entry, which names the fields and not their values."""
        if not changed:
            return
        s.add(user)
        target = Target("user", user.id, user.full_name)
        record(s, self._clock.now(), actor, AuditTag.USER_UPDATED, target, details={"fields": changed})


def _own(s: Session, actor: Actor) -> User:
    user = repository.user(s, actor.workspace_id, actor.user_id)
    if user is None:
        raise NotFound
    return user


def _check_photo(s: Session, actor: Actor, user: User, photo_id: str | None) -> None:
    if photo_id in {None, user.photo_id}:
        return
    sent = repository.photo(s, actor.workspace_id, str(photo_id))
    if sent is None or sent.uploaded_by != actor.user_id:
        raise UnknownChoice(field="photo_id")


def _filled(s: Session, user: User, change: ChangeProfile) -> list[str]:
    """Set the fields; return the names of those that differ."""
    before = {name: getattr(user, name) for name in _KEPT}
    user.full_name, user.phone = change.full_name, change.phone
    user.photo_id, user.time_zone = change.photo_id, change.time_zone
    user.language = change.language or user.language
    user.sort_name = names.sort_name(change.full_name)
    user.search_text = repository.search_text(s, user)
    return [name for name in _KEPT if getattr(user, name) != before[name]]
