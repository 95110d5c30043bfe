"""Which workspace a host name leads to. Every other name is nobody's here (TOK-07, WEB-01).

A workspace is met at its own host: the proven one, or a development name while the installation itself is local. One
without a host of its own is met at the installation's public address, beside the first workspace.
"""

import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from sqlalchemy import Connection
from sqlmodel import Session

from comunik_kit.kernel.db import Database
from comunik_kit.workspaces import repository, rules
from comunik_kit.workspaces.repository import Met
from comunik_kit.workspaces.rules import Hosted
from comunik_kit.workspaces.tables import DomainState

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_LONGEST = 260
_PORT = re.compile(r"[0-9]{1,5}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Place:
    """A host that is ours: whose brand it shows (empty before the first set-up), and how its pages name themselves.

    `is_public` is the installation's own address, where workspaces without a host of their own are met too.
    """

    host: str = ""
    workspace_id: str = ""
    origins: frozenset[str] = field(default_factory=frozenset)
    is_public: bool = False
    is_suspended: bool = False


class Hosts:
    """Answers what the `Host` and `Origin` of a request may be; they choose among what is stored, nothing more."""

    def __init__(self, *, db: Database, public_url: str) -> None:
        """Take the database and the configured public address."""
        self._db, self._public_url = db, public_url
        self._public_names = public_names(public_url)

    def at(self, host: str) -> Place | None:
        """Find what a `Host` header leads to, its port aside; None for a name that is not ours."""
        with self._db.look() as c:
            return self.place(c, host)

    def place(self, s: Session | Connection, host: str) -> Place | None:
        """Do the same within a transaction."""
        name = name_in(host)
        is_public = name in self._public_names
        met = self._named(s, name) or (repository.first_met(s) if is_public else None)
        if met is None and not is_public:
            return None
        return Place(
            name,
            met.workspace_id if met else "",
            self._origins(name, is_public=is_public),
            is_public,
            met is not None and met.suspended_at is not None,
        )

    def public(self, s: Session) -> Place:
        """Give the installation's own address."""
        return self.place(s, min(self._public_names)) or Place(is_public=True)

    def admits(self, place: Place, workspace_id: str) -> bool:
        """Tell whether the people of a workspace may be signed in at this host."""
        with self._db.look() as c:
            return self.welcomes(c, place, workspace_id)

    def welcomes(self, s: Session | Connection, place: Place, workspace_id: str) -> bool:
        """Do the same within a transaction."""
        if place.workspace_id == workspace_id:
            return not place.is_suspended
        met = repository.met(s, workspace_id) if place.is_public else None
        return met is not None and met.suspended_at is None and not self._own_name(met)

    def _named(self, s: Session | Connection, name: str) -> Met | None:
        return next((met for met in repository.met_at(s, name) if self._own_name(met) == name), None)

    def _own_name(self, domain: Hosted) -> str:
        """Name the host at which a workspace is met by itself; empty while there is none."""
        host, state = rules.served(domain)
        is_local = state == DomainState.DEVELOPMENT and rules.is_local(self._public_url)
        return host if is_local or state == DomainState.PROVEN else ""

    def _origins(self, name: str, *, is_public: bool) -> frozenset[str]:
        if is_public:
            return frozenset(_spelled(self._public_url, each) for each in self._public_names)
        if rules.is_development(name):
            return frozenset({_spelled(self._public_url, name)})
        return frozenset({f"https://{name}"})


def name_in(host: str) -> str:
    """Give the name in a `Host` header, lower case and without the port; empty for what is none."""
    if len(host) > _LONGEST or "@" in host:
        return ""
    name, colon, port = host.lower().rpartition(":")
    if not colon or "]" in port:
        return host.lower().removesuffix(".")
    return name.removesuffix(".") if not port or _PORT.fullmatch(port) else ""


def public_names(public_url: str) -> frozenset[str]:
    """List the names of the public address: a loopback one is this machine however it is spelled."""
    hostname = urlsplit(public_url).hostname or ""
    name = f"[{hostname}]" if ":" in hostname else hostname
    return LOOPBACK if name in LOOPBACK else frozenset({name})


def _spelled(public_url: str, name: str) -> str:
    """Write an origin at another name of this machine: a default port is left out (RFC 6454, section 6.2)."""
    parts = urlsplit(public_url)
    default = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, default} else f":{parts.port}"
    return f"{parts.scheme}://{name}{port}"
