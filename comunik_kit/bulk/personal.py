"""What acts on many keep about one person, forgotten with them."""

from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.bulk.tables import BulkItem
from comunik_kit.kernel.data_subject import DataSubject


def forget(s: Session, who: DataSubject) -> None:
    """Empty the name and what an undo would bring back."""
    theirs = update(BulkItem).where(col(BulkItem.user_id) == who.user_id)
    s.execute(theirs.values(label="", before={}))
