"""Removes the guards of the services one at a time, and lists those that no test misses.

`scripts/mutants.py tests/journal tests/roles …` names folders or files of tests; without a name all are taken, on
SQLite and without a browser. How a guard is found, removed and missed is said in `guards.py`. A survivor ends the run
with 1, tests that fail with every guard in place end it with 2.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import guards

_CHOSEN = "not browser and not postgresql"


def tested(places: list[str], room: str) -> int:
    """Run the tests with the plugin; answer pytest's own code."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "guards", "-n", "auto", "-m", _CHOSEN, *places]
    paths = os.pathsep.join([str(guards.ROOT / "scripts"), str(guards.ROOT)])
    return subprocess.run(
        command,
        cwd=guards.ROOT,
        env={**os.environ, "KIT_TEST_GUARDS": room, "PYTHONPATH": paths},
        check=False,
    ).returncode


def main(places: list[str]) -> int:
    """Try every guard, and say which no test missed."""
    every = guards.all_guards()
    with tempfile.TemporaryDirectory() as room:
        code = tested(places, room)
        missed = {file.name.replace("|", "/") for file in Path(room).iterdir()}
    alive = sorted(every - missed)
    print(*(f"SURVIVED {place}" for place in alive), sep="\n")
    print(f"{len(every)} guards, {len(alive)} survived")
    return 2 if code else int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
