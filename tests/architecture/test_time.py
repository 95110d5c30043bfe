"""The time comes from one place, so that tests can move it."""

import ast

from tests.architecture import source

_CLOCKS = {"now", "utcnow", "today"}


def _looks_at_the_machine(node: ast.AST) -> bool:
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Attribute)
        or node.func.attr not in _CLOCKS
    ):
        return False
    owner = ast.unparse(node.func.value)
    return owner in {"datetime", "date", "datetime.datetime", "datetime.date"}


def test_only_the_clock_reads_the_machines_clock() -> None:
    places = {
        f"{name}:{node.lineno}"
        for name, text in source.python()
        if name.startswith("comunik_kit/")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call) and _looks_at_the_machine(node)
    }
    assert {place.split(":")[0] for place in places} == {"comunik_kit/kernel/clock.py"}
