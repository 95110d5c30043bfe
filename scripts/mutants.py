"""Removes the guards of the services one at a time, in a copy, and lists those that no test misses.

`scripts/mutants.py journal roles …` names domains; without a name it takes every one that has a guard. Each guard is
tried against the tests of its own domain, on SQLite and without a browser. A guard is a line that calls
`actor.require…`. A survivor ends the run with 1.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
GUARD = re.compile(r"^( +)actor\.require(?:_recent)?\(.*\)$", re.MULTILINE)
LEFT_OUT = shutil.ignore_patterns(".git", ".venv", ".web", ".cache", "__pycache__", "data")
PATIENCE_SECONDS = 600
FAILED_TESTS, PASSED = 1, 0


def guards(folder: Path, domain: str) -> Iterator[tuple[Path, re.Match[str]]]:
    """Find the guards of a domain."""
    for path in sorted((folder / "comunik_kit" / domain).rglob("*.py")):
        for guard in GUARD.finditer(path.read_text()):
            yield path, guard


def guarded(folder: Path) -> list[str]:
    """Name the domains that have a guard."""
    domains = sorted(path.name for path in (folder / "comunik_kit").iterdir() if path.is_dir())
    return [domain for domain in domains if any(guards(folder, domain))]


def tested(folder: Path, domain: str) -> int:
    """Run the tests of a domain until one fails; answer pytest's own code."""
    command = [
        str(ROOT / ".venv/bin/python"),
        "-m",
        "pytest",
        "-q",
        "-x",
        "-n",
        "0",
    ]
    command += ["-m", "not browser and not postgresql", f"tests/{domain}"]
    done = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder)},
        capture_output=True,
        check=False,
        timeout=PATIENCE_SECONDS,
    )
    return done.returncode


def survivors(folder: Path, domain: str) -> Iterator[str]:
    """Try each guard; a copy whose tests fail before anything is removed would prove nothing."""
    if tested(folder, domain) != PASSED:
        sys.exit(f"{domain}: the tests do not pass with every guard in place")
    for path, guard in list(guards(folder, domain)):
        whole = path.read_text()
        path.write_text(f"{whole[: guard.start()]}{guard[1]}pass{whole[guard.end() :]}")
        code = tested(folder, domain)
        path.write_text(whole)
        place = f"{path.relative_to(folder)}:{whole.count(chr(10), 0, guard.start()) + 1}"
        print(f"{'missed' if code == FAILED_TESTS else 'SURVIVED'} {place} {guard[0].strip()}", flush=True)
        if code != FAILED_TESTS:
            yield place


def main(domains: list[str]) -> int:
    """Work in a copy, whatever happens to it."""
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room) / "kit"
        shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
        without = sorted(set(domains) - set(guarded(folder)))
        if without:
            sys.exit(f"no guard in: {', '.join(without)}")
        chosen = domains or guarded(folder)
        alive = [place for domain in chosen for place in survivors(folder, domain)]
    print(f"{len(alive)} survived")
    return int(bool(alive))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
