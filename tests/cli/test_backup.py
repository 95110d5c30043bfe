"""What docs/backup.md says, done while people write: the copy stands on its own, with nobody by half in it."""

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import col, func, select

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.cli import commands
from comunik_kit.http import health
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.users.tables import User
from tests.access.acts import sign_in
from tests.support import forks, postgres
from tests.support.cast import Cast, found, kit_on
from tests.support.runs import ROOT
from tests.support.waiting import eventually

PAGE = (ROOT / "docs" / "backup.md").read_text()
WRITERS = ("ana", "luc")
A_FEW = 6


def done_as_written(heading: str, folder: Path, url: str) -> None:
    """Run the commands below a heading of the page in an installation's folder."""
    [said] = re.findall(rf"^## {heading}$.*?^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    if not (folder / ".venv").exists():
        (folder / ".venv").symlink_to(sys.prefix)
    environ = os.environ | {"KIT_DATABASE_URL": url}
    if not url.startswith("sqlite"):
        environ["PATH"] = f"{postgres.programs()}:{environ['PATH']}"
    subprocess.run(["sh", "-ec", said], cwd=folder, env=environ, check=True, timeout=60)


def people(cast: Cast) -> int:
    with cast.kit.db.read() as s:
        return s.exec(select(func.count()).select_from(User)).one()


@contextmanager
def being_written(cast: Cast) -> Iterator[None]:
    """Have two processes write, and go on writing afterwards."""
    module, settings = "tests.cli.busy_writers", cast.kit.settings
    given = [sys.executable, "-m", module, settings.database_url, settings.data_dir, cast.admin_secret]
    writers = [forks.start([*given, name], stdin=subprocess.PIPE) for name in WRITERS]
    try:
        eventually(lambda: people(cast) > A_FEW, of="the first people")
        yield
        now = people(cast)
        eventually(lambda: people(cast) > now + A_FEW, of="more people")
    finally:
        for each in writers:
            assert each.stdin is not None
            each.stdin.close()
        assert [each.wait(timeout=30) for each in writers] == [0] * len(writers)


def copied(cast: Cast, heading: str, folder: Path) -> tuple[int, int]:
    """Take the copy meanwhile; how many people there were before and after it."""
    with being_written(cast):
        before = people(cast)
        done_as_written(heading, folder, cast.kit.settings.database_url)
        return before, people(cast)


def is_whole(restored: Cast) -> None:
    """Look at a copy as the product does: each person with their entry, invitation and message, and nothing else."""
    with restored.kit.db.read() as s:
        persons = {id_ for id_ in s.exec(select(User.id)) if id_ != restored.admin.user_id}
        entered = s.exec(select(AuditEntry.target_id).where(col(AuditEntry.tag) == "user_created")).all()
        invited = s.exec(select(Invitation.user_id)).all()
        written = s.exec(select(OutboxMessage.recipient_id)).all()
    assert sorted(entered) == sorted([*persons, restored.admin.user_id])
    assert sorted(invited) == sorted(str(each) for each in written) == sorted(persons)
    assert health.readiness(restored.kit) != health.UNAVAILABLE
    assert sign_in(restored)
    letter = restored.letters()[-1]
    assert restored.kit.acceptance.peek(restored.link(letter.subject_id, letter.version)).status == "open"


def proves_its_journal(folder: Path, url: str) -> None:
    environ = {"KIT_DATA_DIR": str(folder), "KIT_DATABASE_URL": url}
    said = CliRunner(env=environ).invoke(commands, ["audit", "verify"])
    assert (said.exit_code, ", intact" in said.output) == (0, True), said.output


def restored_on(url: str, folder: Path, original: Cast) -> Cast:
    kit = kit_on(url, SystemClock(), folder)
    return Cast(
        kit, original.workspace_id, original.roles, original.tier_id, original.admin, original.admin_secret
    )


def test_a_copy_of_sqlite_taken_while_people_write_is_whole(sqlite_database_url: str, tmp_path: Path) -> None:
    """REL-09."""
    data = tmp_path / "data"
    data.mkdir()
    shutil.move(sqlite_database_url.removeprefix("sqlite:///"), data / "comunik.db")
    cast = found(kit_on(f"sqlite:///{data / 'comunik.db'}", SystemClock(), data))
    before, after = copied(cast, "SQLite", tmp_path)
    final = people(cast)
    cast.kit.db.dispose()

    home = shutil.copytree(tmp_path / "backup", tmp_path / "restored")
    url = f"sqlite:///{home / 'comunik.db'}"
    with sqlite3.connect(home / "comunik.db") as copy:
        assert copy.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert copy.execute("PRAGMA foreign_key_check").fetchall() == []
    copy.close()
    restored = restored_on(url, home, cast)
    assert before <= people(restored) <= after < final
    proves_its_journal(home, url)
    is_whole(restored)
    restored.kit.db.dispose()


@pytest.mark.postgresql
def test_a_copy_of_postgresql_taken_while_people_write_is_whole(tmp_path: Path) -> None:
    """REL-09."""
    data = tmp_path / "data"
    with postgres.mortal_database() as lent, postgres.empty_database() as url:
        cast = found(kit_on(lent.url, SystemClock(), data))
        before, after = copied(cast, "PostgreSQL", tmp_path)
        final = people(cast)
        cast.kit.db.dispose()

        done_as_written("Restoring", tmp_path, url)
        restored = restored_on(url, tmp_path / "backup", cast)
        assert before <= people(restored) <= after < final
        proves_its_journal(tmp_path / "backup", url)
        is_whole(restored)
        restored.kit.db.dispose()
