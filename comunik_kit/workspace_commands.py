"""`comunik-kit workspace …`: the workspaces of an installation; `cli.py` loads this when it is called."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

import click

from comunik_kit.access.console import ORIGIN
from comunik_kit.access.installed import InstalledWorkspace
from comunik_kit.console import new_file, services
from comunik_kit.locale import LANGUAGES

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON value.")
_which = click.argument("which", metavar="WORKSPACE")


@click.group()
def workspace() -> None:
    """Make, list, suspend and take out the workspaces of this installation. WORKSPACE is an id, a host or a name."""


@workspace.command()
@click.option("--name", required=True, help="Name of the company or agency.")
@click.option("--admin-name", required=True, help="Full name of its first administrator.")
@click.option("--admin-email", required=True, help="Their e-mail address, with which they sign in.")
@click.option(
    "--domain", required=True, help="Its white-label host name; a name under localhost for development."
)
@click.option("--language", type=click.Choice(LANGUAGES), default=LANGUAGES[0], show_default=True)
@click.option("--password-stdin", is_flag=True, help="Read the first password from standard input.")
@_as_json
def create(
    *,
    name: str,
    admin_name: str,
    admin_email: str,
    domain: str,
    language: str,
    password_stdin: bool,
    as_json: bool,
) -> None:
    """Make a workspace; without a password its administrator gets a link, good for 72 hours, to choose one."""
    password = sys.stdin.readline().rstrip("\n") if password_stdin else ""
    with services() as kit:
        made = kit.installed_workspaces.create(
            workspace=name,
            name=admin_name,
            email=admin_email,
            domain=domain,
            password=password,
            language=language,
        )
    if as_json:
        click.echo(json.dumps(asdict(made)))
        return
    click.echo(f"{name}: {made.address}/login")
    if made.link:
        click.echo(f"{admin_email} chooses a password here (this link works once): {made.link}")


@workspace.command("list")
@_as_json
def list_workspaces(*, as_json: bool) -> None:
    """List the workspaces: name, address, domain, people."""
    with services() as kit:
        found = kit.installed_workspaces.all()
    if as_json:
        click.echo(json.dumps([asdict(each) for each in found], default=datetime.isoformat))
        return
    for each in found:
        suspended = "  suspended" if each.suspended_at else ""
        domain = f"{each.host} ({each.domain_state})" if each.host else "no domain"
        click.echo(f"{each.id}  {each.name}  {each.address}  {domain}  {each.people} people{suspended}")


@workspace.command()
@_which
def suspend(*, which: str) -> None:
    """Let nobody into WORKSPACE and no mail out of it, until it is resumed. Nothing is lost."""
    _switch(which, lambda kit: kit.installed_workspaces.suspend, "suspended")


@workspace.command()
@_which
def resume(*, which: str) -> None:
    """Open WORKSPACE again, as it was."""
    _switch(which, lambda kit: kit.installed_workspaces.resume, "open")


@workspace.command()
@_which
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path, dir_okay=False), help="The ZIP."
)
@_as_json
def export(*, which: str, output: Path, as_json: bool) -> None:
    """Write all that is kept of WORKSPACE into a ZIP: a table a file, a row a line. No password, session or key."""
    with services() as kit, new_file(output, overwrites=False) as unfinished, unfinished.open("wb") as file:
        found = kit.installed_workspaces.named(which)
        counts = kit.workspace_archive.write(found.id, file, origin=ORIGIN)
    click.echo(json.dumps(counts) if as_json else f"{found.name}: {sum(counts.values())} rows in {output}")


def _switch(which: str, act: Callable[[Any], Callable[[str], bool]], state: str) -> None:
    with services() as kit:
        found: InstalledWorkspace = kit.installed_workspaces.named(which)
        changed = act(kit)(found.id)
    click.echo(f"{found.name}: {state}" + ("" if changed else " already"))
