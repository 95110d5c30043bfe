"""The card of the senders of web hooks."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.views import SourceView
from comunik_kit.web.api.hooks_state import HooksState
from comunik_kit.web.components import button, card, cell, icon_button, row, status_dot, table
from comunik_kit.web.i18n import ago, t

_STATE: Any = HooksState


def hooks_card() -> rx.Component:
    """Who sends, since when nothing came, and a new one."""
    add = button(t("api.hooks.add"), leading="plus", on_click=HooksState.ask_source)
    heads: list[Any] = [
        (t("api.hooks.name"), "main"),
        t("api.hooks.address"),
        t("api.column.state"),
        t("api.hooks.received"),
        (t("api.column.acts"), "acts"),
    ]
    listed = table(heads, rx.foreach(_STATE.sources, _line), label=t("api.hooks"))
    none = rx.el.p(t("api.hooks.empty"), class_name="field-hint")
    return card(
        rx.el.p(t("api.hooks.text"), class_name="field-hint"),
        rx.cond(_STATE.sources.length() > 0, rx.el.div(listed, class_name="api-inner"), none),
        title=t("api.hooks"),
        action=add,
    )


def _line(source: rx.vars.ObjectVar[SourceView]) -> rx.Component:
    each: Any = source
    state = rx.cond(
        each.is_active,
        status_dot(t("api.hooks.on"), "success"),
        status_dot(t("api.hooks.off"), "neutral"),
    )
    came = rx.cond(each.received_at, ago(moment=each.received_at), t("api.never"))
    return row(
        cell(rx.el.strong(each.name), kind="main"),
        cell(rx.el.code(_STATE.base, each.address, class_name="api-address"), label=t("api.hooks.address")),
        cell(state, label=t("api.column.state")),
        cell(came, label=t("api.hooks.received")),
        cell(rx.cond(each.is_active, _acts(each), rx.fragment()), kind="acts"),
        key=each.id,
    )


def _acts(each: Any) -> rx.Component:
    return rx.el.div(
        icon_button(
            "eye",
            label=t("api.hooks.secret_of", name=each.name),
            small=True,
            on_click=HooksState.show_secret(each.id),
        ),
        icon_button(
            "ban",
            label=t("api.hooks.revoke_of", name=each.name),
            small=True,
            on_click=HooksState.ask_source_end(each.id),
        ),
        class_name="api-acts",
    )
