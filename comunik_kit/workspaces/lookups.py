"""What is asked of name servers and what they answer: the port that `resolving.py` fills."""

import ipaddress
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol


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
        return ipaddress.ip_address(address).is_global
    except ValueError:
        return False
