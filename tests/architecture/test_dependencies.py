"""What the code imports is what pyproject.toml names, no more and no less."""

import ast
import re
import sys
import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.metadata import packages_distributions

from tests.architecture import source

_OURS = {"comunik_kit", "tests", "bench", "alembic_env"}
# Named although no line imports them, for a reason.
_UNSEEN = {
    "granian",  # started as a program by `comunik-kit run`
    "python-multipart",  # Starlette reads uploads with it
    "tzdata",  # zoneinfo reads it where the machine has no zone files
    "psycopg",  # SQLAlchemy loads it by its name in the database's address
}


@cache
def _makers() -> Mapping[str, list[str]]:
    return packages_distributions()


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", re.split(r"[\[<>=!~; ]", name, maxsplit=1)[0]).lower()


def _declared() -> set[str]:
    project = tomllib.loads((source.ROOT / "pyproject.toml").read_text())["project"]
    return {_plain(name) for name in project["dependencies"]}


def _imported() -> set[str]:
    roots = set()
    for name, text in source.python():
        if not name.startswith(("comunik_kit/", "alembic/", "rxconfig.py")):
            continue
        for node in ast.walk(ast.parse(text)):
            if isinstance(node, ast.Import):
                roots |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                roots.add((node.module or "").split(".")[0])
    return roots - _OURS - set(sys.stdlib_module_names)


def _package(root: str, known: set[str]) -> str:
    """Name the package that brings a module; Reflex's parts are pinned by Reflex itself."""
    makers = {_plain(name) for name in _makers().get(root, [root])}
    if any(name == "reflex" or name.startswith("reflex-") for name in makers):
        return "reflex"
    return next(iter(makers & known), min(makers))


def test_every_package_that_is_imported_is_named() -> None:
    """One that comes along with another today may be gone tomorrow."""
    declared = _declared()
    assert {_package(root, declared) for root in _imported()} - declared == set()


def test_no_package_is_named_for_nothing() -> None:
    declared = _declared()
    assert declared - {_package(root, declared) for root in _imported()} - _UNSEEN == set()
