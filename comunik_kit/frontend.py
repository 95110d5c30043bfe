"""The compiled pages: built when something they are made of has changed, left alone otherwise."""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("comunik_kit", "assets", "reflex.lock")
SINGLE_FILES = ("rxconfig.py", "requirements/run.txt")
KINDS = {".py", ".json", ".js", ".css", ".woff2", ".svg", ".png", ".ico", ".lock", ".txt"}

# What is compiled in, and mended afterwards: pages speak with the origin they came from (`web/own_origin.py`).
PLACEHOLDER = "http://localhost"

# Reflex would otherwise ask the network for a newer version, a faster mirror, and to be counted.
QUIET = {
    "REFLEX_TELEMETRY_ENABLED": "false",
    "REFLEX_CHECK_LATEST_VERSION": "false",
    "REFLEX_HTTP_CLIENT_BIND_ADDRESS": "0.0.0.0",  # noqa: S104  - spares Reflex's probe of the network
}


class BuildFailed(RuntimeError):
    """The pages could not be compiled; `log` says why."""

    def __init__(self, log: str) -> None:
        """Keep the end of the compiler's output."""
        super().__init__(log)
        self.log = log


def web_folder() -> Path:
    """Name the folder Reflex generates into."""
    return Path(os.environ.get("REFLEX_WEB_WORKDIR") or ROOT / ".web").resolve()


def environment() -> dict[str, str]:
    """Give the variables for a child that compiles or serves in production mode."""
    return {**os.environ, **QUIET, "REFLEX_API_URL": PLACEHOLDER, "REFLEX_ENV_MODE": "prod"}


def is_current() -> bool:
    """Tell whether the pages on disk were compiled from exactly what is here now."""
    stamp = _stamp()
    return stamp.is_file() and stamp.read_text() == _digest()


def build() -> None:
    """Compile the pages into `.web/build/client`; raise `BuildFailed` with the compiler's last words."""
    digest = _digest()
    _stamp().unlink(missing_ok=True)
    command = [sys.executable, "-m", "reflex", "export", "--frontend-only", "--no-zip"]
    done = subprocess.run(  # noqa: S603  - our own command, no shell
        command, cwd=ROOT, env=environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildFailed((done.stdout + done.stderr)[-4000:])
    _stamp().write_text(digest)


def _stamp() -> Path:
    return web_folder() / "kit-build.sha256"


def _digest() -> str:
    digest = hashlib.sha256()
    for path in _files():
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _files() -> Iterator[Path]:
    for name in SINGLE_FILES:
        yield ROOT / name
    for folder in SOURCES:
        yield from sorted(p for p in (ROOT / folder).rglob("*") if p.suffix in KINDS and p.is_file())
