"""Keeping SQLite's search index in one piece.

FTS5 writes what changes into pieces of their own, and every search looks into each of them: over 100,000 people who had
come by the thousand, in 26 pieces, looking a word up took two and a half times as long as in one. FTS5 merges what is
alike in size as it goes, and no further; the rest is done here, in bites, for each holds up whoever wants to write
meanwhile (https://www.sqlite.org/fts5.html#the_merge_command). PostgreSQL's autovacuum does as much for its own.
"""

import time

from sqlalchemy import text
from sqlmodel import Session

from comunik_kit.kernel.db import Database

_INDEXES = ("user_search", "user_search_pairs")
_FEW_PAGES = 64
"""An index as small as this, some 3,000 people's, is searched as fast however it lies."""
_SCATTERED = 1 / 8
"""The part of an index that may lie beside its largest piece: what is merged is written anew, and so not for little."""
_BITE_PAGES, _MOST_BITES = 16, 250
_PAUSE = 0.005  # seconds, in which other processes that want to write find the database free
_NOTHING_DONE = 2
"""A merge that changes fewer rows than these found nothing to do; so says its documentation."""


class IndexUpkeep:
    """One of the chores; several processes may do it at once."""

    def __init__(self, *, db: Database, few_pages: int = _FEW_PAGES, bite_pages: int = _BITE_PAGES) -> None:
        """Take the database, how many pages are not worth it, and how many are merged in one transaction."""
        self._db, self._few_pages, self._bite_pages = db, few_pages, bite_pages

    def run_due(self, most_bites: int = _MOST_BITES) -> int:
        """Merge on for a while what lies scattered; answer in how many transactions. The rest waits for next time."""
        if not self._db.is_sqlite:
            return 0
        return sum(self._merge(index, most_bites) for index in _INDEXES if self._is_scattered(index))

    def _is_scattered(self, index: str) -> bool:
        with self._db.look() as c:
            pages_of = text(f"SELECT count(*) FROM {index}_idx GROUP BY segid")  # noqa: S608  - a name of our own
            pieces = list(c.execute(pages_of).scalars())
        beside = sum(pieces) - max(pieces, default=0)
        return sum(pieces) > self._few_pages and beside > sum(pieces) * _SCATTERED

    def _merge(self, index: str, most_bites: int) -> int:
        for number in range(most_bites):
            with self._db.write() as s:
                # A negative number makes one merge of all that there is, or goes on with that; others go on alone.
                if not _bite(s, index, self._bite_pages if number else -self._bite_pages):
                    return number
            time.sleep(_PAUSE)
        return most_bites


def _bite(s: Session, index: str, pages: int) -> bool:
    """Merge about so many pages; tell whether there was anything to merge."""
    sqlite = s.connection().connection.driver_connection
    before = sqlite.total_changes  # pyright: ignore[reportOptionalMemberAccess]  an open one has a driver's
    s.execute(text(f"INSERT INTO {index}({index}, rank) VALUES ('merge', :pages)"), {"pages": pages})  # noqa: S608
    return sqlite.total_changes - before >= _NOTHING_DONE  # pyright: ignore[reportOptionalMemberAccess]
