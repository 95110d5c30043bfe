"""`comunik-kit domain …`: looking at a domain from the command line; `cli.py` loads this when it is called."""

import json
import sys

import click

from comunik_kit.console import in_workspace, meant_workspace, services
from comunik_kit.workspaces.diagnosis import Cause, Diagnosis, Finding, Standing
from comunik_kit.workspaces.proofs import as_plain


@click.group()
@in_workspace
def domain() -> None:
    """Look after the domain."""


@domain.command()
@click.argument("name")
@click.option("--json", "as_json", is_flag=True, help="For programs: one JSON object.")
def check(*, name: str, as_json: bool) -> None:
    """Ask the name servers about NAME: each record, expected and found. Status 1 if it proves nothing."""
    with services() as kit:
        found = kit.domain_proofs.look_up(meant_workspace(kit).id, host=name)
    click.echo(json.dumps(as_plain(found)) if as_json else _lines(found))
    if found.standing is not Standing.STANDS:
        sys.exit(1)


def _lines(found: Diagnosis) -> str:
    return "\n".join(_line(finding) for finding in found.findings)


def _line(finding: Finding) -> str:
    mark = "ok  " if finding.cause is Cause.OK else "--  "
    expected = " | ".join(finding.expected) or "an address of this server"
    there = " | ".join(finding.found) or "nothing"
    told = "" if finding.cause is Cause.OK else f"\n      cause: {finding.cause.value}"
    more = f" (found at {finding.where})" if finding.where else ""
    return (
        f"{mark}{finding.kind} {finding.name}\n      expected: {expected}\n      found: {there}{told}{more}"
    )
