"""`comunik-kit api-key …` and `comunik-kit activity …`: the same services as HTTP and the page, on both databases."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.cli import commands
from comunik_kit.integrations.errors import KeyRevoked, NoSuchColumn
from comunik_kit.integrations.inputs import Scope
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules.tables import Activity
from tests.modules.test_activity_inputs import said
from tests.support.cast import Cast, found, kit_on

Command = Callable[..., Result]


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Lend the command line over a database of each kind."""
    runner = CliRunner(env={"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": database_url})
    return lambda *words, given="": runner.invoke(commands, list(words), input=given)


@pytest.fixture
def cast(database_url: str, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace in it; commands go by the machine's clock."""
    kit = kit_on(database_url, SystemClock(), tmp_path)
    yield found(kit)
    kit.db.dispose()


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


def titles(cast: Cast) -> list[str]:
    with cast.kit.db.read() as s:
        return list(s.execute(select(col(Activity.title)).order_by(col(Activity.id))).scalars())


def test_a_key_is_made_listed_and_revoked(command: Command, cast: Cast) -> None:
    made = told(command("api-key", "create", "--scope", "activities:write", "--name", "PBX", "--json"))
    holder = cast.kit.api_keys.holder(made["key"], scope=Scope.ACTIVITIES_WRITE)
    assert (holder.key_id, holder.workspace_id) == (made["id"], cast.workspace_id)
    listed = told(command("api-key", "list", "--json"))
    assert [(key["name"], key["state"]) for key in listed] == [("PBX", "active")]
    secret = made["key"].split("_", 2)[2]
    assert secret not in command("api-key", "list").output
    assert told(command("api-key", "revoke", listed[0]["prefix"], "--json"))["state"] == "revoked"
    with pytest.raises(KeyRevoked):
        cast.kit.api_keys.holder(made["key"], scope=Scope.ACTIVITIES_WRITE)
    assert cast.acts()[-3:] == ["api_key_created", "api_key_shown", "api_key_revoked"]


def test_a_key_without_json_is_the_only_thing_on_standard_output(command: Command, cast: Cast) -> None:
    result = command("api-key", "create", "--scope", "activities:write")
    assert result.stdout.strip().startswith("kit_")
    assert len(result.stdout.split()) == 1
    assert cast.kit.api_keys.book(cast.admin).active == 1


def test_an_unknown_scope_or_key_is_refused(command: Command, cast: Cast) -> None:
    assert command("api-key", "create", "--scope", "users:write").exit_code != 0
    assert isinstance(command("api-key", "revoke", "nothing").exception, NotFound)
    assert cast.kit.api_keys.book(cast.admin).listed == []


def test_one_activity_is_handed_in_by_options(command: Command, cast: Cast) -> None:
    words = ("--module", "calls", "--kind", "missed", "--owner", "olga@example.org")
    more = ("--detail", "number=+33 1", "--detail", "duration=7")
    answer = told(command("activity", "post", *words, *more, "--json"))
    assert answer[0]["status"] == "created"
    with cast.kit.db.read() as s:
        row = s.execute(select(Activity)).scalar_one()
    assert (row.title, row.status, row.source) == ("+33 1", "missed", "console")
    assert (row.owner_id, row.details["duration"]) == (cast.admin.user_id, 7)
    assert cast.acts()[-1] == "activity_handed_in"


def test_many_are_handed_in_as_json_and_the_bad_ones_told(command: Command, cast: Cast) -> None:
    rows = json.dumps([said(title="Un"), said(kind="magic", at="yesterday")])
    result = command("activity", "post", given=rows)
    assert result.exit_code == 1
    [line] = [each for each in result.output.splitlines() if each.startswith("1: refused: ")]
    assert "kind: This module has no such kind" in line
    assert ". at: " in line
    assert titles(cast) == ["Un"]
    before = cast.acts()
    assert command("activity", "post", given="{").exit_code == 1
    assert command("activity", "post", given='[{"module": "magic"}]').exit_code == 1
    assert cast.acts() == before


def test_a_file_is_handed_in_line_by_line(command: Command, cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "calls.csv"
    file.write_text(
        "module;kind;at;customer;owner;external_id;duration\n"
        "calls;received;2026-03-02T09:30:00+01:00;Café Œuvre;olga@example.org;1;184\n"
        "calls;received;2026-03-02T09:30:00;Sans fuseau;;2;\n"
        "\n"
        "calls;made;2026-03-02T10:00:00Z;Morel;nobody@example.org;3;a minute\n"
    )
    result = command("activity", "import", str(file), "--json")
    answer = json.loads(result.stdout)
    assert (result.exit_code, answer["created"], answer["refused"]) == (1, 1, 2)
    assert [(each["line"], sorted(each["errors"])) for each in answer["lines"]] == [
        (3, ["at"]),
        (5, ["details.duration"]),
    ]
    assert titles(cast) == ["Café Œuvre"]
    again = json.loads(command("activity", "import", str(file), "--json").stdout)
    assert (again["created"], again["duplicates"]) == (0, 1)
    assert cast.acts().count("activity_handed_in") == 1


def test_a_file_with_a_column_that_is_none_is_refused_whole(
    command: Command, cast: Cast, tmp_path: Path
) -> None:
    file = tmp_path / "calls.csv"
    file.write_text("module,kind,at,workspace_id\ncalls,received,2026-03-02T09:30:00Z,x\n")
    assert isinstance(command("activity", "import", str(file)).exception, NoSuchColumn)
    assert titles(cast) == []
