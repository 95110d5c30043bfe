"""Processes that accept an invitation and die by SIGKILL, each a few statements later, until one lives to the end.

Arguments: database, data folder, moment, link, invitation. Whatever a dead one had done must be as if it had not begun:
the parent compares every row after each death, and prints how many statements the last of them had made.
"""

import os
import signal
import sys
from datetime import datetime
from itertools import count
from pathlib import Path

from comunik_kit.wiring import Kit
from tests.support.cast import ORIGIN, PASSWORD, dump_of, kit_on
from tests.support.clock import MovedClock
from tests.support.statements import broken_after

STEP = 4


def die() -> None:
    """End as in a power cut."""
    os.kill(os.getpid(), signal.SIGKILL)


def look(kit: Kit) -> str:
    """Read every row, and leave no connection to the next child."""
    found = dump_of(kit)
    kit.db.dispose()
    return found


def accept(kit: Kit, number: int, link: str, invitation_id: str) -> None:
    """Accept, and die after so many statements."""
    with broken_after(kit.db, number, die):
        form = {"password": PASSWORD, "confirmation": PASSWORD, "origin": ORIGIN}
        kit.acceptance.accept(link, invitation_id=invitation_id, **form)


def main(url: str, folder: str, moment: str, link: str, invitation_id: str) -> None:
    """Have one die after the other."""
    kit = kit_on(url, MovedClock(datetime.fromisoformat(moment)), Path(folder))
    before = look(kit)
    for number in count(1, STEP):
        child = os.fork()
        if not child:
            accept(kit, number, link, invitation_id)
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            assert status == 0, status
            print(number - STEP)  # noqa: T201  - what the test reads
            return
        assert look(kit) == before, f"something is left of who died after statement {number}"


if __name__ == "__main__":
    main(*sys.argv[1:])
