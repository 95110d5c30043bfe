"""`comunik-kit users …`: people from the command line; `cli.py` loads this when it is called.

Everything goes through the services, in the name of an active admin (docs/decisions/0011-who-acts-at-the-console.md).
"""

import json
import shutil
import sys
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import asdict
from datetime import datetime
from itertools import islice
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, BinaryIO, TypeVar

import click

from comunik_kit.console import in_workspace, meant_workspace, new_file, services
from comunik_kit.importing.inputs import DELAYS
from comunik_kit.importing.through import How, imported
from comunik_kit.kernel.actor import Actor
from comunik_kit.locale import LANGUAGES
from comunik_kit.users.export_files import FORMATS, Sheet, role_words
from comunik_kit.users.exporting import ExportedPerson
from comunik_kit.users.filters import TABS, LastSeen, UserFilter
from comunik_kit.users.inputs import ChangeUser, NewColleague
from comunik_kit.wiring import Kit

Command = TypeVar("Command", bound=Callable[..., Any])

_acts_as = click.option(
    "--as", "as_email", default="", metavar="EMAIL", help="The admin who acts: the oldest."
)
_as_json = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON value.")
_SEEN = click.Choice(
    [moment.value for moment in LastSeen]
)  # by the words of the page's address, not of the code
_FILTERS = (
    click.option("--search", default="", help="Any parts of a name, address, phone or company."),
    click.option("--status", "tab", default="all", type=click.Choice(TABS), help="Where they stand."),
    click.option("--role", default="", help="A role by its key (agent) or name."),
    click.option("--tier", default="", help="A subscription by its name."),
    click.option("--department", default="", help="A department by its name, or none."),
    click.option("--company", default="", help="A client company by its name, or none."),
    click.option("--seen", default=None, type=_SEEN, help="When they were last here."),
)


def _filtered(command: Command) -> Command:
    for option in reversed(_FILTERS):
        command = option(command)
    return command


@click.group()
@in_workspace
def users() -> None:
    """Look after people, in the name of an active admin."""


@users.command("list")
@_filtered
@click.option("--limit", type=click.IntRange(1), help="So many at most.")
@_as_json
@_acts_as
def list_people(*, as_json: bool, as_email: str, limit: int | None, **asked: str) -> None:
    """List people by name."""
    with _acting(as_email) as (kit, actor):
        people = islice(kit.people_exports.people(actor, _meant(kit, actor, asked)), limit)
        for line in _json_lines(people) if as_json else map(_line, people):
            click.echo(line)


@users.command()
@_filtered
@click.option(
    "--format", "ending", required=True, type=click.Choice(list(FORMATS)), help="What kind of file."
)
@click.option("-o", "--output", type=click.Path(path_type=Path, dir_okay=False), help="The file to write.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Of its words; else the workspace's.")
@_as_json
@_acts_as
def export(
    *, ending: str, output: Path | None, language: str | None, as_json: bool, as_email: str, **asked: str
) -> None:
    """Write people to a file, CSV also to standard output; the journal says of whom, and how many."""
    if output is None and (ending == "xlsx" or as_json):
        raise click.UsageError("this needs -o FILE: standard output takes CSV alone")
    place = new_file(output, overwrites=True) if output else nullcontext(None)
    with _acting(as_email) as (kit, actor), place as file:
        found = kit.people_exports.begin(actor, _meant(kit, actor, asked))
        sheet = Sheet(found, language or found.language)
        if file is None:
            sys.stdout.buffer.writelines(sheet.csv())
            return
        _write(sheet, file, ending)
    told = {"file": str(output), "people": found.total}
    click.echo(json.dumps(told, ensure_ascii=False) if as_json else f"{output}: {found.total} people")


@users.command()
@click.option("--name", required=True, help="Full name.")
@click.option("--email", required=True, help="The address with which they sign in.")
@click.option("--role", default="user", show_default=True, help="A role by its key (agent) or name.")
@click.option("--tier", default="", help="A subscription by its name; else the default one.")
@click.option("--department", default="", help="A department; a new one is made.")
@click.option("--company", default="", help="A client company; a new one is made.")
@click.option("--phone", default="", help="A mobile number.")
@click.option("--language", type=click.Choice(LANGUAGES), help="Else the workspace's.")
@click.option("--invite", is_flag=True, help="Send the invitation too.")
@_as_json
@_acts_as
def add(
    *,
    name: str,
    role: str,
    tier: str,
    language: str | None,
    invite: bool,
    as_json: bool,
    as_email: str,
    **given: str,
) -> None:
    """Add a person, and perhaps invite them."""
    with _acting(as_email) as (kit, actor):
        chosen = {
            "role_id": kit.people_named.role(actor, role),
            "tier_id": kit.people_named.tier(actor, tier),
            "language": language or "",
        }
        form = {"full_name": name, "creation_key": str(uuid.uuid4()), **chosen, **given}
        new = NewColleague.parse(form)
        if invite:
            user_id = kit.invitations.create_and_invite(actor, new=new).user_id
        else:
            user_id = kit.users.create(actor, new=new).user_id
        _tell(kit, actor, user_id, as_json=as_json)


