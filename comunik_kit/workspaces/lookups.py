"""What is asked of name servers and what they answer: the port that `resolving.py` fills."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

# Of IPv6 only this much is given out to anybody; what leads on to IPv4 is as public as where it leads.
_GIVEN_OUT = ipaddress.IPv6Network("2000::/3")
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")


class Kind(StrEnum):
    """The kinds of record that matter here."""

    TXT = "TXT"
    CNAME = "CNAME"
    A = "A"
    AAAA = "AAAA"
    NS = "NS"
    SOA = "SOA"
    CAA = "CAA"


class Outcome(StrEnum):
    """How a question ended: values, no such record, no such name, no answer in time, or an answer that is none."""

    FOUND = "found"
    EMPTY = "empty"
    NO_NAME = "no_name"
    SILENT = "silent"
    BROKEN = "broken"


class Question(NamedTuple):
    """A name and a kind; the name has been read by `rules.parse_host`, with our own label before it at most."""

    name: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class Answer:
    """What one server says: values without quotes or trailing dots, and for how many seconds others may keep them."""

    outcome: Outcome
    values: tuple[str, ...] = ()
    ttl: int = 0


Answers = Mapping[Question, Sequence[Answer]]


class Resolvers(Protocol):
    """Whoever is asked: each question gets one answer from each server, in the same order."""

    def ask(self, questions: Iterable[Question]) -> Answers:
        """Ask every server everything."""
        ...


def values_of(answers: Answers, name: str, kind: Kind) -> tuple[str, ...]:
    """Give what any server found under a name, each value once."""
    found = (value for answer in answers.get(Question(name, kind), ()) for value in answer.values)
    return tuple(dict.fromkeys(found))


def is_public(address: str) -> bool:
    """Tell whether an address is one that everybody can reach; no other is ever shown or trusted (INP-09)."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return _is_reached(found)
    if found in _TRANSLATED:
        return _is_reached(ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF))
    if found.sixtofour is not None and not _is_reached(found.sixtofour):
        return False
    return found in _GIVEN_OUT and found.is_global


def _is_reached(address: ipaddress.IPv4Address) -> bool:
    return address.is_global and not address.is_multicast
