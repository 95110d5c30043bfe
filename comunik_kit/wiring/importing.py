"""Bringing people in by the file."""

from typing import Any

from comunik_kit.importing.service import Imports
from comunik_kit.importing.working import Work
from comunik_kit.importing.writing import Pen
from comunik_kit.invitations.resending import Resending
from comunik_kit.invitations.telling import Telling
from comunik_kit.wiring.ground import Ground


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    by = work(on)
    imports = Imports(db=on.db, clock=on.clock, nudge=by.nudge, announce=on.fanout.announce)
    return {"imports": imports, "import_work": by}


def work(on: Ground) -> Work:
    """Make what works on imports; its sweeping is also one of the chores."""
    return Work(
        db=on.db,
        clock=on.clock,
        pen=Pen(on.creation, Resending(throttle=on.throttle)),
        telling=Telling(on.worker.nudge, on.fanout.announce),
        announce=on.fanout.announce,
    )
