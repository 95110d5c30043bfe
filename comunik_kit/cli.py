"""`comunik-kit …`: the command line, a second face over the same services."""

import code
import os
import signal
import sys
import threading
from typing import NoReturn

import click

from comunik_kit import frontend
from comunik_kit.audit.journal import Origin
from comunik_kit.demo import fill
from comunik_kit.kernel import schema
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.locale import say
from comunik_kit.settings import Settings, WrongSetting, read
from comunik_kit.wiring import Kit, assemble


def main() -> None:
    """Run a command; every expected failure is one line on standard error and exit status 1."""
    try:
        commands(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (WrongSetting, frontend.BuildFailed) as error:
        _fail(str(error))
    except KitError as error:
        _fail(_words(error))
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)


def _words(error: KitError) -> str:
    if isinstance(error, InvalidInput):
        wrong = (f"{name}: {say('en', f'errors.{e.code}', **e.params)}" for name, e in error.errors.items())
        return "\n".join(wrong)
    return say("en", f"errors.{error.code}", **error.params)


def _fail(words: str) -> NoReturn:
    click.echo(f"comunik-kit: {words}", err=True)
    sys.exit(1)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="comunik-kit", prog_name="comunik-kit")
def commands() -> None:
    """Run and look after a Comunik KIT installation. Settings come from the environment: see README."""


@commands.command()
def run() -> None:
    """Compile if something changed, migrate, and serve on one port in production mode."""
    settings = read({**os.environ, "REFLEX_ENV_MODE": "prod"})
    if not frontend.is_current(settings):
        click.echo("Compiling the pages…")
        frontend.build(settings)
    schema.upgrade(settings.database_url)
    click.echo(f"Comunik KIT: {settings.public_url}")
    _say_setup_link(settings)
    sys.stdout.flush()
    _serve(settings)


def _serve(settings: Settings) -> NoReturn:
    """Become the server: a fresh process image, so that nothing loaded for the start stays in memory."""
    os.chdir(frontend.ROOT)
    own = {"__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true"}
    command = [
        sys.executable,
        "-m",
        "granian",
        "comunik_kit.comunik_kit:app",
        "--factory",
        "--interface",
        "asgi",
        "--host",
        settings.host,
        "--port",
        str(settings.port),
        "--workers",
        "1",
        "--log-level",
        "warning",
    ]
    os.execve(sys.executable, command, {**frontend.environment(settings), **own})  # noqa: S606  our own words, no shell


def _say_setup_link(settings: Settings) -> None:
    kit = assemble(settings)
    if kit.first_setup.is_open():
        click.echo(
            f"First set-up (this link works once): {settings.public_url}/setup?code={kit.first_setup.code()}"
        )
    kit.db.dispose()


@commands.command()
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


@commands.command()
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


@commands.command()
@click.option("--users", default=200, show_default=True, type=click.IntRange(1, 1_000_000))
def demo(*, users: int) -> None:
    """Fill a workspace with realistic people, departments and activity. Never on by itself."""
    click.echo(fill(_open(), users=users))


@commands.command()
def worker() -> None:
    """Send mail apart from the app, until stopped."""
    kit = _open()
    stop = threading.Event()

    def finish(*_: object) -> None:
        stop.set()
        kit.worker.nudge()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, finish)
    click.echo(f"Sending mail through: {kit.mailbox.channel}")
    kit.worker.run(stop)


@commands.command()
def shell() -> None:
    """Open Python with the services at hand, as `kit`."""
    code.interact(banner="kit = the services of this installation", local={"kit": _open()}, exitmsg="")
