"""`comunik-kit audit …`: the journal from the command line; `cli.py` loads this when it is called."""

import json
import os
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from typing import Any

import click

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.audit.telling import told
from comunik_kit.audit.verifying import Fault, Verdict
from comunik_kit.console import in_workspace, meant_workspace, services
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.groups import ACTS
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.periods import day_of
from comunik_kit.locale import LANGUAGES
from comunik_kit.wiring import Kit

_as_json = click.option("--json", "as_json", is_flag=True, help="For programs: one JSON value.")
_WRONG = {
    Fault.HEAD: "the row of the chain itself was changed by something else than this product",
    Fault.MISSING: "an entry is missing before this one",
    Fault.EXTRA: "this entry does not belong to the chain",
    Fault.CHANGED: "this entry was changed, or put in another place",
    Fault.WORDS: "a name or an origin in this entry was changed",
    Fault.CUT_OFF: "the entries from here on are missing",
    Fault.NOT_EXPECTED: "no chain holds the expected seal",
}


@click.group()
@in_workspace
def audit() -> None:
    """Read the journal, and verify that nobody has touched it."""


@audit.command()
@click.option(
    "--expect", default="", metavar="SEAL", help="A head that was noted before: the journal must hold it."
)
@_as_json
def verify(*, expect: str, as_json: bool) -> None:
    """Verify every chain of the journal. Status 1, and the first broken entry, if one does not hold."""
    with services() as kit:
        found = kit.journal_proof.verify(expect=expect.strip())
    click.echo(json.dumps([asdict(each) for each in found]) if as_json else _verdicts(found))
    if any(each.broken for each in found):
        sys.exit(1)


@audit.command("list")
@click.option("--person", default="", metavar="WHO", help="Who acted, or was acted on: an address or an id.")
@click.option("--act", default="", help="An act (user_created), or a group of them (roles).")
@click.option("--search", default="", help="Part of a name or an IP address.")
@click.option("--since", default="", metavar="DAY", help="From this day on: 2026-01-31.")
@click.option("--until", default="", metavar="DAY", help="Up to this day.")
@click.option("--limit", type=click.IntRange(1), help="So many at most.")
@click.option(
    "--language", type=click.Choice(LANGUAGES), help="Of the sentences; else the terminal's or French."
)
@click.option("--as", "as_email", default="", metavar="EMAIL", help="The admin who acts: the oldest.")
@_as_json
def list_entries(
    *, limit: int | None, language: str | None, as_email: str, as_json: bool, **asked: str
) -> None:
    """List entries, the newest first."""
    with services() as kit:
        actor = kit.console.actor(as_email, workspace_id=meant_workspace(kit).id)
        entries = islice(kit.journal_pages.entries(actor, _meant(kit, actor, asked)), limit)
        spoken = language or _spoken_here()
        for line in _json_lines(entries, spoken) if as_json else (_line(each, spoken) for each in entries):
            click.echo(line)


def _meant(kit: Kit, actor: Actor, asked: dict[str, str]) -> JournalFilter:
    """Turn the options into a filter; what is not understood is refused, for it would show too much."""
    if asked["act"] and asked["act"] not in ACTS:
        raise click.UsageError(f"there is no act « {asked['act']} »; groups: see the page of the journal")
    for name in ("since", "until"):
        if asked[name] and day_of(asked[name]) is None:
            raise click.UsageError(f"--{name} takes a day, such as 2026-01-31")
    person = kit.people_named.person(actor, asked["person"], deleted=True) if asked["person"] else ""
    days = {"from": asked["since"], "to": asked["until"]}
    return JournalFilter.parse({"q": asked["search"], "person": person, "act": asked["act"], **days})


def _spoken_here() -> str:
    wishes = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    first = next((wish for wish in wishes if wish), "")[:2].lower()
    return first if first in LANGUAGES else LANGUAGES[0]


def _line(entry: AuditEntry, language: str) -> str:
    return f"{entry.at:%Y-%m-%d %H:%M:%S}Z  {_one_line(told(entry).spoken(language))}"


def _one_line(text: str) -> str:
    """Leave out what would move the terminal's cursor (LOG-03)."""
    return "".join(
        c if c.isprintable() or c == "\N{NO-BREAK SPACE}" else "\N{REPLACEMENT CHARACTER}" for c in text
    )


def _json_lines(entries: Iterable[AuditEntry], language: str) -> Iterator[str]:
    """Write one JSON array, an entry a line, without holding them all."""
    before = "["
    for entry in entries:
        yield before + json.dumps(_plain(entry, language), ensure_ascii=False)
        before = ","
    yield "[]" if before == "[" else "]"


def _plain(entry: AuditEntry, language: str) -> dict[str, Any]:
    return {
        "id": entry.id,
        "at": entry.at.isoformat(),
        "act": entry.tag,
        "said": told(entry).spoken(language),
        "actor": {"id": entry.actor_id, "name": entry.actor_name},
        "about": {"kind": entry.target_kind, "id": entry.target_id, "name": entry.target_name},
        "ip": entry.ip,
        "user_agent": entry.user_agent,
        "details": entry.details,
        "seq": entry.seq,
        "seal": entry.seal,
    }


def _verdicts(found: Iterable[Verdict]) -> str:
    return "\n".join(map(_verdict, found)) or "0 entries, intact"


def _verdict(one: Verdict) -> str:
    where = "no workspace" if one.chain == "-" else f"workspace {one.chain}"
    more = (
        f", {one.removed} removed when their time was over" if one.removed else "",
        f", {one.emptied} without the names of forgotten people" if one.emptied else "",
        f", {one.unsealed} not sealed yet" if one.unsealed else "",
    )
    if one.broken is None:
        return f"{where}: {one.entries} entries{''.join(more)}, head {one.head or 'none'}, intact"
    broken = one.broken
    entry = f", entry {broken.id} of {broken.at} ({broken.act})" if broken.id else ""
    return f"{where}: BROKEN at no. {broken.seq}{entry}: {_WRONG[broken.fault]}"
