"""Which pages are ours: for posts (WEB-04) and for the web socket (WEB-01)."""

from collections.abc import Mapping

from comunik_kit.settings import Settings
from comunik_kit.workspaces.hosts import Place


def is_from_our_pages(headers: Mapping[str, str], settings: Settings, place: Place) -> bool:
    """Tell whether a post comes from a page of the very host it goes to.

    By what a browser says and a page cannot forge. In development the page and the routes have two ports, which a
    browser calls one site. A missing origin is no page's: nothing but a program leaves it out.
    """
    site = headers.get("sec-fetch-site")
    if site == "same-origin":
        return True
    if site is not None and not (settings.development and site == "same-site"):
        return False
    return headers.get("origin", "") in place.origins
