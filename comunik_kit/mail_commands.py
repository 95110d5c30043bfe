"""`comunik-kit mail …`: looking after mail from the command line; `cli.py` loads this when it is called."""

import sys

import click
from sqlalchemy.exc import SQLAlchemyError

from comunik_kit.mail.dsn import MOST_BYTES
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
