"""A real name server on loopback, over UDP and TCP, that answers from a list and fails on order."""

import errno
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any

import dns.flags
import dns.message
import dns.name
import dns.rcode
import dns.rdatatype
import dns.rrset

TTL = 300
TRIES = 50


@dataclass(slots=True)
class NameServer:
    """What it knows, and what it was asked: `(name, kind)`, both as text, the name without its last dot."""

    port: int = 0
    asked: list[tuple[str, str]] = field(default_factory=list)
    silent: bool = False
    failing: bool = False
    _known: dict[tuple[str, str], tuple[int, list[str]]] = field(default_factory=dict)

    @property
    def address(self) -> tuple[str, int]:
        """Where it listens."""
        return "127.0.0.1", self.port

    def zone(self, name: str, *servers: str) -> None:
        """Make a zone, kept by these name servers."""
        first = servers[0] if servers else "ns1.example.net"
        self.put(name, "SOA", f"{first}. hostmaster.example.net. 1 7200 3600 1209600 300")
        self.put(name, "NS", *(f"{server}." for server in servers or (first,)))

    def put(self, name: str, kind: str, *values: str, ttl: int = TTL) -> None:
        """Put records in the place of those that are there."""
        self._known[(name, kind)] = (ttl, list(values))

    def take(self, name: str, kind: str) -> None:
        """Take records away."""
        self._known.pop((name, kind), None)

    def answer(self, wire: bytes) -> bytes | None:
        """Answer a question, or say nothing."""
        query = dns.message.from_wire(wire)
        name, kind = query.question[0].name, query.question[0].rdtype
        text = name.to_text(omit_final_dot=True).lower()
        self.asked.append((text, dns.rdatatype.to_text(kind)))
        if self.silent:
            return None
        response = dns.message.make_response(query)
        response.flags |= dns.flags.RA
        if self.failing:
            response.set_rcode(dns.rcode.SERVFAIL)
        elif not self._fill(response, text, dns.rdatatype.to_text(kind)):
            response.set_rcode(dns.rcode.NXDOMAIN)
        return response.to_wire()

    def _fill(self, response: dns.message.Message, name: str, kind: str) -> bool:
        """Add what is known, through an alias too; tell whether the name exists at all."""
        for asked in (kind, "CNAME"):
            if (name, asked) in self._known:
                ttl, values = self._known[(name, asked)]
                response.answer.append(
                    dns.rrset.from_text(dns.name.from_text(name), ttl, "IN", asked, *values)
                )
                if asked != kind:
                    self._fill(response, values[0].removesuffix("."), kind)
                return True
        return any(known == name or known.endswith(f".{name}") for known, _ in self._known)


@contextmanager
def serving(*, silent: bool = False) -> Iterator[NameServer]:
    """Run one on a port of its own."""
    ours = NameServer(silent=silent)

    class Datagram(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            wire, line = self.request
            with suppress(OSError):
                if (answer := ours.answer(wire)) is not None:
                    line.sendto(answer, self.client_address)

    class Stream(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            wire = self.rfile.read(int.from_bytes(self.rfile.read(2)))
            if (answer := ours.answer(wire)) is not None:
                self.wfile.write(len(answer).to_bytes(2) + answer)

    tcp, udp = _on_one_port(Stream, Datagram)
    ours.port = udp.server_address[1]
    servers: list[Any] = [udp, tcp]
    with udp, tcp:
        for server in servers:
            threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield ours
        finally:
            for server in servers:
                server.shutdown()


def _on_one_port(
    stream: type[socketserver.BaseRequestHandler], datagram: type[socketserver.BaseRequestHandler]
) -> tuple[socketserver.TCPServer, socketserver.UDPServer]:
    """Bind both kinds to one number: a number free for the one may be another process's for the other."""
    for _ in range(TRIES):
        tcp = socketserver.ThreadingTCPServer(("127.0.0.1", 0), stream)
        try:
            return tcp, socketserver.ThreadingUDPServer(("127.0.0.1", tcp.server_address[1]), datagram)
        except OSError as error:
            tcp.server_close()
            if error.errno != errno.EADDRINUSE:
                raise
    raise OSError(errno.EADDRINUSE, "no number was free for both kinds")
