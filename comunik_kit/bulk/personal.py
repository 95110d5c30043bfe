"""What acts on many keep about one person, forgotten with them."""

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.bulk.tables import BulkItem, BulkJob
from comunik_kit.kernel.data_subject import DataSubject


def forget(s: Session, who: DataSubject) -> None:
    """Empty what an undo would bring back, and where they started acts from."""
    s.execute(update(BulkItem).where(col(BulkItem.user_id) == who.user_id).values(before={}))
    s.execute(update(BulkJob).where(col(BulkJob.started_by) == who.user_id).values(ip="", user_agent=""))
