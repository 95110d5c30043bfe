"""The question before a role is deleted: what its people get instead."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, dialog, select_field
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.roles.removal_state import RoleRemovalState
from comunik_kit.web.roles.words import preview_lines

_ASKED: Any = RoleRemovalState.asked
_CHOSEN: Any = RoleRemovalState.replacement


def removal_dialog() -> rx.Component:
    """The dialog."""
    foot = rx.el.div(
        button(t("app.cancel"), on_click=RoleRemovalState.leave_removal(False)),
        button(
            t("roles.delete"),
            weight="danger",
            disabled=_ASKED.needs_replacement & (_CHOSEN == ""),
            on_click=RoleRemovalState.delete_role,
        ),
        class_name="foot-acts",
    )
    return dialog(
        rx.cond(_ASKED.needs_replacement | (_ASKED.providers.length() > 0), _choice(), rx.fragment()),
        preview_lines(_ASKED.preview),
        rx.cond(_ASKED.providers.length() > 0, _newcomers(), rx.fragment()),
        open=_ASKED.id != "",
        on_open_change=RoleRemovalState.leave_removal,
        title=t("roles.delete.title", name=_ASKED.name),
        description=rx.cond(_ASKED.needs_replacement, t("roles.delete.in_use"), t("roles.delete.unused")).to(
            str
        ),
        foot=foot,
    )


def _newcomers() -> rx.Component:
    """Say what becomes of whoever would have come in with the role."""
    names = _ASKED.providers.join(", ")
    come, stay_out = t("roles.delete.newcomers", names=names), t("roles.delete.no_newcomers", names=names)
    return rx.el.p(rx.cond(_ASKED.lets_in, come, stay_out))


def _choice() -> rx.Component:
    none = rx.el.option(t("roles.delete.choose"), value="")
    some = rx.foreach(
        _ASKED.replacements,
        lambda role: rx.el.option(role_label(role.key, role.name), value=role.id),
    )
    return select_field(
        "replacement",
        t("roles.delete.replacement"),
        [none, some],
        value=_CHOSEN,
        on_change=RoleRemovalState.choose_replacement,
    )