@users.command()
@click.argument("who")
@click.option("--with-invitations", is_flag=True, help="Take back the invitations they sent as well.")
@_as_json
@_acts_as
def suspend(*, who: str, with_invitations: bool, as_json: bool, as_email: str) -> None:
    """End a person's access at once, until it is restored. WHO is an address or an id."""
    with _acting(as_email) as (kit, actor):
        user_id = kit.people_named.person(actor, who)
        kit.users.suspend(actor, user_id=user_id, with_issued=with_invitations)
        _tell(kit, actor, user_id, as_json=as_json)


@users.command()
@click.argument("who")
@_as_json
@_acts_as
def restore(*, who: str, as_json: bool, as_email: str) -> None:
    """Give a suspended person, or one deleted within 30 days, their access back. WHO is an address or an id."""
    with _acting(as_email) as (kit, actor):
        user_id = kit.people_named.person(actor, who, deleted=True)
        kit.users.restore(actor, user_id=user_id)
        _tell(kit, actor, user_id, as_json=as_json)


@users.command()
@click.argument("who")
@click.argument("role")
@_as_json
@_acts_as
def role(*, who: str, role: str, as_json: bool, as_email: str) -> None:
    """Give a person another role. WHO is an address or an id, ROLE a key (agent) or a name."""
    with _acting(as_email) as (kit, actor):
        user_id = kit.people_named.person(actor, who)
        form = _record(kit, actor, user_id) | {"role_id": kit.people_named.role(actor, role)}
        kit.users.change(actor, user_id=user_id, change=ChangeUser.parse(form))
        _tell(kit, actor, user_id, as_json=as_json)


@users.command("reset-factor")
@click.argument("who")
@_as_json
@_acts_as
def reset_factor(*, who: str, as_json: bool, as_email: str) -> None:
    """Take the second factor of somebody who has lost it, an only admin's too. WHO is an address or an id."""
    with _acting(as_email) as (kit, actor):
        user_id = kit.people_named.person(actor, who)
        kit.factors.reset(actor, user_id=user_id)
        _tell(kit, actor, user_id, as_json=as_json)


@users.command("import")
@click.argument("file", type=click.File("rb"))
@click.option("--dry-run", is_flag=True, help="Judge every line and write nothing.")
@click.option("--create-only", is_flag=True, help="Create people without inviting them.")
@click.option(
    "--delay", default=DELAYS[1], show_default=True, help="Minutes until the first invitation may leave."
)
@click.option("--make-departments", is_flag=True, help="Make departments that are not there yet.")
@click.option("--pasted", is_flag=True, help="FILE is text such as mail headers; - reads it from a pipe.")
@_as_json
@_acts_as
def bring_in(*, file: BinaryIO, as_json: bool, as_email: str, **how: Any) -> None:
    """Import people from a CSV or XLSX FILE: counts, and one verdict for each refused line."""
    with _acting(as_email) as (kit, actor), TemporaryFile() as kept:
        shutil.copyfileobj(file, kept)
        name = Path(file.name).name
        told = imported(kit.imports, kit.import_work, actor, kept, name=name, how=How.of(how))
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
        return
    for line in told["refused"]:
        click.echo(f"line {line['line']}: {line['email'] or line['name']}: {line['reason']}")
    click.echo(f"{told['lines']} lines, {told['new']} good, {told['written']} imported")


@contextmanager
def _acting(email: str) -> Iterator[tuple[Kit, Actor]]:
    with services() as kit:
        yield kit, kit.console.actor(email, workspace_id=meant_workspace(kit).id)


def _meant(kit: Kit, actor: Actor, asked: dict[str, Any]) -> UserFilter:
    """Turn the options of `_FILTERS` into a filter; a name that is unknown is refused."""
    wanted = UserFilter.parse({"tab": asked["tab"], "q": asked["search"], "seen": asked["seen"]})
    names = {name: asked[name] for name in ("role", "tier", "department", "company")}
    return kit.people_named.narrowed(actor, wanted, **names)


def _record(kit: Kit, actor: Actor, user_id: str) -> dict[str, object]:
    """Fill the record's form with what is stored."""
    found = kit.users.detail(actor, user_id)
    return {name: getattr(found, name) for name in ChangeUser.__dataclass_fields__}


def _tell(kit: Kit, actor: Actor, user_id: str, *, as_json: bool) -> None:
    """Say how a person stands now."""
    found = kit.users.detail(actor, user_id)
    told = {
        "id": found.id,
        "name": found.full_name,
        "email": found.email,
        "role": found.role_key or found.role_name,
        "status": found.status,
    }
    if as_json:
        click.echo(json.dumps(told, ensure_ascii=False))
    else:
        click.echo(f"{told['name']} <{told['email']}>: {told['role']}, {told['status']}")


def _write(sheet: Sheet, path: Path, ending: str) -> None:
    if ending == "xlsx":
        sheet.xlsx(path)
        return
    with path.open("wb") as file:
        file.writelines(sheet.csv())


def _json_lines(people: Iterator[ExportedPerson]) -> Iterator[str]:
    """Write one JSON array, a person a line, without holding them all."""
    before = "["
    for person in people:
        told = {name: _plain(value) for name, value in asdict(person).items()}
        yield before + json.dumps(told, ensure_ascii=False)
        before = ","
    yield "[]" if before == "[" else "]"


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _line(person: ExportedPerson) -> str:
    return f"{person.full_name:<28}  {person.email:<36}  {role_words('en', person):<12}  {person.status}"
