"""How a team is shown: a dot of its colour and its name."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import status_dot


def team_mark(name: Any, colour: Any) -> rx.Component:
    """A dot and the name: the colour never speaks alone (`assets/css/people.css` has it for both themes)."""
    return status_dot(name, ("team-" + colour).to(str))
