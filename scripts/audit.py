"""Asks OSV for known faults of every locked package, and says by when each has to be gone (WEB-07).

Reads the bill of materials (`sbom.py`), so that Python and JavaScript are asked for alike: names and versions, nothing
else, leave the machine (`POST /v1/querybatch`, then `GET /v1/vulns/<id>`; https://google.github.io/osv.dev/api/). What
cannot reach us stands in `requirements/accepted.toml` with the reason. Exit codes: 0 nothing is late, 1 something is,
2 the database could not be asked.
"""

import argparse
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import sbom

OSV = "https://api.osv.dev"
ACCEPTED = sbom.REQUIREMENTS / "accepted.toml"
# docs/security.md, « Dependencies »; what nobody has judged counts as high, a tool of development as at most moderate.
DAYS = {"CRITICAL": 2, "HIGH": 7, "MODERATE": 30}
UNJUDGED, OF_TOOLS = "HIGH", 30
MOST_AT_ONCE = 500
PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Fault:
    """A known fault of a package that is locked; `due` is none for what may wait for the next release."""

    package: str
    ids: tuple[str, ...]
    severity: str
    summary: str
    due: date | None

    def told(self, today: date) -> str:
        """Say it in a line."""
        when = (
            "next release" if self.due is None else f"{'LATE since' if self.due < today else 'by'} {self.due}"
        )
        return f"{when}  {self.severity}  {self.package}  {', '.join(self.ids)}: {self.summary}"


def ids_of(client: httpx.Client, purls: list[str]) -> Iterator[list[str]]:
    """Name the faults of each package, in their order, page after page."""
    for start in range(0, len(purls), MOST_AT_ONCE):
        asked = [{"package": {"purl": purl}} for purl in purls[start : start + MOST_AT_ONCE]]
        found: list[list[str]] = [[] for _ in asked]
        waiting = dict(enumerate(asked))
        while waiting:
            answer = client.post(
                "/v1/querybatch", json={"queries": list(waiting.values())}
            ).raise_for_status()
            results = dict(zip(waiting, answer.json()["results"], strict=True))
            for place, result in results.items():
                found[place] += [each["id"] for each in result.get("vulns", ())]
            tokens = {place: result.get("next_page_token") for place, result in results.items()}
            waiting = {
                place: asked[place] | {"page_token": token} for place, token in tokens.items() if token
            }
        yield from found


def faults(client: httpx.Client, components: list[sbom.Component]) -> Iterator[Fault]:
    """Find what is known of each package; one fault under several names is told once."""
    known: dict[str, dict[str, Any]] = {}
    for each, ids in zip(components, ids_of(client, [each["purl"] for each in components]), strict=True):
        told: set[str] = set()
        for name in ids:
            if name not in known:
                known[name] = client.get(f"/v1/vulns/{name}").raise_for_status().json()
        # What a database has judged comes first: the same fault may stand elsewhere without a severity.
        for entry in sorted((known[name] for name in ids), key=lambda entry: _severity(entry) == ""):
            names = _names(entry).union(
                *(_names(known[name]) for name in ids if _names(known[name]) & _names(entry))
            )
            if told.isdisjoint(names) and "withdrawn" not in entry:
                yield _fault(each, entry, names)
            told |= names


def _names(entry: Mapping[str, Any]) -> set[str]:
    return {entry["id"], *entry.get("aliases", ())}


def _severity(entry: Mapping[str, Any]) -> str:
    said = str(entry.get("database_specific", {}).get("severity", "")).upper()
    return said if said in {*DAYS, "LOW"} else ""


def _fault(component: sbom.Component, entry: Mapping[str, Any], names: set[str]) -> Fault:
    severity = _severity(entry) or UNJUDGED
    days = DAYS.get(severity)
    if component["scope"] == "excluded" and days is not None:
        days = max(days, OF_TOOLS)
    published = datetime.fromisoformat(entry["published"]).astimezone(UTC).date()
    due = None if days is None else published + timedelta(days=days)
    package = f"{component['name']} {component['version']}"
    return Fault(package, tuple(sorted(names)), severity, str(entry.get("summary", ""))[:120], due)


def main() -> int:
    """Ask, print what was found, the most urgent first, and tell by the exit code whether something is late."""
    parser = argparse.ArgumentParser(prog="scripts/audit.py", description=__doc__)
    parser.add_argument("--database", default=OSV, help="where to ask; a mirror of %(default)s")
    parser.add_argument("--today", type=date.fromisoformat, default=datetime.now(UTC).date())
    given = parser.parse_args()
    accepted = set(tomllib.loads(ACCEPTED.read_text())["accepted"])
    components = sbom.bill()["components"]
    try:
        with httpx.Client(base_url=given.database, timeout=PATIENCE) as client:
            found = [each for each in faults(client, components) if accepted.isdisjoint(each.ids)]
    except (httpx.HTTPError, ValueError, LookupError) as error:
        print(f"{given.database} could not be asked: {type(error).__name__}: {error}", file=sys.stderr)
        return 2
    print(
        *(each.told(given.today) for each in sorted(found, key=lambda each: each.due or date.max)), sep="\n"
    )
    print(f"{len(components)} packages, {len(found)} known faults")
    return int(any(each.due is not None and each.due < given.today for each in found))


if __name__ == "__main__":
    sys.exit(main())
