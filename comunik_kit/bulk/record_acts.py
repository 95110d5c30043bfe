"""Changing one field of many records, each as the record's form would: role, department, company, tier."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.bulk.attempts import Before, Params
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, NotFound
from comunik_kit.users import changes, repository, team_queries
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.repository import Person


class FieldChange:
    """Sets one field of the form to what the act was started with, under the same name."""

    def __init__(self, field: str) -> None:
        """Take the field of `ChangeUser`."""
        self._field = field

    def carry(self, s: Session, actor: Actor, user_id: str, params: Params, now: datetime) -> Before | None:
        """Change one record, if that changes anything; raises what `changes.change` does."""
        person = known(s, actor, user_id)
        before, present = self._kept(person), person.user.version
        self._set(s, actor, person, params[self._field], now)
        if person.user.version == present:
            return None
        return {**before, "version": person.user.version}

    def undo(self, s: Session, actor: Actor, user_id: str, before: Params, now: datetime) -> None:
        """Put back what was there, unless somebody changed the record since."""
        person = known(s, actor, user_id, version=before.get("version"))
        # A team may have another name by now; one that is gone is made anew.
        team = team_queries.team(s, actor.workspace_id, before.get("department_id") or "")
        self._set(s, actor, person, team.name if team else before[self._field], now)

    def _kept(self, person: Person) -> Before:
        kept = {self._field: getattr(form_of(person), self._field)}
        return kept | {"department_id": person.user.department_id} if self._field == "department" else kept

    def _set(self, s: Session, actor: Actor, person: Person, value: Any, now: datetime) -> None:
        form = replace(form_of(person), **{self._field: value})
        changes.change(s, actor, person, form, now)
        s.flush()


def form_of(person: Person) -> ChangeUser:
    """Fill the record's form with what is stored."""
    user = person.user
    return ChangeUser(
        full_name=user.full_name,
        role_id=user.role_id,
        tier_id=user.tier_id,
        version=user.version,
        phone=user.phone,
        department=person.department,
        company=person.company,
        photo_id=user.photo_id,
        language=user.language,
    )


def known(
    s: Session, actor: Actor, user_id: str, *, version: int | None = None, deleted: bool = False
) -> Person:
    """Find a person of the workspace, unchanged since a version; `NotFound` or `ChangedMeanwhile`."""
    person = repository.person(s, actor.workspace_id, user_id, deleted=deleted)
    if person is None:
        raise NotFound
    if version is not None and person.user.version != version:
        raise ChangedMeanwhile
    return person
