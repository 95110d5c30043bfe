"""An app without pages: a process with a companion, which says its companion's number and waits to be killed."""

import sys
import time

from comunik_kit.companion.keeping import companion_of
from comunik_kit.settings import read
from comunik_kit.wiring import assemble
from tests.support.waiting import eventually

if __name__ == "__main__":
    companion = companion_of(assemble(read()))
    with companion.running():
        eventually(lambda: companion.process_id is not None, of="the start")
        sys.stdout.write(f"{companion.process_id}\n")
        sys.stdout.flush()
        time.sleep(600)
