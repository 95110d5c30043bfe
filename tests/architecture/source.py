"""The project's own files, as git knows them."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True, slots=True)
class Function:
    """A function where it stands; `lines` counts from its `def` to its end."""

    place: str
    lines: int
    is_component: bool


@cache
def tracked() -> tuple[Path, ...]:
    """List the files under version control, and those about to be."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    said = subprocess.run(asked, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    return tuple(ROOT / name for name in said.split("\0") if name and (ROOT / name).is_file())


def named(path: Path) -> str:
    """Name a file from the project's root."""
    return path.relative_to(ROOT).as_posix()


def texts() -> Iterator[tuple[str, str]]:
    """Read every tracked text file: its name and what it holds."""
    for path in tracked():
        raw = path.read_bytes()
        if b"\0" not in raw:
            yield named(path), raw.decode("utf-8", errors="replace")


def python() -> Iterator[tuple[str, str]]:
    """Read every tracked Python file."""
    return ((name, text) for name, text in texts() if name.endswith(".py"))


def functions() -> Iterator[Function]:
    """Measure every function of the project."""
    for name, text in python():
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield Function(f"{name}:{node.lineno} {node.name}", lines, _draws(name, node))


def _draws(name: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """A component function answers with what a page is made of."""
    answer = ast.unparse(node.returns) if node.returns is not None else ""
    return name.startswith("comunik_kit/web/") and ("Component" in answer or answer == "rx.Var")
