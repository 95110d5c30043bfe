"""The commands of `comunik-kit` that work on the services; `cli.py` loads them when one of them is called."""

import code
import signal
import sys
import threading

import click

from comunik_kit.audit.journal import Origin
from comunik_kit.companion.labour import labouring
from comunik_kit.demo import fill
from comunik_kit.kernel import schema
from comunik_kit.settings import read
from comunik_kit.wiring import Kit, assemble


@click.command()
def migrate() -> None:
    """Bring the database to the newest schema."""
    settings = read()
    before = schema.current(settings.database_url) or "nothing"
    schema.upgrade(settings.database_url)
    click.echo(f"Schema: {before} → {schema.head()}")


def _open() -> Kit:
    """Give the services over a database that is at the newest schema."""
    settings = read()
    schema.upgrade(settings.database_url)
    return assemble(settings)


@click.command()
@click.option("--workspace", required=True, help="Name of the company or agency.")
@click.option("--name", required=True, help="Full name of the first administrator.")
@click.option("--email", required=True, help="Their e-mail address, with which they sign in.")
@click.option("--domain", required=True, help="White-label host name; localhost for development.")
@click.option("--password-stdin", is_flag=True, required=True, help="Read the password from standard input.")
def setup(*, workspace: str, name: str, email: str, domain: str, password_stdin: bool) -> None:
    """Do the first set-up without a browser."""
    del password_stdin  # the flag is there so that nobody passes a password as an argument
    password = sys.stdin.readline().rstrip("\n")
    kit = _open()
    kit.first_setup.claim(
        kit.first_setup.code(),
        workspace=workspace,
        name=name,
        email=email,
        password=password,
        domain=domain,
        origin=Origin(),
    )
    click.echo(f"{workspace}: {email} can sign in at {kit.settings.public_url}/login")


@click.command()
@click.option("--users", default=200, show_default=True, type=click.IntRange(1, 1_000_000))
def demo(*, users: int) -> None:
    """Fill a workspace with realistic people, departments and activity. Never on by itself."""
    click.echo(fill(_open(), users=users))


@click.command()
def worker() -> None:
    """Send mail and take in what becomes of it, act on many, bring people in, apart from the app, until stopped."""
    kit = _open()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    click.echo(f"Sending mail through: {kit.mailbox.channel}")
    with kit.relay.running(), labouring(kit):
        stop.wait()


@click.command()
def shell() -> None:
    """Open Python with the services at hand, as `kit`."""
    code.interact(banner="kit = the services of this installation", local={"kit": _open()}, exitmsg="")
