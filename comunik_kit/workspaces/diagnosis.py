"""Pure: from what the name servers answer to what is right, what is not, and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from comunik_kit.workspaces import records
from comunik_kit.workspaces.lookups import Answer, Answers, Kind, Outcome, Question, is_public, values_of
from comunik_kit.workspaces.proxies import is_proxy
from comunik_kit.workspaces.records import PREFIX, Wanted

LETS_ENCRYPT = "letsencrypt.org"
_MINUTE = 60


class Cause(StrEnum):
    """Why a record is not what it should be; `OK` when it is."""

    OK = "ok"
    UNKNOWN_DOMAIN = "unknown_domain"
    MISSING = "missing"
    WRONG_PLACE = "wrong_place"
    OLD_VALUE = "old_value"
    PROXIED = "proxied"
    PRIVATE = "private"
    WAITING = "waiting"
    SPLIT = "split"
    SILENT = "silent"
    BROKEN = "broken"
    CAA = "caa"


class Standing(StrEnum):
    """What all findings together say: the proof stands, has fallen, or nobody can tell just now."""

    STANDS = "stands"
    FALLEN = "fallen"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True)
class Finding:
    """One record: its full name, what is expected there, what is there, and the cause when the two differ.

    `where` names the place where the record was found instead; `minutes` is how long resolvers may keep what they have;
    `right` of `servers` see what is expected. A private address is counted in `hidden`, and never shown (INP-09).
    """

    record: str
    name: str
    kind: str
    cause: Cause
    expected: tuple[str, ...] = ()
    found: tuple[str, ...] = ()
    where: str = ""
    minutes: int = 0
    right: int = 0
    servers: int = 0
    hidden: int = 0


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """All findings on a domain, the zone it belongs to and the servers of that zone."""

    findings: tuple[Finding, ...]
    zone: str = ""
    name_servers: tuple[str, ...] = field(default=())

    @property
    def standing(self) -> Standing:
        """Sum up. A rule on certificates stops nobody from coming in, so it does not count."""
        return standing_of(finding.cause for finding in self.findings)


_FINE = {Cause.OK, Cause.CAA}
# A proxy may well pass visitors on, and what cannot be seen now may be there: a proof is not taken away for it.
_UNSURE = {Cause.SILENT, Cause.BROKEN, Cause.SPLIT, Cause.WAITING, Cause.PROXIED}


def standing_of(causes: Iterable[Cause]) -> Standing:
    """Sum causes up."""
    seen = set(causes) - _FINE
    if not seen:
        return Standing.STANDS
    return Standing.UNSURE if seen <= _UNSURE else Standing.FALLEN


def diagnose(wanted: Wanted, answers: Answers) -> Diagnosis:
    """Look at every record of a domain."""
    zone = records.zone_of(answers, wanted.host)
    found = [_proof(wanted, answers), _address(wanted, answers, zone), *_certificates(wanted, answers)]
    if records.is_unknown(answers, wanted.host):
        found = [_with(finding, Cause.UNKNOWN_DOMAIN) for finding in found]
    return Diagnosis(tuple(found), zone, values_of(answers, zone, Kind.NS) if zone else ())


def _with(finding: Finding, cause: Cause) -> Finding:
    return Finding(
        finding.record, finding.name, finding.kind, cause, finding.expected, servers=finding.servers
    )


def _proof(wanted: Wanted, answers: Answers) -> Finding:
    given = answers.get(Question(wanted.proof_name, Kind.TXT), ())
    seen = [_txt(answer, wanted.token) for answer in given]
    where = _elsewhere(wanted, answers)
    return Finding(
        record="txt",
        name=wanted.proof_name,
        kind=Kind.TXT.value,
        cause=_together(seen, given, is_elsewhere=bool(where)),
        expected=(wanted.token,),
        found=_ours_first(values_of(answers, wanted.proof_name, Kind.TXT)),
        where=where,
        minutes=_minutes(seen, given),
        right=seen.count(Cause.OK),
        servers=len(given),
    )


def _txt(answer: Answer, token: str) -> Cause:
    if answer.outcome in _FAILED:
        return _FAILED[answer.outcome]
    if token in (value.strip() for value in answer.values):
        return Cause.OK
    return (
        Cause.OLD_VALUE if any(value.strip().startswith(PREFIX) for value in answer.values) else Cause.MISSING
    )


_FAILED = {Outcome.SILENT: Cause.SILENT, Outcome.BROKEN: Cause.BROKEN}


def _ours_first(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted(values, key=lambda value: not value.startswith(PREFIX)))


def _elsewhere(wanted: Wanted, answers: Answers) -> str:
    """Name the place where the token was put by mistake; the doubled domain is the usual one."""
    places = [*records.doubled(wanted.proof_name, wanted.host), *records.ancestors(wanted.host)]
    return next((name for name in places if wanted.token in values_of(answers, name, Kind.TXT)), "")


def _together(seen: Sequence[Cause], given: Sequence[Answer], *, is_elsewhere: bool = False) -> Cause:
    """Make one cause of what each server says; one that does not answer proves nothing against the others."""
    told = {cause for cause in seen if cause not in _FAILED.values()}
    if not told:
        return Cause.SILENT if Cause.SILENT in seen else Cause.BROKEN
    if Cause.OK in told and len(told) == 1:
        return Cause.OK
    if Cause.OK in told:
        kept = all(answer.ttl for cause, answer in zip(seen, given, strict=True) if cause is Cause.OLD_VALUE)
        return Cause.WAITING if told == {Cause.OK, Cause.OLD_VALUE} and kept else Cause.SPLIT
    if is_elsewhere:
        return Cause.WRONG_PLACE
    return next(cause for cause in _GRAVEST if cause in told)


_GRAVEST = (Cause.PRIVATE, Cause.PROXIED, Cause.OLD_VALUE, Cause.MISSING)


def _minutes(seen: Sequence[Cause], given: Sequence[Answer]) -> int:
    """Tell for how long a resolver may go on giving the value of before."""
    left = (answer.ttl for cause, answer in zip(seen, given, strict=True) if cause is Cause.OLD_VALUE)
    return -(-max(left, default=0) // _MINUTE)


def _address(wanted: Wanted, answers: Answers, zone: str) -> Finding:
    targets = records.addresses_of(answers, wanted.target) if wanted.target else ()
    aliases = answers.get(Question(wanted.host, Kind.CNAME), ())
    given = [_joined(answers, wanted.host, place) for place in range(len(aliases))]
    seen = [_way(wanted, alias, answer, targets) for alias, answer in zip(aliases, given, strict=True)]
    by_name = bool(wanted.target) and wanted.host != zone and not records.is_number(wanted.target)
    shown = tuple(value for answer in given for value in answer.values)
    alias_names = values_of(answers, wanted.host, Kind.CNAME)
    public = [value for value in dict.fromkeys(shown) if is_public(value)]
    where = _doubled_address(wanted, answers, targets)
    return Finding(
        record="address",
        name=wanted.host,
        kind=Kind.CNAME.value if by_name else Kind.A.value,
        cause=_together(seen, given, is_elsewhere=bool(where)),
        expected=(wanted.target,) if by_name else tuple(filter(is_public, targets)),
        found=(*alias_names, *public),
        where=where,
        minutes=_minutes(seen, given),
        right=seen.count(Cause.OK),
        servers=len(given),
        hidden=len(set(shown)) - len(public),
    )


def _joined(answers: Answers, host: str, place: int) -> Answer:
    """Put the two kinds of address together that one server gives."""
    old, new = (answers[Question(host, kind)][place] for kind in (Kind.A, Kind.AAAA))
    if not (old.values or new.values):
        return old
    return Answer(Outcome.FOUND, old.values + new.values, max(old.ttl, new.ttl))


def _way(wanted: Wanted, alias: Answer, answer: Answer, targets: Sequence[str]) -> Cause:
    """Say where one server sends visitors."""
    if wanted.target and wanted.target in alias.values:
        return Cause.OK
    if answer.outcome in _FAILED:
        return _FAILED[answer.outcome]
    if not answer.values:
        return Cause.OLD_VALUE if alias.values else Cause.MISSING
    if set(answer.values) & set(targets):
        return Cause.OK
    return _wrong_way(answer.values, has_target=bool(wanted.target))


def _wrong_way(values: Sequence[str], *, has_target: bool) -> Cause:
    if not any(map(is_public, values)):
        return Cause.PRIVATE
    if not has_target:
        return Cause.OK
    return Cause.PROXIED if any(map(is_proxy, values)) else Cause.OLD_VALUE


def _doubled_address(wanted: Wanted, answers: Answers, targets: Sequence[str]) -> str:
    right: Callable[[str], bool] = targets.__contains__ if wanted.target else is_public
    places = records.doubled(wanted.host, wanted.host)
    return next((name for name in places if any(map(right, values_of(answers, name, Kind.A)))), "")


def _certificates(wanted: Wanted, answers: Answers) -> list[Finding]:
    """Look at the nearest rule on who may make certificates; only one that shuts Let's Encrypt out is told."""
    for name in records.ancestors(wanted.host):
        rules = values_of(answers, name, Kind.CAA)
        issuers = [rule.split(None, 2) for rule in rules]
        allowed = [parts[2] for parts in issuers if len(parts) == 3 and parts[1].lower() == "issue"]  # noqa: PLR2004
        if rules:
            is_shut = bool(allowed) and not any(LETS_ENCRYPT in one for one in allowed)
            expected = (f'0 issue "{LETS_ENCRYPT}"',)
            finding = Finding("caa", name, Kind.CAA.value, Cause.CAA, expected, rules)
            return [finding] if is_shut else []
    return []
