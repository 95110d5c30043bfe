"""Whether anything was ever set up, told before what reads databases is loaded."""

import sqlite3
from contextlib import closing
from pathlib import Path
from urllib.parse import quote

_SQLITE = "sqlite:///"


def is_empty(url: str) -> bool:
    """Tell that there is no workspace yet, for sure; another database than SQLite is not asked and may hold one."""
    if not url.startswith(_SQLITE):
        return False
    path = Path(url.removeprefix(_SQLITE).partition("?")[0])
    return not path.exists() or _holds_none(path)


def _holds_none(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(f"file:{quote(str(path))}?mode=ro", uri=True, timeout=0.1)) as opened:
            return opened.execute("SELECT 1 FROM workspaces LIMIT 1").fetchone() is None
    except sqlite3.Error as error:
        return "no such table" in str(error)
