"""Where a compiled page leaves room for the server's drawing: a comment, which nobody sees while it is empty."""

import re

_SLOT = re.compile(r"<!--first:([a-z]{1,20})-->")


def slot(name: str) -> str:
    """Write the room for a drawing."""
    return f"<!--first:{name}-->"


def slot_in(page: str) -> str:
    """Find the name of the drawing that a page has room for; empty when it has none."""
    found = _SLOT.search(page)
    return found[1] if found else ""


def with_drawing(page: str, name: str, drawing: str) -> str:
    """Put a drawing in its place; whatever it says, no other room is looked for in it."""
    return page.replace(slot(name), drawing, 1)
