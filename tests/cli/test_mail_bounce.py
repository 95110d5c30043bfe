"""`comunik-kit mail bounce`: a bounce message from a mail server's pipe."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlmodel import select

from comunik_kit.cli import commands
from comunik_kit.kernel.db import Database
from comunik_kit.mail import dsn
from comunik_kit.mail.tables import MailReport, OutboxMessage
from tests.mail import notices
from tests.support.cast import Cast, found, kit_on
from tests.support.clock import START, MovedClock

ADDRESSES = {"KIT_MAIL_FROM": "kit@exemple.fr", "KIT_BOUNCE_ADDRESS": "bounces@exemple.fr"}


@pytest.fixture
def cast(sqlite_database: Database, clock: MovedClock, tmp_path: Path) -> Cast:
    """Invite Ana; her message has left by SMTP."""
    cast = found(kit_on(sqlite_database.url, clock, tmp_path, **ADDRESSES))
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    with cast.kit.db.write() as session:
        row = session.exec(select(OutboxMessage)).one()
        row.state, row.channel, row.provider_id, row.sent_at = "sent", "smtp", notices.MESSAGE_ID, START
    return cast


def environment(cast: Cast) -> dict[str, str]:
    settings = cast.kit.settings
    return {
        "KIT_DATA_DIR": str(settings.data_dir),
        "KIT_DATABASE_URL": settings.database_url,
        **ADDRESSES,
    }


def piped(cast: Cast, raw: bytes, *words: str) -> str:
    result = CliRunner(env=environment(cast)).invoke(commands, ["mail", "bounce", *words], input=raw)
    assert result.exit_code == 0, result.output
    return result.output.strip()


@pytest.mark.parametrize("words", [(), ("--to", notices.TO)])
def test_a_piped_bounce_moves_its_message(cast: Cast, words: tuple[str, ...]) -> None:
    assert piped(cast, notices.POSTFIX, *words) == "applied"
    assert piped(cast, notices.POSTFIX, *words) == "known"

    assert [row.delivery for row in cast.letters()] == ["bounced"]


@pytest.mark.parametrize(
    "raw", [notices.OUT_OF_OFFICE, b"", bytes(range(256)), notices.POSTFIX + b"x" * dsn.MOST_BYTES]
)
def test_other_mail_is_ignored_without_complaint(cast: Cast, raw: bytes) -> None:
    """A failing pipe would make the mail server bounce the bounce."""
    assert piped(cast, raw) == "ignored"

    assert [row.delivery for row in cast.letters()] == [""]


def test_a_database_that_is_away_asks_the_mail_server_to_come_back(tmp_path: Path) -> None:
    """REL-06: EX_TEMPFAIL; and no stack trace."""
    given = {"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": f"sqlite:///{tmp_path / 'none' / 'x.db'}"}
    command = [sys.executable, "-c", "from comunik_kit.cli import main; main()", "mail", "bounce"]
    ran = subprocess.run(
        command,
        input=notices.POSTFIX,
        capture_output=True,
        env={**os.environ, **given, **ADDRESSES},
        timeout=60,
        check=False,
    )

    assert ran.returncode == 75
    assert ran.stderr.decode().splitlines() == ["comunik-kit: OperationalError"]


def test_a_report_about_a_message_that_is_not_recorded_yet_waits(cast: Cast) -> None:
    with cast.kit.db.write() as session:
        session.exec(select(OutboxMessage)).one().provider_id = "another"

    assert piped(cast, notices.POSTFIX) == "waiting"
    with cast.kit.db.read() as session:
        assert [report.applied_at for report in session.exec(select(MailReport)).all()] == [None]
