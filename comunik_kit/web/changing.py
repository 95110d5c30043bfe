"""What an open page is sent when something changed: the vars that differ, and no other."""

from typing import Any

import reflex as rx


def change_only(state: rx.State, **values: Any) -> None:
    """Set those vars that have another value by now: Reflex sends whatever was set, the same or not."""
    for name, value in values.items():
        if value != getattr(state, name):
            setattr(state, name, value)
