"""Works on an import until it is killed. Arguments: database, data folder, import, after how many chunks to die."""

import os
import signal
import sys
from pathlib import Path

from comunik_kit.importing.working import Work
from comunik_kit.kernel.clock import SystemClock
from tests.support.cast import kit_on


def main(url: str, folder: str, import_id: str, chunks: int) -> None:
    """Work, and die by SIGKILL inside a chunk: its lines are judged and made, and nothing of it is committed."""
    kit = kit_on(url, SystemClock(), Path(folder))
    begun = 0
    lines_of = Work._write_chunk.__globals__["leave"]

    def leave(*given: object) -> None:
        nonlocal begun
        begun += 1
        if begun > chunks:
            os.kill(os.getpid(), signal.SIGKILL)
        lines_of(*given)

    Work._write_chunk.__globals__["leave"] = leave
    kit.import_work.do(import_id)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
