"""Pure: which records prove a domain and lead its visitors here, and what has to be asked to see them."""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces.lookups import Answers, Kind, Outcome, Question, is_public, values_of
from comunik_kit.workspaces.rules import MAX_HOST, is_development, public_host

LABEL = "_kit-proof"
PREFIX = "kit-proof="
TOKEN_LENGTH = 40
_FEWEST_LABELS = 2
_MOST_ANCESTORS = 5


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a domain has to show: `token` under `_kit-proof`, and a way to `target`.

    `target` is empty while it cannot be told: this server has a local address, or the domain is its own.
    """

    host: str
    token: str
    target: str = ""

    @property
    def proof_name(self) -> str:
        """The full name of the TXT record."""
        return f"{LABEL}.{self.host}"


def wanted(keyring: Keyring, workspace_id: str, host: str, public_url: str) -> Wanted:
    """Say what a workspace's domain has to show; another workspace's token for the same name is another."""
    token = PREFIX + keyring.digest("domain-proof", f"{workspace_id} {host}")[:TOKEN_LENGTH]
    target = public_host(public_url)
    if is_development(target) or target == host or (is_number(target) and not is_public(target)):
        target = ""
    return Wanted(host, token, target)


def is_number(host: str) -> bool:
    """Tell whether a host is written as an address."""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def ancestors(host: str) -> list[str]:
    """List the host and the names above it, the nearest first; no top-level domain."""
    labels = host.split(".")
    names = [".".join(labels[start:]) for start in range(len(labels) - _FEWEST_LABELS + 1)]
    return names[-_MOST_ANCESTORS:] if len(names) > _MOST_ANCESTORS else names


def doubled(name: str, host: str) -> list[str]:
    """List what a record's name becomes where a provider adds the domain to a name that has it already."""
    return [twice for zone in ancestors(host) if len(twice := f"{name}.{zone}") <= MAX_HOST]


def questions(asked: Wanted) -> Iterator[Question]:
    """Give everything there is to ask about a domain."""
    yield Question(asked.proof_name, Kind.TXT)
    for kind in (Kind.CNAME, Kind.A, Kind.AAAA):
        yield Question(asked.host, kind)
    for name in ancestors(asked.host):
        for kind in (Kind.SOA, Kind.NS, Kind.CAA, Kind.TXT):
            yield Question(name, kind)
    for name in doubled(asked.proof_name, asked.host):
        yield Question(name, Kind.TXT)
    for name in doubled(asked.host, asked.host):
        yield Question(name, Kind.A)
    if asked.target and not is_number(asked.target):
        yield Question(asked.target, Kind.A)
        yield Question(asked.target, Kind.AAAA)


def zone_of(answers: Answers, host: str) -> str:
    """Name the zone that a host belongs to, the longest name with an SOA record; empty when none answers."""
    return next((name for name in ancestors(host) if values_of(answers, name, Kind.SOA)), "")


def is_unknown(answers: Answers, host: str) -> bool:
    """Tell whether the registered name itself does not exist, as far as anybody who answers can tell."""
    if zone_of(answers, host):
        return False
    outcomes = {answer.outcome for answer in answers.get(Question(ancestors(host)[-1], Kind.SOA), ())}
    return outcomes == {Outcome.NO_NAME}


def relative(name: str, zone: str) -> str:
    """Write a name as most providers want it: without the zone, « @ » for the zone itself."""
    if name == zone:
        return "@"
    return name.removesuffix(f".{zone}") if zone else name


def addresses_of(answers: Answers, host: str) -> tuple[str, ...]:
    """Give the addresses of a host; a number is its own."""
    if is_number(host):
        return (host,)
    return values_of(answers, host, Kind.A) + values_of(answers, host, Kind.AAAA)
