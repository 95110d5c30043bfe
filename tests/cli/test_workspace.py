"""`comunik-kit workspace …` over a database of each kind."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from click.testing import CliRunner, Result
from sqlmodel import col, select

from comunik_kit.access.errors import NotSetUp, SeveralWorkspaces, WorkspaceUnknown
from comunik_kit.access.tables import Credential, UserSession
from comunik_kit.cli import commands
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.workspaces.errors import HostTaken
from tests.support.cast import ORIGIN, PASSWORD, Cast, found, kit_on
from tests.workspaces.houses import opened, people_of

Command = Callable[..., Result]
ADMIN = ("--admin-name", "Paul Voisin", "--admin-email", "paul@example.org", "--domain", "voisine.localhost")


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Lend the command line over a database of each kind."""
    runner = CliRunner(env={"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": database_url})
    return lambda *words, **given: runner.invoke(commands, list(words), **given)


@pytest.fixture
def cast(database_url: str, tmp_path: Path) -> Iterator[Cast]:
    """Found the first workspace."""
    kit = kit_on(database_url, SystemClock(), tmp_path)
    yield found(kit)
    kit.db.dispose()


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def test_a_workspace_is_made_beside_the_first_and_its_admin_chooses_a_password(
    command: Command, cast: Cast
) -> None:
    """Product: many workspaces; TOK-07: the link leads to its own host, and works once."""
    made = told(command("workspace", "create", "--name", "Maison Voisine", *ADMIN, "--json"))
    base, _, secret = made["link"].rpartition("/")
    assert base == "http://voisine.localhost:3000/reset"

    cast.kit.recovery.reset(secret, password=PASSWORD, confirmation=PASSWORD, origin=ORIGIN)
    there = cast.kit.hosts.at("voisine.localhost")
    signed = cast.kit.sign_in.sign_in(email="paul@example.org", password=PASSWORD, origin=ORIGIN, at=there)
    assert cast.actor(signed.secret).workspace_id == made["id"]
    assert cast.kit.recovery.peek(secret) == "used"
    assert people_of(cast, cast.workspace_id) == ["Olga Martin"]


def test_a_given_password_is_read_from_standard_input(command: Command, cast: Cast) -> None:
    words = ("workspace", "create", "--name", "Maison Voisine", *ADMIN, "--password-stdin")
    result = command(*words, input=f"{PASSWORD}\n")

    assert (result.exit_code, result.output) == (0, "Maison Voisine: http://voisine.localhost:3000/login\n")
    there = cast.kit.hosts.at("voisine.localhost")
    assert cast.kit.sign_in.sign_in(email="paul@example.org", password=PASSWORD, origin=ORIGIN, at=there)


def test_two_workspaces_never_share_a_host(command: Command, cast: Cast) -> None:
    """ACL-03: the second is refused and nothing of it stays."""
    opened(cast)
    result = command("workspace", "create", "--name", "Encore", *ADMIN)

    assert isinstance(result.exception, HostTaken)
    assert len(told(command("workspace", "list", "--json"))) == 2


def test_before_the_first_set_up_there_is_nothing_to_stand_beside(
    database_url: str, command: Command
) -> None:
    assert database_url
    command("migrate")
    assert isinstance(command("workspace", "create", "--name", "Maison Voisine", *ADMIN).exception, NotSetUp)


def test_the_list_says_where_each_is_met_and_who_is_in_it(command: Command, cast: Cast) -> None:
    houses = opened(cast)
    cast.create("Ana Lopez")
    command("workspace", "suspend", "voisine.localhost")
    first, other = told(command("workspace", "list", "--json"))

    assert (first["id"], first["people"], first["suspended_at"]) == (cast.workspace_id, 2, None)
    assert (other["id"], other["people"], other["address"]) == (
        houses.other_id,
        1,
        "http://voisine.localhost:3000",
    )
    assert other["suspended_at"]
    assert "Maison Voisine" in command("workspace", "list").output


def test_suspending_twice_is_suspending(command: Command, cast: Cast) -> None:
    houses = opened(cast)
    outputs = [command("workspace", "suspend", name).output for name in ("maison voisine", houses.other_id)]
    assert outputs == ["Maison Voisine: suspended\n", "Maison Voisine: suspended already\n"]
    assert command("workspace", "resume", "Maison Voisine").output == "Maison Voisine: open\n"
    assert isinstance(command("workspace", "suspend", "Personne").exception, WorkspaceUnknown)


def test_other_commands_ask_which_workspace_is_meant(command: Command, cast: Cast) -> None:
    """ACL-03: with one there is no question; with two nothing is done before it is answered."""
    assert len(told(command("users", "list", "--json"))) == 1
    opened(cast)
    assert isinstance(command("users", "list", "--json").exception, SeveralWorkspaces)

    theirs = told(command("users", "--workspace", "voisine.localhost", "list", "--json"))
    assert [person["full_name"] for person in theirs] == ["Olga Voisin"]


def test_an_archive_has_all_of_one_workspace_and_nothing_that_opens_a_door(
    command: Command, cast: Cast, tmp_path: Path
) -> None:
    """TOK-06, ACL-03: no password, session or digest; nobody of the other workspace."""
    houses = opened(cast)
    cast.create("Ana Lopez", department="Vente")
    path = tmp_path / "out.zip"
    counts = told(command("workspace", "export", "voisine.localhost", "-o", str(path), "--json"))
    with ZipFile(path) as archive:
        text = "".join(archive.read(name).decode() for name in archive.namelist())

    assert (counts["users"], counts["roles"], counts["workspaces"]) == (1, 5, 1)
    assert "Olga Voisin" in text
    assert "Ana Lopez" not in text
    assert "Olga Martin" not in text
    with cast.kit.db.read() as s:
        secrets = [
            *s.exec(select(col(Credential.password_hash))).all(),
            *s.exec(select(col(UserSession.secret_digest))).all(),
        ]
    assert len(secrets) >= 3
    assert not [secret for secret in secrets if secret in text]
    assert not any(word in text for word in ("password_hash", "digest"))
    assert cast.acts()[-1] == "workspace_exported"
    again = command("workspace", "export", houses.other_id, "-o", str(path))
    assert again.exit_code == 1, "a file that is there is not written over"
    assert again.output.splitlines()[-1].endswith("File exists")
    unknown = tmp_path / "unknown.zip"
    assert command("workspace", "export", "nobody", "-o", str(unknown)).exit_code != 0
    assert list(tmp_path.glob("unknown*")) == [], "nothing is left of what was not written"
