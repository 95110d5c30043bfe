"""Another process that holds the write lock of an SQLite database. Its argument: the file. It lets go when told to."""

import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.engine import make_url

from tests.support import forks

_HELD = b"held\n"


@contextmanager
def held(url: str) -> Iterator[None]:
    """Have the lock held for a while."""
    words = [sys.executable, "-m", "tests.support.holding", str(make_url(url).database)]
    holder = forks.start(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert holder.stdin is not None
    assert holder.stdout is not None
    with holder.stdin, holder.stdout:
        assert holder.stdout.read(len(_HELD)) == _HELD
        try:
            yield
        finally:
            holder.stdin.close()
            assert holder.wait(timeout=30) == 0


def main(file: str) -> None:
    """Take the lock, and keep it until nobody is at the other end."""
    connection = sqlite3.connect(file, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    sys.stdout.buffer.write(_HELD)
    sys.stdout.flush()
    sys.stdin.read()
    connection.execute("ROLLBACK")
    connection.close()


if __name__ == "__main__":
    main(sys.argv[1])
