"""What imports keep about one person, forgotten with them."""

import json

from sqlalchemy import ColumnElement, Text, and_, cast, false, func, or_, select, update
from sqlmodel import Session, col

from comunik_kit.importing.tables import Import, ImportRow
from comunik_kit.importing.verdicts import Verdict
from comunik_kit.kernel.data_subject import DataSubject


def forget(s: Session, who: DataSubject) -> None:
    """Empty the lines that made them, and those with an address of theirs that made nobody."""
    here = select(col(Import.id)).where(col(Import.workspace_id) == who.workspace_id)
    # A line that cannot be read has no key, whatever stands in it.
    unread = and_(
        col(ImportRow.verdict) == Verdict.MALFORMED.value, or_(false(), *map(_says, sorted(who.emails)))
    )
    theirs = or_(col(ImportRow.email_key).in_(who.emails), unread)
    of_nobody = and_(col(ImportRow.user_id).is_(None), theirs)
    named = or_(col(ImportRow.user_id) == who.user_id, of_nobody)
    lines = update(ImportRow).where(col(ImportRow.import_id).in_(here), named)
    s.execute(lines.values(cells={}, email_key="", detail="", proposal=""))


def _says(address: str) -> ColumnElement[bool]:
    """Tell whether an address stands in a line as it came, in whatever cell, among other words too."""
    kept = json.dumps(address.lower())[1:-1]
    return func.lower(cast(col(ImportRow.cells), Text)).contains(kept, autoescape=True)
