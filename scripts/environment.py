"""Makes the virtual environment and fills it from the locked requirements; idle when they are unchanged.

Called by the Makefile with `run` (what the product needs) or `dev` (what its tests need on top).
Uses the standard library alone: nothing is installed yet when it runs.
"""

import fcntl
import hashlib
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
HOME = ROOT / ".venv"
LOCKED = {"run": ("run.txt",), "dev": ("dev.txt", "redis.txt")}
PIP = (str(HOME / "bin/python"), "-m", "pip", "-qq", "--disable-pip-version-check", "--no-input", "install")
EXACTLY = ("--no-deps", "--require-hashes", "--only-binary=:all:")


def digest(kind: str) -> str:
    """Sum up everything that decides what the environment holds."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    parts = [sys.version, str(ROOT), repr(project["project"]), repr(project["build-system"])]
    parts += [(ROOT / "requirements" / name).read_text() for name in LOCKED[kind]]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def stamp(kind: str) -> Path:
    """Name the file that says which requirements were installed last."""
    return HOME / f".installed-{kind}"


def is_ready(kind: str) -> bool:
    """Tell whether what is installed is what is locked."""
    return stamp(kind).is_file() and stamp(kind).read_text() == digest(kind)


def pip(*arguments: str) -> None:
    """Install, leaving pip's own words on the screen when it fails."""
    if subprocess.run([*PIP, *arguments], cwd=ROOT, check=False).returncode:
        sys.exit(
            "The dependencies could not be installed; the lines above say why. Nothing else was changed."
        )


def install(kind: str) -> None:
    """Install the locked packages, then link the project itself."""
    pip(*EXACTLY, "-r", f"requirements/{LOCKED[kind][0]}")
    pip("--no-deps", "--no-build-isolation", "--editable", ".")
    if kind == "dev":
        pip(
            *EXACTLY,
            "--python-version=3.11",
            f"--target={HOME / 'redis'}",
            "--upgrade",
            "-r",
            "requirements/redis.txt",
        )
        stamp("run").write_text(digest("run"))
    stamp(kind).write_text(digest(kind))


def outer_python() -> str:
    """Name the Python that environments are made from: ours may live in the very one that is to be replaced."""
    return str(getattr(sys, "_base_executable", sys.executable))


def make() -> None:
    """Make the environment unless one of this very Python is there."""
    marker = HOME / ".python"
    if marker.is_file() and marker.read_text() == sys.version and (HOME / "bin/python").exists():
        return
    if HOME.exists():
        shutil.rmtree(HOME)
    subprocess.run([outer_python(), "-m", "venv", str(HOME)], check=True)
    marker.write_text(sys.version)


def main() -> None:
    """Bring the environment up to date, one process at a time."""
    kind = sys.argv[1]
    if is_ready(kind):
        return
    lock = ROOT / ".cache" / "environment.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        if is_ready(kind):
            return
        print("Installing the locked dependencies (once; a minute or two) …", file=sys.stderr)
        make()
        install(kind)


if __name__ == "__main__":
    main()
