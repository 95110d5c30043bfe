"""`comunik-kit audit …`: the journal listed and verified at the console, on both databases."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from comunik_kit.cli import commands
from comunik_kit.kernel.clock import SystemClock
from tests.support.cast import Cast, found, kit_on

Command = Callable[..., Result]


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Lend the command line over a database of each kind, at a terminal that speaks English."""
    environ = {"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": database_url, "LC_ALL": "en_GB.UTF-8"}
    runner = CliRunner(env=environ)
    return lambda *words: runner.invoke(commands, ["audit", *words])


@pytest.fixture
def cast(database_url: str, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace in it, whose journal is sealed."""
    kit = kit_on(database_url, SystemClock(), tmp_path)
    made = found(kit)
    kit.journal_seals.run_due()
    yield made
    kit.db.dispose()


def test_verify_says_that_the_journal_is_intact(command: Command, cast: Cast) -> None:
    """LOG-02."""
    cast.create("Ana Lopez")
    said = command("verify")
    assert said.exit_code == 0, said.output
    assert said.output.startswith(f"workspace {cast.workspace_id}: 3 entries, 1 not sealed yet, head ")
    assert said.output.endswith(", intact\n")
    [one] = json.loads(command("verify", "--json").output)
    assert (one["entries"], one["unsealed"], one["broken"]) == (3, 1, None)
    assert command("verify", "--expect", one["head"]).exit_code == 0
    expected = command("verify", "--expect", "0" * 64)
    assert (expected.exit_code, "no chain holds" in expected.output) == (1, True)


def test_verify_names_the_first_broken_entry_and_fails(command: Command, cast: Cast) -> None:
    """LOG-02: with the triggers gone."""
    with cast.kit.db.write() as s:
        sql = s.connection().exec_driver_sql
        if cast.kit.db.is_sqlite:
            sql("DROP TRIGGER audit_entries_no_update")
        else:
            sql("ALTER TABLE audit_entries DISABLE TRIGGER USER")
        sql("UPDATE audit_entries SET tag = 'user_deleted' WHERE seq = 2")
    said = command("verify")
    assert said.exit_code == 1
    assert "BROKEN at no. 2, entry " in said.output
    assert "(user_deleted): this entry was changed" in said.output
    told = command("verify", "--json")
    assert told.exit_code == 1
    broken = json.loads(told.output)[0]["broken"]
    assert (broken["fault"], broken["seq"], broken["act"]) == ("changed", 2, "user_deleted")


def test_verify_without_any_journal_is_intact(command: Command, database_url: str, tmp_path: Path) -> None:
    del database_url, tmp_path
    said = command("verify")
    assert (said.exit_code, said.output) == (0, "0 entries, intact\n")


def test_list_tells_sentences_in_the_language_of_the_terminal(command: Command, cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    before = cast.acts()
    [line] = command("list", "--person", "ana@example.org").output.splitlines()
    assert line.endswith("Z  Olga Martin created the account Ana Lopez")
    [line] = command("list", "--person", ana, "--language", "fr").output.splitlines()
    assert line.endswith("Olga Martin a créé le compte Ana Lopez")
    [entry] = json.loads(command("list", "--json", "--act", "user_created", "--limit", "1").output)
    assert (entry["act"], entry["about"]["id"], entry["actor"]["name"]) == (
        "user_created",
        ana,
        "Olga Martin",
    )
    assert json.loads(command("list", "--json", "--until", "2001-01-01").output) == []
    assert len(command("list", "--since", "2001-01-01").output.splitlines()) == 4
    assert cast.acts() == before


@pytest.mark.parametrize("words", [("--act", "x"), ("--since", "yesterday"), ("--until", "2026-02-30")])
def test_list_refuses_what_it_does_not_understand(
    command: Command, cast: Cast, words: tuple[str, str]
) -> None:
    """It would show more than was asked for."""
    assert cast
    said = command("list", *words)
    assert said.exit_code == 2
    assert "Olga" not in said.output
