"""A pytest plugin that takes the guards away one at a time, and writes down which of them some test misses.

A guard is a statement that refuses whoever may not: a call of `….require…(…)`, or a `raise` of one of `REFUSALS`.
Each is woven in as the product is imported, so that it can be switched off in the running process. A test runs first
as it is. Of the guards that refused somebody meanwhile, each that no test has missed yet is switched off, and the test
runs again: if it fails now, it misses that guard. A test that does not pass again with every guard in place proves
nothing.

`KIT_TEST_GUARDS` names the folder in which every process leaves what it found: an empty file for each guard.
"""

import ast
import os
import sys
from collections.abc import Generator, Iterator, Sequence
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from types import CodeType, ModuleType
from typing import cast

import pytest
from _pytest.nodes import Node
from _pytest.runner import SetupState, runtestprotocol

ROOT = Path(__file__).resolve().parents[1]
PRODUCT = "comunik_kit"
# Pages and routes are tried in programs of their own, which these tests do not take apart: tests/web/test_matrix.py.
ELSEWHERE = {"web", "http"}
REFUSALS = {
    "Forbidden",
    "LastAdmin",
    "NotFound",
    "NotYourself",
    "OidcPersonAbove",
    "PersonAboveYou",
    "ProofNeeded",
    "RoleAboveYours",
    "RoleOutOfReach",
}
_HOOK = "__guard_refused__"
_refused: set[str] = set()
_off: set[str] = set()


def _name(node: ast.expr | None) -> str:
    """Name what is called or raised, without the module that it is taken from."""
    inner = node.func if isinstance(node, ast.Call) else node
    return inner.attr if isinstance(inner, ast.Attribute) else inner.id if isinstance(inner, ast.Name) else ""


def is_guard(node: ast.stmt) -> bool:
    """Tell whether a statement refuses whoever may not."""
    if isinstance(node, ast.Raise):
        return _name(node.exc) in REFUSALS
    return (
        isinstance(node, ast.Expr)
        and isinstance(node.value, ast.Call)
        and _name(node.value).startswith("require")
    )


def guards(source: Path) -> Iterator[str]:
    """Name the places of the guards of a file."""
    for node in ast.walk(ast.parse(source.read_bytes())):
        if isinstance(node, ast.stmt) and is_guard(node):
            yield _place(source, node)


def all_guards() -> set[str]:
    """Name the places of every guard of the services."""
    product = ROOT / PRODUCT
    sources = (each for each in product.rglob("*.py") if each.relative_to(product).parts[0] not in ELSEWHERE)
    return {place for source in sources for place in guards(source)}


def _place(source: Path, node: ast.stmt) -> str:
    return f"{source.relative_to(ROOT).as_posix()}:{node.lineno}"


class _Weaver(ast.NodeTransformer):
    """Puts each guard into a `try` that asks whether its refusal counts."""

    def __init__(self, source: Path) -> None:
        self.source = source

    def generic_visit(self, node: ast.AST) -> ast.AST:
        super().generic_visit(node)
        return self._asked(node) if isinstance(node, ast.stmt) and is_guard(node) else node

    def _asked(self, node: ast.stmt) -> ast.AST:
        asks = f"try:\n  pass\nexcept BaseException:\n  if {_HOOK}({_place(self.source, node)!r}): raise"
        woven = ast.parse(asks).body[0]
        if isinstance(woven, ast.Try):
            woven.body = [node]
        return woven


def _counts(place: str) -> bool:
    """Note a refusal; tell whether it counts."""
    _refused.add(place)
    return place not in _off


class _Loader(SourceFileLoader):
    """Compiles from the source, whatever bytecode lies beside it."""

    def get_code(self, fullname: str) -> CodeType:
        source = Path(self.get_filename(fullname))
        tree = _Weaver(source).visit(ast.parse(source.read_bytes()))
        return compile(tree, source, "exec", dont_inherit=True)

    def exec_module(self, module: ModuleType) -> None:
        module.__dict__[_HOOK] = _counts
        super().exec_module(module)


class _Finder(MetaPathFinder):
    """Finds the product's modules, and nobody else's."""

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        if fullname.partition(".")[0] != PRODUCT:
            return None
        spec = PathFinder.find_spec(fullname, path or [str(ROOT)], target)
        if spec and spec.origin and spec.origin.endswith(".py"):
            spec.loader = _Loader(fullname, spec.origin)
        return spec


sys.meta_path.insert(0, _Finder())


def _found(place: str) -> Path:
    return Path(os.environ["KIT_TEST_GUARDS"]) / place.replace("/", "|")


class _Sibling:
    """Stands for another test of the same place: all that pytest asks of the next test is where it is."""

    def __init__(self, item: pytest.Item) -> None:
        self.parents = item.listchain()[:-1]

    def listchain(self) -> list[Node]:
        """Name the places that hold the test, from the outermost."""
        return self.parents


def _again(item: pytest.Item) -> bool:
    """Run a test once more, unseen; tell whether it passed. What its module set up stays, as if a sibling came next."""
    sibling = cast("pytest.Item", _Sibling(item))
    return all(not report.failed for report in runtestprotocol(item, log=False, nextitem=sibling))


def _miss(item: pytest.Item, place: str) -> bool:
    """Tell whether a test fails when a guard is gone."""
    _off.add(place)
    try:
        return not _again(item)
    finally:
        _off.clear()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(
    item: pytest.Item, nextitem: pytest.Item | None
) -> Generator[None, object, object]:
    """Try a test again without each of the guards that refused somebody in it."""
    _refused.clear()
    done = yield
    alive = sorted(place for place in _refused if not _found(place).exists())
    if alive and _again(item):
        for place in alive:
            if _miss(item, place):
                _found(place).touch()
    if alive:
        cast("SetupState", vars(item.session)["_setupstate"]).teardown_exact(nextitem)
    return done
