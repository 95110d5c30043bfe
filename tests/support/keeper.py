"""Runs a server for as long as the test run lives, then stops it, so that nothing is left behind by kill -9.

Called as `keeper.py OWNER USER COMMAND…`: process id of the run, user id to run as (-1: our own).
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

_LOOK_EVERY = 0.3
_PATIENCE = 5


def lives(process: int) -> bool:
    """Tell whether a process runs; one that ended and was not yet laid to rest does not."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    state = Path(f"/proc/{process}/stat")
    return not state.exists() or state.read_text().rsplit(")", 1)[1].split()[0] != "Z"


def main(owner: int, user: int, command: list[str]) -> None:
    """Start the command; stop it politely when told to or when its owner is gone."""
    told: list[int] = []

    def hear(number: int, _frame: FrameType | None) -> None:
        told.append(number)

    signal.signal(signal.SIGTERM, hear)
    somebody = None if user < 0 else user
    server = subprocess.Popen(command, user=somebody, group=somebody, extra_groups=None if user < 0 else [])
    while server.poll() is None and not told and lives(owner):
        time.sleep(_LOOK_EVERY)
    server.send_signal(signal.SIGINT)
    try:
        server.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        server.kill()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:])
