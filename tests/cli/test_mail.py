"""`comunik-kit mail …`: what the operator is told and may do, on both databases, while the app runs."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import text

from comunik_kit.cli import commands
from comunik_kit.kernel.db import Database
from comunik_kit.mail.tables import MailState
from tests.mail.filled import fill, journal
from tests.mail.ground import Post
from tests.support.clock import MovedClock

Command = Callable[..., Result]


@pytest.fixture
def command(database_url: str, tmp_path: Path) -> Command:
    """Lend the command line over a database of each kind."""
    given = {
        "KIT_DATA_DIR": str(tmp_path),
        "KIT_DATABASE_URL": database_url,
        "KIT_SMTP_URL": "smtp://127.0.0.1:2525",
        "KIT_MAIL_FROM": "kit@exemple.fr",
        "KIT_MAIL_RATE": "2",
    }
    runner = CliRunner(env=given)
    return lambda *words, **more: runner.invoke(commands, ["mail", *words], **more)


@pytest.fixture
def post(database: Database, clock: MovedClock) -> Post:
    """Lend a workspace and its outbox."""
    return Post(database, clock).open()


def told(result: Result) -> Any:
    assert result.exit_code == 0, result.output
    return json.loads(result.output)


def rows(database: Database) -> list[str]:
    with database.read() as session:
        tables = ("outbox_messages", "mail_channels", "audit_entries", "mail_events", "worker_beats")
        return [repr(session.execute(text(f"SELECT * FROM {name}")).all()) for name in tables]  # noqa: S608


def test_status_says_all_there_is_to_know_and_changes_nothing(command: Command, post: Post) -> None:
    now = post.clock.now()
    fill(post, 4)
    fill(post, 3, state=MailState.SENT.value, sent_at=now)
    fill(post, 2, state=MailState.FAILED.value)
    fill(post, 1, state=MailState.DEAD.value)
    fill(post, 5, state=MailState.SUPPRESSED.value)
    before = rows(post.db)
    found = told(command("status", "--json"))

    assert (found["queued"], found["sent"], found["failed"], found["dead"]) == (4, 3, 2, 1)
    assert (found["suppressed"], found["scheduled"], found["waiting"], found["workers"]) == (5, 0, 0, 0)
    assert (found["channel"], found["paused"], found["daily_quota"]) == ("smtp", None, 0)
    assert 1.9 < found["rate"] <= 2
    assert found["estimate"] > now.isoformat()
    assert found["oldest_age_seconds"] > 0
    assert rows(post.db) == before


def test_the_rate_that_is_told_counts_what_a_request_of_the_carrier_takes(
    command: Command, post: Post
) -> None:
    """REL-03: Resend begins with two requests a second, of a hundred messages each."""
    del post
    resend = {"RESEND_API_KEY": "re_x", "RESEND_API_URL": "http://127.0.0.1:9", "KIT_MAIL_RATE": ""}
    found = told(command("status", "--json", env=resend))
    assert found["channel"] == "resend"
    assert 190 < found["rate"] <= 200


def test_an_empty_queue_has_no_end_to_tell(command: Command, post: Post) -> None:
    del post
    found = told(command("status", "--json"))
    assert (found["queued"], found["estimate"], found["oldest_age_seconds"]) == (0, None, None)


def test_before_the_first_set_up_everything_is_nought(command: Command) -> None:
    found = told(command("status", "--json"))
    assert {found[name] for name in ("queued", "sent", "failed", "dead", "blocked")} == {0}


def test_without_json_each_figure_is_a_line_for_people(command: Command, post: Post) -> None:
    fill(post, 2)
    said = command("status").output
    assert "queued              2\n" in said
    assert "daily quota         no limit\n" in said
    assert said.endswith("paused              no\n")


def test_pause_and_resume_are_the_consoles_in_the_journal(command: Command, post: Post) -> None:
    fill(post, 1)
    assert command("pause").exit_code == 0
    paused = told(command("status", "--json"))
    assert (paused["paused"]["reason"], paused["paused"]["until"], paused["estimate"]) == (
        "manual",
        None,
        None,
    )
    assert "reason manual" in command("status").output
    assert command("resume").exit_code == 0
    assert told(command("status", "--json"))["paused"] is None
    assert [(each.tag, each.details["origin"]) for each in journal(post)] == [
        ("mail_channel_paused", "console"),
        ("mail_channel_resumed", "console"),
    ]


def test_retry_wants_to_be_told_that_all_is_meant(command: Command, post: Post) -> None:
    fill(post, 3, state=MailState.DEAD.value)
    fill(post, 1, state=MailState.FAILED.value, params={"expires_at": "2026-01-01T00:00:00+00:00"})
    assert command("retry").exit_code != 0
    assert told(command("status", "--json"))["dead"] == 3
    said = command("retry", "--all")
    assert said.output == "Queued again: 3. Left alone, because it would be in vain: 1.\n"
    found = told(command("status", "--json"))
    assert (found["queued"], found["dead"], found["failed"]) == (3, 0, 1)


def test_a_database_of_another_version_is_left_as_it_is(empty_database_url: str, tmp_path: Path) -> None:
    """Looking must not migrate under a running app of another version."""
    runner = CliRunner(env={"KIT_DATA_DIR": str(tmp_path), "KIT_DATABASE_URL": empty_database_url})
    result = runner.invoke(commands, ["mail", "status", "--json"])
    assert result.exit_code == 1
    assert "comunik-kit migrate" in result.output
    database = Database(empty_database_url)
    with database.read() as session, pytest.raises(Exception, match="outbox_messages"):
        session.execute(text("SELECT * FROM outbox_messages"))
    database.dispose()
