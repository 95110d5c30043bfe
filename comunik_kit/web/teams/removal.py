"""The question before a team is deleted: where its people go."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, dialog, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.teams.removal_state import TeamRemovalState

_ASKED: Any = TeamRemovalState.asked
_CHOSEN: Any = TeamRemovalState.goes_to


def team_removal() -> rx.Component:
    """The dialog."""
    foot = rx.el.div(
        button(t("app.cancel"), on_click=TeamRemovalState.leave_team_removal(False)),
        button(
            t("teams.delete"),
            weight="danger",
            disabled=_ASKED.is_used & (_CHOSEN == ""),
            on_click=TeamRemovalState.delete_team,
        ),
        class_name="foot-acts",
    )
    in_use = rx.cond(
        _ASKED.people > 0, t("teams.delete.in_use", count=_ASKED.people), t("teams.delete.deleted_alone")
    )
    return dialog(
        rx.cond(_ASKED.is_used, _choice(), rx.fragment()),
        open=_ASKED.id != "",
        on_open_change=TeamRemovalState.leave_team_removal,
        title=t("teams.delete.title", name=_ASKED.name),
        description=rx.cond(_ASKED.is_used, in_use, t("teams.delete.unused")).to(str),
        foot=foot,
    )


def _choice() -> rx.Component:
    options = [
        rx.el.option(t("teams.delete.choose"), value=""),
        rx.el.option(t("teams.delete.to_none"), value="none"),
        rx.foreach(_ASKED.others, lambda team: rx.el.option(team.name, value=team.id)),
    ]
    return select_field(
        "moved_to",
        t("teams.delete.moved_to"),
        options,
        value=_CHOSEN,
        on_change=TeamRemovalState.choose_team,
    )
