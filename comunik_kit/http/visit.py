"""What a request says about who asks: address, browser, language, session. Nothing here is believed twice."""

import ipaddress
from dataclasses import dataclass

from starlette.requests import HTTPConnection, Request

from comunik_kit.audit.journal import Origin
from comunik_kit.http.cookies import (
    CEREMONY,
    DEVICE,
    LINK,
    PENDING,
    PROVIDER,
    name_of,
    session_cookie_name,
)
from comunik_kit.http.drawn_language import language_of
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.hosts import Place

_LONGEST_HEADER = 2000


@dataclass(frozen=True, slots=True)
class Visit:
    """One request, as the routes need it."""

    kit: Kit
    origin: Origin
    language: str
    session: str
    link: str
    pending: str
    device: str
    ceremony: str
    provider: str
    wants_json: bool
    place: Place

    def link_secret(self, kind: str) -> str:
        """Give the secret of the link that was opened in this browser; empty when it was for another purpose."""
        found, _, secret = self.link.partition(":")
        return secret if found == kind else ""


def visit_of(request: Request, kit: Kit) -> Visit:
    """Read a request; a host that is not ours is a place without anything in it, which `gate.py` lets nobody to."""
    host = request.headers.get("host", "")
    origin = Origin(
        client_address(request, kit.settings.trusted_proxy_hops),
        request.headers.get("user-agent", "")[:300],
    )
    return Visit(
        kit=kit,
        origin=origin,
        language=_language(request, kit, host),
        session=request.cookies.get(session_cookie_name(kit.settings), ""),
        link=request.cookies.get(LINK, ""),
        pending=request.cookies.get(name_of(kit.settings, PENDING), ""),
        device=request.cookies.get(name_of(kit.settings, DEVICE), ""),
        ceremony=request.cookies.get(name_of(kit.settings, CEREMONY), ""),
        provider=request.cookies.get(name_of(kit.settings, PROVIDER), ""),
        wants_json="application/json" in request.headers.get("accept", ""),
        place=kit.hosts.at(host) or Place(),
    )


def client_address(request: HTTPConnection, hops: int) -> str:
    """Tell who is on the line: the socket's peer, or what our own `hops` proxies wrote, counted from the right.

    What stands further left was written by the client itself and is not read (AUT-08).
    """
    peer = request.client.host if request.client else ""
    if not hops:
        return peer
    written = ",".join(request.headers.getlist("x-forwarded-for"))[-_LONGEST_HEADER:].split(",")
    named = written[-hops].strip() if len(written) >= hops else ""
    return named if _is_address(named) else peer


def _language(request: Request, kit: Kit, host: str) -> str:
    workspace = kit.workspaces.summary(host)
    return language_of(request, workspace.language if workspace else "")


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True
