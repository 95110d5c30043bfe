"""Lists that somebody gave a name: private ones, and shared ones that everybody of the workspace may open."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from sqlalchemy import ColumnElement, func, or_
from sqlalchemy import select as sa_select
from sqlmodel import Session, col, select

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound, TooLong
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.addresses import ListAddress
from comunik_kit.users.errors import TooManyViews, ViewNameTaken
from comunik_kit.users.fields import Fields, is_id
from comunik_kit.users.tables import SavedView, User
from comunik_kit.workspaces import repository as workspaces

NAME_LENGTH = 80
QUERY_LENGTH = 1_000
MOST_OF_ONE = 50
_MOST_SHOWN = 200
_FIELDS = frozenset({"name", "shared"})


@dataclass(frozen=True, slots=True)
class ViewForm:
    """What a view is called, and whether everybody sees it."""

    name: str
    shared: bool

    @classmethod
    def parse(cls, form: Mapping[str, object]) -> Self:
        """Read the form; raise `InvalidInput`. A box that is not ticked is not in it."""
        fields = Fields(form, _FIELDS)
        made = cls(fields.name("name", NAME_LENGTH, required=True), bool(fields.text("shared", 10)))
        fields.done()
        return made


@dataclass(frozen=True, slots=True)
class ViewLine:
    """One view for the menu; `owner` is whose it is when it is somebody else's."""

    id: str
    name: str
    query: str
    shared: bool
    owner: str
    may_change: bool


class SavedViews:
    """The views of the list of people."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def all(self, actor: Actor) -> list[ViewLine]:
        """List the actor's own views, all of them, then those that others share, each by name."""
        actor.require(Permission.USERS_READ)
        of_others = col(SavedView.owner_id) != actor.user_id
        wanted = (
            sa_select(SavedView, col(User.full_name))
            .join(User, col(User.id) == col(SavedView.owner_id))
            .where(col(SavedView.workspace_id) == actor.workspace_id, _seen_by(actor))
            .order_by(of_others, func.lower(col(SavedView.name)), col(SavedView.id))
        )
        with self._db.read() as s:
            return [_line(actor, view, owner) for view, owner in s.execute(wanted.limit(_MOST_SHOWN)).all()]

    def save(self, actor: Actor, *, form: ViewForm, address: ListAddress) -> str:
        """Keep a list under a name; return the view's id. Raises `ViewNameTaken`, `TooManyViews`, `TooLong`."""
        actor.require(Permission.USERS_READ)
        now = self._clock.now()
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            if _count(s, actor) >= MOST_OF_ONE:
                raise TooManyViews(max=MOST_OF_ONE)
            _check_name(s, actor.workspace_id, actor.user_id, form.name)
            view = SavedView(
                id=new_id(now),
                workspace_id=actor.workspace_id,
                owner_id=actor.user_id,
                name=form.name,
                query=_query(address),
                shared=form.shared,
                created_at=now,
            )
            s.add(view)
            self._note(s, actor, AuditTag.VIEW_SAVED, view)
        return view.id

    def change(
        self, actor: Actor, *, view_id: str, form: ViewForm, address: ListAddress | None = None
    ) -> None:
        """Rename a view, share it or no more, and keep another list in it. Raises what `save` and `delete` do."""
        actor.require(Permission.USERS_READ)
        with self._db.write() as s:
            workspaces.lock_workspace(s, actor.workspace_id)
            view = _changeable(s, actor, view_id)
            was_shared = view.shared
            if form.name != view.name:
                _check_name(s, actor.workspace_id, view.owner_id, form.name)
            view.name, view.shared = form.name, form.shared
            view.query = _query(address) if address else view.query
            s.add(view)
            self._note(s, actor, AuditTag.VIEW_SAVED, view, was_shared=was_shared)

    def delete(self, actor: Actor, *, view_id: str) -> None:
        """Delete a view: one's own, or a shared one for those who may change people.

        Raises `NotFound`, also for a private view of somebody else, and `Forbidden` for a shared one.
        """
        actor.require(Permission.USERS_READ)
        with self._db.write() as s:
            view = _changeable(s, actor, view_id)
            s.delete(view)
            self._note(s, actor, AuditTag.VIEW_DELETED, view)

    def _note(
        self, s: Session, actor: Actor, tag: AuditTag, view: SavedView, *, was_shared: bool = False
    ) -> None:
        """Write down what others see of it; a private view is nobody's business but its owner's."""
        if view.shared or was_shared:
            target = Target("view", view.id, view.name)
            record(s, self._clock.now(), actor, tag, target, details={"shared": view.shared})


def _seen_by(actor: Actor) -> ColumnElement[bool]:
    return or_(col(SavedView.owner_id) == actor.user_id, col(SavedView.shared))


def _changeable(s: Session, actor: Actor, view_id: object) -> SavedView:
    wanted = select(SavedView).where(SavedView.workspace_id == actor.workspace_id, SavedView.id == view_id)
    view = s.exec(wanted).first() if is_id(view_id) else None
    if view is None or not (view.shared or view.owner_id == actor.user_id):
        raise NotFound
    if not _may_change(actor, view):
        raise Forbidden
    return view


def _may_change(actor: Actor, view: SavedView) -> bool:
    return view.owner_id == actor.user_id or (view.shared and actor.may(Permission.USERS_UPDATE))


def _count(s: Session, actor: Actor) -> int:
    own = (SavedView.workspace_id == actor.workspace_id, SavedView.owner_id == actor.user_id)
    return s.exec(select(func.count()).where(*own)).one()


def _check_name(s: Session, workspace_id: str, owner_id: str, name: str) -> None:
    own = (SavedView.workspace_id == workspace_id, SavedView.owner_id == owner_id, SavedView.name == name)
    if s.exec(select(SavedView.id).where(*own)).first():
        raise ViewNameTaken(field="name", name=name)


def _query(address: ListAddress) -> str:
    written = address.query_string()
    if len(written) > QUERY_LENGTH:
        raise TooLong(field="name", max=QUERY_LENGTH)
    return written


def _line(actor: Actor, view: SavedView, owner: str) -> ViewLine:
    is_own = view.owner_id == actor.user_id
    return ViewLine(
        id=view.id,
        name=view.name,
        query=view.query,
        shared=view.shared,
        owner="" if is_own else owner,
        may_change=_may_change(actor, view),
    )
