"""Opening a link from a mail: the secret moves into a cookie, and nothing else happens (TOK-08)."""

import re

from starlette.responses import Response

from comunik_kit.http import cookies
from comunik_kit.http.answers import see_other
from comunik_kit.http.visit import Visit

_SECRET = re.compile(r"[A-Za-z0-9_-]{65}\Z")


def opened(visit: Visit, kind: str, secret: str) -> Response:
    """Answer the opening of `/invite/<secret>` and its like; a mail scanner may do it as often as it likes."""
    response = see_other(visit, f"/{kind}")
    # A misshapen link replaces the one opened before it too: the page must not show somebody else's.
    is_ours = bool(_SECRET.match(secret)) and visit.kit.opened_links.belongs(kind, secret, at=visit.place)
    cookies.set_link(response, visit.kit.settings, kind, secret if is_ours else "")
    return response
