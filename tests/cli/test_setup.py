"""`comunik-kit setup`: the first set-up without a browser."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from comunik_kit.access.errors import AlreadySetUp, BadCredentials
from comunik_kit.access.views import StartedSession
from comunik_kit.cli import commands
from comunik_kit.settings import read
from comunik_kit.wiring import Kit, assemble
from tests.support.cast import ORIGIN, PASSWORD

WORDS = [
    "setup",
    "--workspace",
    "Ateliers",
    "--name",
    "Olga Martin",
    "--domain",
    "localhost",
    "--password-stdin",
]


def set_up(folder: Path, email: str, password: str = PASSWORD) -> object:
    """Run the command; answer what it raised, or what it printed."""
    runner = CliRunner(env={"KIT_DATA_DIR": str(folder)})
    result = runner.invoke(commands, [*WORDS, "--email", email], input=f"{password}\n")
    return result.exception or result.output


def kit_in(folder: Path) -> Kit:
    return assemble(read({"KIT_DATA_DIR": str(folder)}))


def test_the_person_it_names_can_sign_in_and_the_password_is_not_printed(tmp_path: Path) -> None:
    said = set_up(tmp_path, "olga@example.org")
    assert isinstance(said, str)
    assert "olga@example.org" in said
    assert PASSWORD not in said

    kit = kit_in(tmp_path)
    session = kit.sign_in.sign_in(email="olga@example.org", password=PASSWORD, origin=ORIGIN)
    actor = kit.sessions.actor(session.secret, origin=ORIGIN)
    kit.db.dispose()
    assert actor is not None
    assert actor.name == "Olga Martin"
    assert isinstance(session, StartedSession)
    assert not session.must_change_password


def test_a_second_run_is_refused_and_lets_nobody_in(tmp_path: Path) -> None:
    set_up(tmp_path, "olga@example.org")
    assert isinstance(set_up(tmp_path, "eve@example.org"), AlreadySetUp)

    kit = kit_in(tmp_path)
    with pytest.raises(BadCredentials):
        kit.sign_in.sign_in(email="eve@example.org", password=PASSWORD, origin=ORIGIN)
    kit.db.dispose()
