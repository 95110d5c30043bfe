"""Where a sign-in may lead: a page of ours, and nothing that only looks like one (INP-09)."""

import re

HOME = "/"
LONGEST = 500
_STEP = r"[A-Za-z0-9_\-.~%@+]+"
# Each step ends at its slash, so that no text makes the search go back and forth.
_PATH = re.compile(rf"/(?:{_STEP}(?:/{_STEP})*)?(?:\?[A-Za-z0-9_\-.~%@+=&,:/]*)?\Z")
_DOORS = ("/login", "/forgot", "/reset", "/enter", "/setup", "/invite", "/auth", "/sign-in")


def safe_destination(wanted: str) -> str:
    """Give the wanted page when it is one of ours, else the home page."""
    if len(wanted) > LONGEST or not _PATH.match(wanted) or ".." in wanted:
        return HOME
    path = wanted.partition("?")[0]
    is_door = any(path == door or path.startswith(door + "/") for door in _DOORS)
    return HOME if is_door else wanted
