"""dnspython behind the port of `lookups.py`. It sends names to resolvers and to nobody else (INP-09).

The resolvers are the settings' or the system's. No address that an answer names is ever contacted.
"""

from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor

import dns.exception
import dns.name
import dns.rdata
import dns.resolver
from dns.rdtypes.ANY.TXT import TXT

from comunik_kit.workspaces.lookups import Answer, Answers, Kind, Outcome, Question

PATIENCE = 3.0  # seconds for one question at one server
MOST_SERVERS = 4
MOST_VALUES = 20
LONGEST_VALUE = 300
_AT_ONCE = 16


class DnsResolvers:
    """Several name servers, each asked by itself, so that one can be seen to say something else."""

    def __init__(self, servers: Sequence[tuple[str, int]] = (), *, patience: float = PATIENCE) -> None:
        """Take addresses and ports; without any, those that the system names."""
        self._named, self._patience = tuple(servers), patience

    def ask(self, questions: Iterable[Question]) -> Answers:
        """Ask every server everything, side by side."""
        wanted, servers = list(dict.fromkeys(questions)), self._servers()
        pairs = [(question, server) for question in wanted for server in servers]
        with ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="dns") as pool:
            answers = iter(list(pool.map(self._one, pairs)))
        if not servers:
            return {question: (Answer(Outcome.BROKEN),) for question in wanted}
        return {question: tuple(next(answers) for _ in servers) for question in wanted}

    def _servers(self) -> Sequence[tuple[str, int]]:
        if self._named:
            return self._named[:MOST_SERVERS]
        try:
            system = dns.resolver.Resolver()
        except dns.resolver.NoResolverConfiguration:
            return ()
        return [
            (server, system.port) for server in system.nameservers[:MOST_SERVERS] if isinstance(server, str)
        ]

    def _one(self, pair: tuple[Question, tuple[str, int]]) -> Answer:
        question, (server, port) = pair
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers, resolver.port = [server], port
        # Half of it for a datagram that got lost, half for the second try.
        resolver.timeout, resolver.lifetime = self._patience / 2, self._patience
        try:
            found = resolver.resolve(
                dns.name.from_text(question.name), question.kind.value, search=False, raise_on_no_answer=False
            )
        except dns.resolver.NXDOMAIN:
            return Answer(Outcome.NO_NAME)
        except dns.exception.Timeout:
            return Answer(Outcome.SILENT)
        except (dns.exception.DNSException, OSError, ValueError):
            return Answer(Outcome.BROKEN)
        if found.rrset is None:
            return Answer(Outcome.EMPTY)
        values = tuple(_text(rdata, question.kind) for rdata in list(found.rrset)[:MOST_VALUES])
        return Answer(Outcome.FOUND, values, found.rrset.ttl)


def _text(rdata: dns.rdata.Rdata, kind: Kind) -> str:
    """Write a value down: the parts of a TXT record belong together; names have no trailing dot."""
    if isinstance(rdata, TXT):
        return b"".join(rdata.strings).decode("utf-8", "replace")[:LONGEST_VALUE]
    text = rdata.to_text()[:LONGEST_VALUE]
    return text.lower().removesuffix(".") if kind in {Kind.CNAME, Kind.NS} else text
