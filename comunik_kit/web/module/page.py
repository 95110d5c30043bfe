"""A module's page, the same for all five: what happened last, by whom, and how it stands."""

from typing import Any

import reflex as rx

from comunik_kit.modules.registry import Module
from comunik_kit.modules.views import Item
from comunik_kit.web.components import cell, empty_state, link_button, page_head, row, skeleton_rows, table
from comunik_kit.web.home.styles import home_styles
from comunik_kit.web.home.widget import status
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.module.state import ModuleState

_VIEW: Any = ModuleState.view
_COLUMNS = ("what", "kind", "status", "owner", "when")


def module_page(module: Module) -> rx.Component:
    """The page /<module>."""
    key = module.key
    whose = rx.cond(_VIEW.workspace_wide, t("modules.page.workspace"), t("modules.page.own"))
    return frame(
        home_styles(),
        page_head(t(f"app.module.{key}"), rx.cond(ModuleState.status == "found", whose, t("app.loading"))),
        _shown(module),
        here=key,
    )


def _shown(module: Module) -> rx.Component:
    found = rx.cond(_VIEW.happened.length() > 0, _list(), _nothing(module.key, module.icon))
    return rx.fragment(
        rx.match(
            ModuleState.status,
            ("found", found),
            ("missing", _missing()),
            skeleton_rows(8),
        )
    )


def _list() -> rx.Component:
    heads = [t(f"modules.column.{column}") for column in _COLUMNS]
    return table(list(heads), rx.foreach(_VIEW.happened, _line), label=t("modules.page.table"))


def _line(item: rx.Var[Item]) -> rx.Component:
    seen: Any = item
    kind = t((rx.Var.create("modules.kind.") + _VIEW.module + "." + seen.kind).to(str))
    return row(
        cell(rx.el.span(seen.title, class_name="line-title"), kind="main"),
        cell(kind, label=t("modules.column.kind")),
        cell(status(seen.status), label=t("modules.column.status")),
        cell(rx.cond(seen.owner, seen.owner, t("modules.team")), label=t("modules.column.owner")),
        cell(when(seen.at, "datetime", _VIEW.time_zone), label=t("modules.column.when")),
        key=seen.id,
    )


def _nothing(key: str, symbol: str) -> rx.Component:
    return empty_state(t("modules.page.empty"), t(f"modules.empty.{key}"), symbol=symbol)


def _missing() -> rx.Component:
    home = link_button(t("not_found.home"), href="/")
    return empty_state(t("modules.page.off"), t("modules.page.off.text"), home, symbol="lock")
