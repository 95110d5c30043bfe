"""The brand of a workspace: read and changed as a whole, by who may manage the white label (INP-08)."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.branding import repository
from comunik_kit.branding.errors import PictureGone
from comunik_kit.branding.inputs import BrandForm
from comunik_kit.branding.pictures import BrandPictures
from comunik_kit.branding.views import BrandView, Judgement
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import ChangedMeanwhile, InvalidInput
from comunik_kit.roles.permissions import Permission
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.contrast import is_colour, reading
from comunik_kit.workspaces.looks import KINDS, look_of, picture_of, seen_at
from comunik_kit.workspaces.tables import Workspace
from comunik_kit.workspaces.views import DEFAULT_ACCENT, Look, Picture

UNUSED_FOR = timedelta(days=1)
_WORDS = ("brand", "accent", "sender_name", "reply_to", "legal_line", "language", "theme")


class Branding:
    """The page of the brand."""

    def __init__(self, *, db: Database, clock: Clock, pictures: BrandPictures) -> None:
        """Take the tools."""
        self._db, self._clock, self._pictures = db, clock, pictures

    def view(self, actor: Actor) -> BrandView:
        """Show the brand as it stands."""
        actor.require(Permission.WHITE_LABEL_MANAGE)
        with self._db.read() as s:
            return _view(workspaces.workspace_of(s, actor.workspace_id))

    def draft(self, actor: Actor, *, form: BrandForm) -> Look:
        """Give the look that the form would make, without saving; raises `InvalidInput` for a picture that is gone."""
        actor.require(Permission.WHITE_LABEL_MANAGE)
        with self._db.read() as s:
            return _drafted(s, actor.workspace_id, form)

    def save(self, actor: Actor, *, form: BrandForm) -> BrandView:
        """Change the brand. Raises `ChangedMeanwhile`, or `InvalidInput` for a picture that is gone."""
        actor.require(Permission.WHITE_LABEL_MANAGE)
        now = self._clock.now()
        with self._db.write() as s:
            workspace = workspaces.lock_workspace(s, actor.workspace_id)
            if workspace.brand_version != form.version:
                raise ChangedMeanwhile
            before, old = _said(workspace), _ids(workspace.pictures)
            _put(workspace, form, chosen(s, actor.workspace_id, form))
            changed = {name for name, value in _said(workspace).items() if value != before[name]}
            if changed:
                workspace.brand_version += 1
                s.add(workspace)
                details = {"before": _some(before, changed), "after": _some(_said(workspace), changed)}
                target = Target("workspace", workspace.id, workspace.name)
                record(s, now, actor, AuditTag.BRAND_CHANGED, target, details=details)
            used = _ids(workspace.pictures)
            repository.drop(s, workspace.id, old - used)
            gone = [*(old - used), *repository.take_unused(s, workspace.id, used, now - UNUSED_FOR)]
            shown = _view(workspace)
        self._pictures.discard(gone)
        return shown


def judge(colour: object) -> Judgement | None:
    """Say how a colour reads, and propose another where it does not; None for what is no colour yet."""
    if not is_colour(colour):
        return None
    found = reading(str(colour))
    return Judgement(
        found.colour, found.white_on_it, found.on_light, found.on_dark, found.dark, found.proposal
    )


def chosen(s: Session, workspace_id: str, form: BrandForm) -> dict[str, dict[str, Any]]:
    """Find the pictures that the form names; one of another workspace is not there."""
    found = {kind: repository.picture(s, workspace_id, name, kind) for kind, name in form.pictures.items()}
    if missing := [kind for kind, row in found.items() if row is None]:
        raise InvalidInput({kind: PictureGone() for kind in missing})
    return {
        kind: asdict(Picture(row.id, row.width, row.height)) for kind, row in found.items() if row is not None
    }


def _drafted(s: Session, workspace_id: str, form: BrandForm) -> Look:
    look = look_of(workspaces.workspace_of(s, workspace_id))
    pictures = chosen(s, workspace_id, form)
    return replace(
        look,
        brand=form.brand,
        accent=form.accent,
        language=form.language,
        theme=form.theme,
        legal_line=form.legal_line,
        **{kind: picture_of(pictures, kind) for kind in KINDS},
    )


def _put(workspace: Workspace, form: BrandForm, pictures: dict[str, dict[str, Any]]) -> None:
    for name in _WORDS:
        setattr(workspace, name, getattr(form, name))
    workspace.pictures = pictures


def _said(workspace: Workspace) -> dict[str, Any]:
    pictures = {kind: picture_of(workspace.pictures, kind).id for kind in KINDS}
    return {name: getattr(workspace, name) for name in _WORDS} | pictures


def _some(said: Mapping[str, Any], names: set[str]) -> dict[str, Any]:
    return {name: value for name, value in said.items() if name in names}


def _ids(pictures: Mapping[str, Any]) -> set[str]:
    return {found.id for kind in KINDS if (found := picture_of(pictures, kind)).id}


def _view(workspace: Workspace) -> BrandView:
    found = {kind: picture_of(workspace.pictures, kind) for kind in KINDS}
    return BrandView(
        brand=workspace.brand,
        accent=workspace.accent if is_colour(workspace.accent) else DEFAULT_ACCENT,
        sender_name=workspace.sender_name,
        reply_to=workspace.reply_to,
        legal_line=workspace.legal_line,
        language=workspace.language,
        theme=workspace.theme,
        version=workspace.brand_version,
        pictures={kind: picture.id for kind, picture in found.items()},
        addresses={kind: seen_at(kind, picture) for kind, picture in found.items()},
    )
