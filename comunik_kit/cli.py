"""`comunik-kit …`: the command line, a second face over the same services.

`run` loads as little as it can, since everybody waits for it; the other commands are in `commands.py`,
`audit_commands.py`, `domain_commands.py`, `integration_commands.py`, `mail_commands.py`, `users_commands.py` and
`workspace_commands.py`.
"""

import errno
import importlib
import os
import socket
import sys
from typing import NoReturn

import click

from comunik_kit import frontend
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.locale import say
from comunik_kit.settings import Settings, WrongSetting, read

ON_THE_SERVICES = {
    **dict.fromkeys(("demo", "migrate", "setup", "shell", "worker"), "comunik_kit.commands"),
    **dict.fromkeys(("activity", "api-key"), "comunik_kit.integration_commands"),
    "audit": "comunik_kit.audit_commands",
    "domain": "comunik_kit.domain_commands",
    "mail": "comunik_kit.mail_commands",
    "users": "comunik_kit.users_commands",
    "workspace": "comunik_kit.workspace_commands",
}


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


class Commands(click.Group):
    """Finds a command in its module only when it is called, or its help is."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Name every command."""
        return sorted({*super().list_commands(ctx), *ON_THE_SERVICES})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Find a command, importing what it needs."""
        if cmd_name in ON_THE_SERVICES:
            module = importlib.import_module(ON_THE_SERVICES[cmd_name])
            return getattr(module, cmd_name.replace("-", "_"))
        return super().get_command(ctx, cmd_name)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="comunik-kit", prog_name="comunik-kit")
def commands() -> None:
    """Run and look after a Comunik KIT installation. Settings come from the environment: see README."""


@commands.command()
def run() -> None:
    """Compile if something changed, migrate, and serve on one port in production mode."""
    settings = read({**os.environ, "REFLEX_ENV_MODE": "prod"})
    _require_free_port(settings)
    if not frontend.is_current():
        click.echo("Compiling the pages…")
        frontend.build()
    sys.stdout.flush()
    _serve(settings)


def _require_free_port(settings: Settings) -> None:
    """Refuse a port at which somebody listens: the server's socket would share it, each with half of the visitors."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        socket.create_server((settings.host, settings.port), family=family).close()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            msg = f"port {settings.port} is in use: stop what listens there, or set KIT_PORT to another"
            raise WrongSetting(msg) from error


def _serve(settings: Settings) -> NoReturn:
    """Become the server: a fresh process image, so that nothing loaded for the start stays in memory."""
    os.chdir(frontend.ROOT)
    own = {"__REFLEX_SKIP_COMPILE": "true", "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true"}
    command = [
        sys.executable, "-m", "granian", "comunik_kit.front:application", "--factory", "--interface", "asgi",
        "--host", settings.host, "--port", str(settings.port), "--workers", "1", "--log-level", "warning",
    ]  # fmt: skip
    os.execve(sys.executable, command, {**frontend.environment(), **own})  # noqa: S606  - our own command
