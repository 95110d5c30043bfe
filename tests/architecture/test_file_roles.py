"""Same names, same jobs: what a file of a domain may know follows from what it is called."""

import ast
from collections.abc import Callable, Iterator

import pytest

from tests.architecture import source

_NOT_DOMAINS = {"kernel", "web", "http", "locale"}
# What each file may import of ours; anything of other packages is left to ruff and to good sense.
_MAY_KNOW: dict[str, Callable[[str], bool]] = {
    "tables.py": lambda module: module.startswith("comunik_kit.kernel"),
    "errors.py": lambda module: module == "comunik_kit.kernel.errors",
    "views.py": lambda module: module.endswith(".views"),
    "inputs.py": lambda module: not module.endswith((".tables", ".repository", ".service")),
    "rules.py": lambda module: not module.endswith((".repository", ".service", ".db")),
    "repository.py": lambda module: not module.endswith(".service"),
}
_FACES = (
    "comunik_kit/web/",
    "comunik_kit/http/",
    "comunik_kit/cli.py",
    "comunik_kit/commands.py",
    "comunik_kit/domain_commands.py",
    "comunik_kit/integration_commands.py",
    "comunik_kit/mail_commands.py",
    "comunik_kit/users_commands.py",
    "comunik_kit/console.py",
    "comunik_kit/front.py",
    "comunik_kit/comunik_kit.py",
)


def _imports(text: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield module
            yield from (f"{module}.{name.name}" for name in node.names if name.name == "tables")
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def _domain_files(role: str) -> Iterator[tuple[str, str]]:
    for name, text in source.python():
        parts = name.split("/")
        if (
            len(parts) == 3
            and parts[0] == "comunik_kit"
            and parts[2] == role
            and parts[1] not in _NOT_DOMAINS
        ):
            yield name, text


@pytest.mark.parametrize("role", sorted(_MAY_KNOW))
def test_a_file_knows_no_more_than_its_role_allows(role: str) -> None:
    files = list(_domain_files(role))
    assert files, f"no domain has a {role}: the rule watches nothing"
    broken = [
        f"{name} imports {module}"
        for name, text in files
        for module in _imports(text)
        if module.startswith("comunik_kit.") and not _MAY_KNOW[role](module)
    ]
    assert not broken


def test_rules_decide_without_asking_the_database() -> None:
    asking = {"Session", "select", "create_engine"}
    broken = [
        name
        for name, text in _domain_files("rules.py")
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ImportFrom) and asking & {alias.name for alias in node.names}
    ]
    assert not broken


def test_screens_routes_and_commands_never_touch_a_table() -> None:
    """What leaves a service is a frozen view, so that no row can end in a state (ACL-08)."""
    broken = [
        f"{name} imports {module}"
        for name, text in source.python()
        if name.startswith(_FACES)
        for module in _imports(text)
        if module.startswith("comunik_kit.") and module.endswith(".tables")
    ]
    assert not broken
