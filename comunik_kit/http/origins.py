"""Which pages are ours: for posts (WEB-04) and for the web socket (WEB-01)."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from comunik_kit.settings import Settings

_LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def allowed_origin(origin: str | None, settings: Settings, host: str) -> bool:
    """Tell whether a page of this origin is ours: the public address, or the proven white-label `host`.

    A missing origin is not: nothing but a program leaves it out.
    """
    if not origin:
        return False
    return origin in _own(settings.public_url) or bool(host and origin == f"https://{host}")


def is_from_our_pages(headers: Mapping[str, str], settings: Settings, host: str) -> bool:
    """Tell whether a post comes from a page of ours, by what a browser says and a page cannot forge.

    In development the page and the routes have two ports, which a browser calls one site.
    """
    site = headers.get("sec-fetch-site")
    if site == "same-origin":
        return True
    if site is not None and not (settings.development and site == "same-site"):
        return False
    return allowed_origin(headers.get("origin"), settings, host)


def _own(public_url: str) -> set[str]:
    """Spell the public address in every way that leads to this machine, when it is a loopback address."""
    parts = urlsplit(public_url)
    netloc_host = f"[{parts.hostname}]" if parts.hostname and ":" in parts.hostname else parts.hostname
    default_port = {"http": 80, "https": 443}[parts.scheme]
    port = "" if parts.port in {None, default_port} else f":{parts.port}"
    hosts = _LOOPBACK if netloc_host in _LOOPBACK else (netloc_host,)
    return {f"{parts.scheme}://{host}{port}" for host in hosts}
