"""What imports keep about one person, forgotten with them."""

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from comunik_kit.importing.tables import Import, ImportRow
from comunik_kit.kernel.data_subject import DataSubject


def forget(s: Session, who: DataSubject) -> None:
    """Empty the lines of files that they stood in."""
    here = select(col(Import.id)).where(col(Import.workspace_id) == who.workspace_id)
    named = or_(col(ImportRow.user_id) == who.user_id, col(ImportRow.email_key) == who.email_key)
    lines = update(ImportRow).where(col(ImportRow.import_id).in_(here), named)
    s.execute(lines.values(cells={}, email_key="", detail="", proposal=""))
