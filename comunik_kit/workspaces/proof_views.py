"""Pure: a diagnosis as it is kept with the domain, and as the page shows it."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from comunik_kit.workspaces import records
from comunik_kit.workspaces.diagnosis import Diagnosis, Finding
from comunik_kit.workspaces.lookups import Kind
from comunik_kit.workspaces.proof_rules import GRACE
from comunik_kit.workspaces.providers import provider_of
from comunik_kit.workspaces.records import Wanted
from comunik_kit.workspaces.tables import Domain, DomainState
from comunik_kit.workspaces.views import ProofView, RecordView


def kept(diagnosis: Diagnosis) -> dict[str, Any]:
    """Write a diagnosis as JSON can hold it."""
    return {
        "zone": diagnosis.zone,
        "name_servers": list(diagnosis.name_servers),
        "findings": [_plain(finding) for finding in diagnosis.findings],
    }


def _plain(finding: Finding) -> dict[str, Any]:
    told = asdict(finding)
    told |= {"expected": list(finding.expected), "found": list(finding.found), "cause": finding.cause.value}
    return told


def shown(domain: Domain, wanted: Wanted) -> ProofView:
    """Show a domain: before the first look, what to create is known already."""
    found: dict[str, Any] = domain.last_check or {}
    zone = str(found.get("zone", ""))
    provider = provider_of(found.get("name_servers", ()))
    lines = [_line(told, zone) for told in found.get("findings", ())] or _to_create(wanted)
    is_moving = domain.state == DomainState.PROVEN and domain.failing_since is not None
    return ProofView(
        host=domain.host,
        state=domain.state,
        zone=zone,
        records=lines,
        is_checked=bool(found),
        is_proven=domain.state == DomainState.PROVEN,
        provider=provider.name,
        menu=provider.menu,
        name_field=provider.name_field,
        value_field=provider.value_field,
        checked_at=_iso(domain.checked_at),
        next_check_at=_iso(domain.next_check_at),
        failing_since=_iso(domain.failing_since),
        moves_at=_iso(domain.failing_since + GRACE) if is_moving and domain.failing_since else "",
        good_host=domain.good_host if domain.state == DomainState.LOST else "",
    )


def _line(told: dict[str, Any], zone: str) -> RecordView:
    lists: dict[str, Any] = {name: list(map(str, told[name])) for name in ("expected", "found")}
    return RecordView(**(told | lists), short_name=records.relative(str(told["name"]), zone))


def _to_create(wanted: Wanted) -> list[RecordView]:
    proof = RecordView("txt", wanted.proof_name, wanted.proof_name, Kind.TXT.value, [wanted.token])
    by_name = bool(wanted.target) and not records.is_number(wanted.target)
    kind = Kind.CNAME.value if by_name else Kind.A.value
    target = [wanted.target] if wanted.target else []
    return [proof, RecordView("address", wanted.host, wanted.host, kind, target)]


def _iso(moment: datetime | None) -> str:
    return moment.isoformat() if moment else ""
