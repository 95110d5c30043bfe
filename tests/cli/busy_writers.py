"""A process that invites one person after the other and seals the journal, until nobody is at the other end.

Arguments: database, data folder, the cookie's secret of an admin, and a name that makes its addresses its own.
"""

import sys
import threading
from itertools import count
from pathlib import Path

from comunik_kit.kernel.clock import SystemClock
from tests.support.cast import kit_on, signed_in


def main(url: str, folder: str, secret: str, name: str) -> None:
    """Write until told to stop; what is in hand is finished."""
    kit, stop = kit_on(url, SystemClock(), Path(folder)), threading.Event()
    cast = signed_in(kit, secret)
    threading.Thread(target=lambda: (sys.stdin.read(), stop.set())).start()
    for number in count():
        if stop.is_set():
            break
        form = cast.new(f"{name.capitalize()} Petit", email=f"{name}{number}@example.org")
        kit.invitations.create_and_invite(cast.admin, new=form)
        kit.journal_seals.run_due()
    kit.db.dispose()


if __name__ == "__main__":
    main(*sys.argv[1:])
