"""`comunik-kit mail …`: looking after mail from the command line; `cli.py` loads this when it is called."""

import json
import sys
from collections.abc import Mapping

import click
from sqlalchemy.exc import SQLAlchemyError

from comunik_kit.console import services
from comunik_kit.mail.dsn import MOST_BYTES
from comunik_kit.mail.sending_views import Status
from comunik_kit.settings import read
from comunik_kit.wiring import assemble

TRY_AGAIN = 75  # EX_TEMPFAIL: the mail server keeps the message and calls again


@click.group()
def mail() -> None:
    """Look after mail."""


@mail.command()
@click.option("--to", default="", help="The address it came to, if the mail server says it.")
def bounce(*, to: str) -> None:
    """Take one bounce message from standard input, as a mail server's pipe or fetchmail hands it over."""
    raw = sys.stdin.buffer.read(MOST_BYTES + 1)
    kit = assemble(read())
    try:
        click.echo(kit.reports.take_bounce(raw, recipient=to).value)
    except SQLAlchemyError as error:
        click.echo(f"comunik-kit: {type(error).__name__}", err=True)
        sys.exit(TRY_AGAIN)
    finally:
        kit.db.dispose()


@mail.command()
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
def status(*, as_json: bool) -> None:
    """Tell what waits, what left, what failed, and when the queue is empty. Changes nothing."""
    with services() as kit:
        found = kit.mail_control.status()
    told = {name: getattr(found, name) for name in found.__dataclass_fields__ if name != "pause"}
    told |= {"estimate": found.estimate or None, "paused": _paused(found)}
    click.echo(json.dumps(told) if as_json else _lines(told))


@mail.command()
def pause() -> None:
    """Hold every message back, until somebody resumes."""
    with services() as kit:
        kit.mail_control.pause_from_console()
    click.echo("Sending is paused.")


@mail.command()
def resume() -> None:
    """Let mail leave again."""
    with services() as kit:
        kit.mail_control.resume_from_console()
    click.echo("Mail leaves again.")


@mail.command()
@click.option("--all", "everything", is_flag=True, required=True, help="Every message that did not leave.")
def retry(*, everything: bool) -> None:
    """Send anew what did not leave, where its link still opens something and its address is not blocked."""
    del everything  # the flag is there so that nobody sends everything anew by a slip
    done = left_alone = 0
    with services() as kit:
        for chunk in kit.dead_letters.retry_everything():
            done, left_alone = done + chunk.done, left_alone + chunk.left_alone
    click.echo(f"Queued again: {done}. Left alone, because it would be in vain: {left_alone}.")


def _paused(found: Status) -> dict[str, str | None] | None:
    pause = found.pause
    if not pause.reason:
        return None
    return {
        "reason": pause.reason,
        "since": pause.since or None,
        "until": pause.until or None,
        "detail": pause.detail or None,
    }


def _lines(told: Mapping[str, object]) -> str:
    return "\n".join(f"{name.replace('_', ' '):<20}{_said(name, value)}" for name, value in told.items())


def _said(name: str, value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key} {said}" for key, said in value.items() if said)
    if value is None:
        return "no" if name == "paused" else "–"
    if not value and name in {"rate", "daily_quota"}:
        return "no limit"
    return str(value)
