"""Every query on the pictures of brands."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import delete, func
from sqlmodel import Session, col, select

from comunik_kit.workspaces.tables import BrandPicture


def picture(s: Session, workspace_id: str, picture_id: str, kind: str) -> BrandPicture | None:
    """Find a picture of this workspace and kind; None for an unknown or foreign id."""
    mine = (BrandPicture.workspace_id == workspace_id, BrandPicture.kind == kind)
    return s.exec(select(BrandPicture).where(BrandPicture.id == picture_id, *mine)).first()


def owner(s: Session, picture_id: str) -> str:
    """Tell which workspace a picture is of, for whoever has its address; empty for none."""
    return s.exec(select(BrandPicture.workspace_id).where(BrandPicture.id == picture_id)).first() or ""


def sent_since(s: Session, workspace_id: str, since: datetime) -> int:
    """Count what was sent for the brand of a workspace since a moment."""
    wanted = select(func.count()).where(BrandPicture.workspace_id == workspace_id)
    return s.exec(wanted.where(col(BrandPicture.created_at) > since)).one()


def take_unused(s: Session, workspace_id: str, used: Iterable[str], before: datetime) -> Sequence[str]:
    """Delete the rows of pictures that the brand does not name and that were sent before a moment; their ids."""
    unused = (
        col(BrandPicture.workspace_id) == workspace_id,
        col(BrandPicture.id).not_in([*used]),
        col(BrandPicture.created_at) < before,
    )
    ids = s.exec(select(BrandPicture.id).where(*unused)).all()
    s.connection().execute(delete(BrandPicture).where(col(BrandPicture.id).in_(ids)))
    return ids


def drop(s: Session, workspace_id: str, ids: Iterable[str]) -> None:
    """Delete the rows of these pictures of a workspace."""
    mine = (col(BrandPicture.workspace_id) == workspace_id, col(BrandPicture.id).in_([*ids]))
    s.connection().execute(delete(BrandPicture).where(*mine))
