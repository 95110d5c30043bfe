"""`comunik-kit users …`: the same services as the pages, in the name of an admin, on both databases."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.errors import NoFactor, NoSuchAdmin, NotSetUp
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.cli import commands
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.errors import InvalidInput, NotFound
from comunik_kit.users.errors import NotYourself, UnknownName
from comunik_kit.users.tables import UserStatus
from tests.access.second import switched_on
from tests.support.cast import ORIGIN, Cast, found, kit_on

Command = Callable[..., Result]


@pytest.fixture
def environ(database_url: str, tmp_path: Path) -> dict[str, str]:
    """Name a database of each kind."""
    return {"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": database_url}


@pytest.fixture
def command(environ: dict[str, str]) -> Command:
    """Lend the command line over it."""
    runner = CliRunner(env=environ)
    return lambda *words: runner.invoke(commands, ["users", *words])


@pytest.fixture
def cast(database_url: str, tmp_path: Path) -> Iterator[Cast]:
    """Found a workspace in it: Olga is its oldest admin. Commands go by the machine's clock."""
    kit = kit_on(database_url, SystemClock(), tmp_path)
    yield found(kit)
    kit.db.dispose()


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def entries(cast: Cast) -> list[AuditEntry]:
    with cast.kit.db.read() as session:
        return list(session.execute(select(AuditEntry).order_by(col(AuditEntry.id))).scalars())


def test_list_finds_as_the_page_does(command: Command, cast: Cast) -> None:
    cast.create("Ana Lopez", department="Vente")
    cast.create("Bob Noir", role_id=cast.roles["user"])
    before = cast.acts()

    def names(*words: str) -> list[str]:
        return [person["full_name"] for person in told(command("list", "--json", *words))]

    assert names() == ["Ana Lopez", "Bob Noir", "Olga Martin"]
    assert names("--search", "LOPEZ ana") == ["Ana Lopez"]
    assert names("--role", "Utilisateur") == names("--role", "user") == ["Bob Noir"]
    assert names("--department", "vente") == ["Ana Lopez"]
    assert names("--department", "none", "--status", "not_invited") == ["Bob Noir"]
    assert names("--status", "active") == ["Olga Martin"]
    assert names("--limit", "1") == ["Ana Lopez"]
    assert names("--search", "zzz") == []
    assert cast.acts() == before


def test_when_people_were_last_here_is_said_as_in_the_address_of_the_page(
    command: Command, cast: Cast
) -> None:
    cast.create("Ana Lopez")
    cast.join("Bob Noir", "agent")

    def names(seen: str) -> list[str]:
        return [person["full_name"] for person in told(command("list", "--json", "--seen", seen))]

    assert names("never") == ["Ana Lopez"]
    assert names("7d") == ["Bob Noir", "Olga Martin"]
    assert "[never|7d|30d|90d|before_30d|before_90d]" in command("list", "--help").output


def test_who_types_a_name_that_is_not_there_is_told_which_are(command: Command, cast: Cast) -> None:
    cast.create("Ana Lopez", department="Vente")

    def known(*words: str) -> str:
        error = command("list", *words).exception
        assert isinstance(error, UnknownName)
        return str(error.params["known"])

    assert known("--role", "chef") == "user, agent, supervisor, manager, admin"
    assert known("--department", "Lune") == "Vente, none"
    assert known("--company", "Lune") == "none"
    assert known("--tier", "Lune") == "Standard"


def test_list_says_where_people_stand_and_nothing_secret(command: Command, cast: Cast) -> None:
    ana = cast.create("Ana Lopez", phone="06 12 34 56 78")
    [person] = told(command("list", "--search", "ana", "--json"))
    assert (person["id"], person["email"], person["phone"]) == (ana, "ana@example.org", "+33612345678")
    assert (person["role_key"], person["status"]) == ("agent", "created")
    assert datetime.fromisoformat(person["created_at"]).utcoffset() == timedelta(0)
    assert [name for name in person if "password" in name or "secret" in name] == []
    said = command("list").output.splitlines()
    assert len(said) == 2
    assert said[0].split() == ["Ana", "Lopez", "ana@example.org", "Agent", "created"]


def test_add_creates_and_invites_only_when_told_to(command: Command, cast: Cast) -> None:
    made = told(command("add", "--name", "Ana Lopez", "--email", "ana@example.org", "--json"))
    assert (made["role"], made["status"]) == ("user", "created")
    assert cast.letters() == []
    words = ("--email", "bob@example.org", "--role", "Superviseur", "--invite", "--department", "Vente")
    said = command("add", "--name", "Bob Noir", *words)
    assert said.output == "Bob Noir <bob@example.org>: supervisor, invited\n"
    assert [letter.to_email for letter in cast.letters()] == ["bob@example.org"]


def test_an_only_admin_who_lost_their_phone_gets_in_again_from_the_console(
    command: Command, cast: Cast
) -> None:
    """MFA-08: the journal says from where, the person is told, sessions end."""
    switched_on(cast)
    assert told(command("reset-factor", "olga@example.org", "--json"))["status"] == "active"
    assert not cast.person(cast.admin.user_id).has_factor
    assert cast.kit.sessions.actor(cast.admin_secret, origin=ORIGIN) is None
    assert (entries(cast)[-1].tag, entries(cast)[-1].user_agent) == ("authn_factor_reset", "console")
    assert isinstance(command("reset-factor", "olga@example.org").exception, NoFactor)


