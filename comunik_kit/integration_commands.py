"""`comunik-kit api-key …` and `comunik-kit activity …`; `cli.py` loads this when one of them is called.

Everything goes through the services, in the name of an active admin (docs/decisions/0011-who-acts-at-the-console.md).
"""

import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any, BinaryIO

import click

from comunik_kit.console import in_workspace, meant_workspace, services
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.locale import say
from comunik_kit.modules.inputs import MOST_ROWS
from comunik_kit.modules.intake import Outcome, Taken
from comunik_kit.modules.registry import DETAILS, NUMBERS
from comunik_kit.wiring import Kit

_acts_as = click.option(
    "--as", "as_email", default="", metavar="EMAIL", help="The admin who acts: the oldest."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON value.")


@contextmanager
def _acting(email: str) -> Iterator[tuple[Kit, Actor]]:
    with services() as kit:
        yield kit, kit.console.actor(email, workspace_id=meant_workspace(kit).id)


@click.group("api-key")
@in_workspace
def api_key() -> None:
    """Look after the keys of the API."""


@api_key.command()
@click.option(
    "--scope",
    "scopes",
    multiple=True,
    required=True,
    type=click.Choice([each.value for each in Scope]),
    help="What it may do.",
)
@click.option("--name", default="Console", show_default=True, help="What the key is for.")
@click.option("--days", type=click.IntRange(1, 3650), help="Days until it ends; else when it is revoked.")
@_as_json
@_acts_as
def create(*, scopes: tuple[str, ...], name: str, days: int | None, as_json: bool, as_email: str) -> None:
    """Make a key and print it: this once."""
    with _acting(as_email) as (kit, actor):
        key_id = kit.api_keys.create(actor, new=NewKey.of(name, scopes, days))
        key = kit.api_keys.show(actor, key_id=key_id)
    if as_json:
        click.echo(json.dumps({"id": key_id, "key": key}))
        return
    click.echo(key)
    click.echo("Keep it now: it is not shown again.", err=True)


@api_key.command("list")
@_as_json
@_acts_as
def list_keys(*, as_json: bool, as_email: str) -> None:
    """List the keys, newest first, without their secrets."""
    with _acting(as_email) as (kit, actor):
        book = kit.api_keys.book(actor)
    if as_json:
        click.echo(json.dumps([asdict(key) for key in book.listed], ensure_ascii=False))
        return
    for key in book.listed:
        used = key.last_used_at[:16] or "never used"
        click.echo(f"{key.id}  {key.prefix}…  {key.state:<8}  {used:<16}  {key.name}")


@api_key.command()
@click.argument("key")
@_as_json
@_acts_as
def revoke(*, key: str, as_json: bool, as_email: str) -> None:
    """Let KEY, an id or the part that is shown, open nothing any more."""
    with _acting(as_email) as (kit, actor):
        named = {each.prefix: each.id for each in kit.api_keys.book(actor).listed}
        key_id = named.get(key.rstrip("…"), key)
        name = kit.api_keys.revoke(actor, key_id=key_id)
    click.echo(json.dumps({"id": key_id, "state": "revoked"}) if as_json else f"{name}: revoked")


@click.group()
@in_workspace
def activity() -> None:
    """Hand in what happened in other systems."""


@activity.command()
@click.option("--module", default="", help="calls, tickets, leads, offers or discussions.")
@click.option("--kind", default="", help="What happened, such as received.")
@click.option("--at", default="", help="When: ISO 8601 with a time zone; else now.")
@click.option("--title", default="", help="What it is about.")
@click.option("--owner", default="", help="Whose it is: an address or an id.")
@click.option("--department", default="", help="Whose it is when it is nobody's own.")
@click.option("--customer", default="", help="Whom it is about.")
@click.option("--status", default="", help="How it stands.")
@click.option("--external-id", default="", help="Its name where it comes from: taken once.")
@click.option(
    "--detail", "details", multiple=True, metavar="NAME=VALUE", help="What the module keeps besides."
)
@_as_json
@_acts_as
def post(*, details: tuple[str, ...], as_json: bool, as_email: str, **said: str) -> None:
    """Hand in one activity by options, or one or many as JSON from standard input when there is no --module."""
    with _acting(as_email) as (kit, actor):
        rows = [_said(kit, said, details)] if said["module"] else _piped()
        if len(rows) > MOST_ROWS:
            raise click.UsageError(f"at most {MOST_ROWS} at once")
        outcomes = kit.activity_by_hand.post(actor, rows=rows)
    told = [_told(index, outcome) for index, outcome in enumerate(outcomes)]
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else "\n".join(map(_line, told)))
    if any(outcome.taken is Taken.REFUSED for outcome in outcomes):
        sys.exit(1)


def _said(kit: Kit, said: Mapping[str, str], details: tuple[str, ...]) -> dict[str, object]:
    given: dict[str, object] = {name: value for name, value in said.items() if value}
    given.setdefault("at", kit.clock.now().isoformat())
    pairs = {name: value for name, _, value in (each.partition("=") for each in details)}
    if set(pairs) - set(DETAILS):
        raise click.UsageError(f"--detail: one of {', '.join(DETAILS)}")
    found = {name: _number(value) if name in NUMBERS else value for name, value in pairs.items()}
    return given | ({"details": found} if found else {})


def _number(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _piped() -> list[object]:
    try:
        said = json.loads(sys.stdin.read())
    except ValueError as error:
        raise click.ClickException("standard input is not JSON") from error
    return said if isinstance(said, list) else [said]


def _told(index: int, outcome: Outcome) -> dict[str, Any]:
    if outcome.taken is not Taken.REFUSED:
        return {"index": index, "status": outcome.taken.value, "id": outcome.id}
    errors = {name: _words(error) for name, error in outcome.errors.items()}
    return {"index": index, "status": outcome.taken.value, "errors": errors}


def _line(told: Mapping[str, Any]) -> str:
    if "id" in told:
        return f"{told['index']}: {told['status']} {told['id']}"
    return f"{told['index']}: refused: {_wrong(told['errors'])}"


def _wrong(errors: Mapping[str, str]) -> str:
    return " ".join(f"{name}: {sentence}" for name, sentence in errors.items())


def _words(error: KitError) -> str:
    return say("en", f"errors.{error.code}", **error.params)


@activity.command("import")
@click.argument("file", type=click.File("rb"))
@_as_json
@_acts_as
def bring_in(*, file: BinaryIO, as_json: bool, as_email: str) -> None:
    """Hand in a CSV or XLSX FILE: its first line names the columns as the API names its fields."""
    with _acting(as_email) as (kit, actor):
        found = kit.activity_by_hand.bring_in(actor, file=file)
    lines: list[dict[str, Any]] = [
        {"line": each.line, "errors": {name: _words(error) for name, error in each.errors.items()}}
        for each in found.lines
    ]
    counts = {"created": found.created, "duplicates": found.duplicates, "refused": found.refused}
    if as_json:
        click.echo(json.dumps({**counts, "lines": lines}, ensure_ascii=False))
    else:
        for each in lines:
            click.echo(f"line {each['line']}: {_wrong(each['errors'])}")
        click.echo(f"{found.created} created, {found.duplicates} known already, {found.refused} refused")
    if found.refused:
        sys.exit(1)
