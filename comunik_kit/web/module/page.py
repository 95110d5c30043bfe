"""A module's list, drawn from its definition: tabs by status, filters, the rows, the way out as a file."""

from typing import Any

import reflex as rx

from comunik_kit.modules.definition import Module
from comunik_kit.web.components import (
    MenuItem,
    Tab,
    button,
    empty_state,
    icon,
    link_button,
    menu,
    page_head,
    pagination,
    skeleton_rows,
    tabs,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame, session
from comunik_kit.web.module.filters import filters
from comunik_kit.web.module.rows import rows
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.module.styles import module_styles
from comunik_kit.web.proving.downloads import DownloadState

_STATE: Any = ModuleState
_PAGE: Any = ModuleState.page
_ASKED: Any = ModuleState.asked


def module_page(module: Module) -> rx.Component:
    """The page /<module>."""
    whose = rx.cond(_PAGE.workspace_wide, t("items.whose.workspace"), t("items.whose.own"))
    return frame(
        *module_styles(),
        page_head(
            t(f"app.module.{module.key}"),
            rx.cond(
                _STATE.status == "found", whose, rx.cond(_STATE.status == "missing", "", t("app.loading"))
            ),
            action=rx.cond(_STATE.status == "found", _export(module)),
        ),
        rx.match(
            _STATE.status,
            ("missing", missing()),
            ("found", rx.fragment(filters(module), _tabs(module), _list(module))),
            skeleton_rows(8),
        ),
        here=module.key,
    )


def missing() -> rx.Component:
    """Said of a module that is not on for the reader."""
    home = link_button(t("not_found.home"), href="/")
    return empty_state(t("modules.page.off"), t("modules.page.off.text"), home, symbol="lock")


def _export(module: Module) -> rx.Component:
    """What the list shows is in the address, and nowhere else all of it."""

    def fetch(ending: str) -> Any:
        file = f"/{module.key}/export.{ending}"
        return DownloadState.fetch(rx.Var(f"({rx.Var.create(file)!s} + window.location.search)").to(str))

    opener = button(t("export.act"), icon("chevron-down"), leading="download")
    return menu(
        opener,
        [
            MenuItem(t("export.csv"), icon="file-text", on_select=fetch("csv")),
            MenuItem(t("export.xlsx"), icon="file-spreadsheet", on_select=fetch("xlsx")),
        ],
    )


def _tabs(module: Module) -> rx.Component:
    def leading(status: str) -> Any:
        more = f"&status={status}" if status else ""
        return (rx.Var.create(f"/{module.key}?") + _ASKED.unsorted + more).to(str)

    def tab(status: str, words: Any, count: Any) -> Tab:
        chosen = _ASKED.status == status
        return Tab(words, chosen, count=count, href=leading(status), more=_PAGE.capped)

    def counted(status: str) -> Any:
        return rx.cond(_PAGE.counts.contains(status), _PAGE.counts[status], 0)

    named = [
        tab(status, t(f"modules.status.{module.key}.{status}"), counted(status))
        for status in module.every_status
    ]
    return rx.el.div(
        tabs(t("modules.column.status"), tab("", t("items.every"), _PAGE.total), *named),
        class_name="item-tabs",
    )


def _list(module: Module) -> rx.Component:
    pages = pagination(
        range_text=rx.cond(_PAGE.capped, t("items.capped"), t("items.total", count=_PAGE.total)),
        has_previous=_PAGE.before != "",
        has_next=_PAGE.after != "",
        on_previous=_STATE.turn_back,
        on_next=_STATE.turn_on,
    )
    shown = rx.el.div(rows(module), pages, class_name="people-table item-table")
    return rx.cond(_PAGE.rows.length() > 0, shown, _nothing(module))


def _nothing(module: Module) -> rx.Component:
    """Either nothing matches, or nothing came in: then it says how it does."""
    narrowed = (_ASKED.chips.length() > 0) | (_ASKED.status != "")
    no_match = empty_state(
        t("items.no_match.title"),
        rx.cond(_PAGE.capped, t("items.no_match.capped"), t("items.no_match.text")),
        link_button(t("narrowed.clear"), href=f"/{module.key}"),
        symbol="search-x",
    )
    api = rx.cond(
        session.permissions.contains("api:manage"),
        link_button(t("items.empty.api"), href="/settings/api", leading="plug"),
        rx.el.p(t("items.empty.ask"), class_name="empty-text"),
    )
    empty = empty_state(t("items.empty.title"), t(f"modules.empty.{module.key}"), api, symbol=module.icon)
    return rx.cond(narrowed, no_match, empty)