def test_suspend_restore_and_role_say_how_the_person_stands_now(command: Command, cast: Cast) -> None:
    bob, secret = cast.join("Bob Noir", "agent")
    assert told(command("suspend", "bob@example.org", "--json"))["status"] == "suspended"
    assert cast.kit.sessions.actor(secret, origin=ORIGIN) is None
    assert told(command("restore", bob.user_id, "--json"))["status"] == "active"
    assert told(command("role", "BOB@example.org", "Responsable", "--json"))["role"] == "manager"
    cast.kit.users.delete(cast.admin, user_id=bob.user_id)
    assert isinstance(command("suspend", "bob@example.org").exception, NotFound)
    assert told(command("restore", "bob@example.org", "--json"))["status"] == "active"
    assert cast.person(bob.user_id).status == UserStatus.ACTIVE


def test_the_journal_names_the_admin_and_the_console(command: Command, cast: Cast) -> None:
    """LOG-01; docs/decisions/0011."""
    told(command("add", "--name", "Ana Lopez", "--email", "ana@example.org", "--json"))
    command("export", "--format", "csv", "--role", "agent")
    command("suspend", "ana@example.org")
    made = entries(cast)[-3:]
    assert [entry.tag for entry in made] == ["user_created", "users_exported", "user_suspended"]
    assert {(entry.actor_name, entry.user_agent, entry.ip) for entry in made} == {
        ("Olga Martin", "console", "")
    }
    assert made[1].details == {"filter": {"role": cast.roles["agent"]}, "count": 0}


def test_another_admin_acts_when_named_and_nobody_else(command: Command, cast: Cast) -> None:
    cast.join("Zoé Admin", "admin")
    cast.join("Mado Petit", "manager")
    words = ("add", "--name", "Ana Lopez", "--email", "ana@example.org", "--as")
    before = cast.acts()
    for wrong in ("mado@example.org", "nobody@example.org", "x"):
        assert isinstance(command(*words, wrong).exception, NoSuchAdmin)
    assert cast.acts() == before
    assert command(*words, "zoe@example.org").exit_code == 0
    assert entries(cast)[-1].actor_name == "Zoé Admin"
    cast.kit.users.suspend(cast.admin, user_id=entries(cast)[-1].actor_id or "")
    assert isinstance(command(*words, "zoe@example.org").exception, NoSuchAdmin)


def test_what_a_page_would_refuse_is_refused(command: Command, cast: Cast) -> None:
    """ACL-06, ACL-07, INP-01."""
    cast.join("Zoé Admin", "admin")
    before = cast.acts()
    wrong = {
        ("suspend", "olga@example.org"): NotYourself,
        ("suspend", "nobody@example.org"): NotFound,
        ("suspend", "not an address"): NotFound,
        ("role", "zoe@example.org", "chef"): UnknownName,
        ("list", "--department", "Lune"): UnknownName,
        ("add", "--name", "", "--email", "x"): InvalidInput,
    }
    raised = {words: type(command(*words).exception) for words in wrong}
    assert raised == wrong
    assert cast.acts() == before


def test_before_the_first_set_up_nobody_acts(command: Command) -> None:
    for words in (("list",), ("export", "--format", "csv"), ("restore", "a@example.org")):
        assert isinstance(command(*words).exception, NotSetUp)


def test_a_refusal_is_one_line_and_exit_status_one(cast: Cast) -> None:
    if not cast.kit.db.is_sqlite:
        pytest.skip("the words do not depend on the database")
    settings = cast.kit.settings
    ran = subprocess.run(
        [
            sys.executable,
            "-c",
            "from comunik_kit.cli import main; main()",
            "users",
            "suspend",
            "x@example.org",
        ],
        capture_output=True,
        env={
            **os.environ,
            "KIT_DATA_DIR": str(settings.data_dir),
            "KIT_DATABASE_URL": settings.database_url,
        },
        timeout=100,
        check=False,
    )
    assert (ran.returncode, ran.stdout) == (1, b"")
    assert len(ran.stderr.decode().splitlines()) == 1
    assert ran.stderr.startswith(b"comunik-kit: ")


def test_the_help_names_every_command_and_each_of_its_options() -> None:
    """What `--help` says is what there is; every command can speak JSON and act as somebody."""
    runner = CliRunner()
    group = commands.get_command(click.Context(commands), "users")
    assert isinstance(group, click.Group)
    said = runner.invoke(commands, ["users", "--help"]).output
    assert set(group.commands) >= {"list", "add", "export", "suspend", "restore", "role"}
    for name, command in group.commands.items():
        assert f"  {name} " in said
        page = runner.invoke(commands, ["users", name, "--help"])
        assert page.exit_code == 0
        options = [option for each in command.params for option in each.opts if option.startswith("-")]
        assert [option for option in (*options, "--json", "--as") if option not in page.output] == []
        undocumented = [
            each.name for each in command.params if isinstance(each, click.Option) and not each.help
        ]
        assert undocumented == []
