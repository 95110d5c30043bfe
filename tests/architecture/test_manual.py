"""README and docs name what there is: every variable, every command, and no file that is gone."""

import re
from collections.abc import Iterator

import click
import pytest

from comunik_kit.cli import commands
from tests.architecture.source import ROOT, texts

SETTINGS = (ROOT / "comunik_kit" / "settings.py").read_text()
CONSOLE = (ROOT / "comunik_kit" / "console.py").read_text()
VARIABLES = sorted(set(re.findall(r'"((?:KIT|RESEND)_[A-Z_]+)"', SETTINGS)))
FOLDERS = ("", "comunik_kit", "tests", "comunik_kit/mail")


def _page(name: str) -> str:
    return (ROOT / name).read_text()


def _commands(group: click.Group, before: str = "") -> Iterator[str]:
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        assert command is not None
        if isinstance(command, click.Group):
            yield from _commands(command, f"{before}{name} ")
        else:
            yield before + name


@pytest.mark.parametrize("page", ["README.md", "docs/configuration.md"])
def test_every_variable_of_the_environment_is_told(page: str) -> None:
    assert len(VARIABLES) > 10
    assert [name for name in VARIABLES if f"`{name}" not in _page(page)] == []


def test_no_variable_is_told_that_does_nothing() -> None:
    options = re.findall(r'envvar="(KIT_[A-Z_]+)"', CONSOLE)
    known = {*VARIABLES, *options, "KIT_PYTHON"}  # the last one is the Makefile's
    told = {name for page in _manual().values() for name in re.findall(r"\b(?:KIT|RESEND)_[A-Z_]+", page)}
    assert sorted(told - known) == []


def test_every_command_is_in_the_readme() -> None:
    found = list(_commands(commands))
    assert "mail status" in found
    assert [name for name in found if f"`{name}" not in _page("README.md")] == []


def test_every_file_that_is_named_is_there() -> None:
    named = [
        (page, path)
        for page, text in _manual().items()
        for path in re.findall(r"`([a-z_]+(?:/[a-z0-9_]+)+\.[a-z]+)`", text)
    ]
    assert len(named) > 100
    gone = [each for each in named if not any((ROOT / folder / each[1]).exists() for folder in FOLDERS)]
    assert gone == []


def _manual() -> dict[str, str]:
    return {name: text for name, text in texts() if name.endswith(".md")}
