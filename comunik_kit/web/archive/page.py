"""« Archive des invitations »: the filters, the funnel, the list."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.archive.asking import ADDRESS
from comunik_kit.web.archive.filters import filters
from comunik_kit.web.archive.funnel import funnel
from comunik_kit.web.archive.rows import rows
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.archive.styles import archive_styles
from comunik_kit.web.components import (
    empty_state,
    link_button,
    page_head,
    pagination,
    skeleton_rows,
)
from comunik_kit.web.delivery import delivery_styles
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.proving.downloads import download_button
from comunik_kit.web.users.styles import people_styles

_STATE: Any = ArchiveState
_PAGE: Any = ArchiveState.page


def archive_page() -> rx.Component:
    """The page /invitations."""
    return frame(
        people_styles(),
        delivery_styles(),
        archive_styles(),
        page_head(t("archive.title"), t("archive.description"), action=_export()),
        filters(),
        funnel(),
        rx.cond(_STATE.loaded, _list(), skeleton_rows()),
        here="archive",
        needs=Permission.USERS_READ,
    )


def _export() -> rx.Component:
    """The way out as a file."""
    address = rx.Var.create(f"{ADDRESS}/archive.csv?") + _STATE.asked.query
    return download_button(t("archive.export"), address=address.to(str), title=t("archive.export.hint"))


def _list() -> rx.Component:
    last = _PAGE.first + _PAGE.rows.length() - 1
    total = rx.cond(
        _PAGE.capped, t("archive.more_than", count=_PAGE.total), t("archive.total", count=_PAGE.total)
    )
    pages = pagination(
        range_text=t("archive.range", first=_PAGE.first, last=last, total=total),
        has_previous=_PAGE.before != "",
        has_next=_PAGE.after != "",
        on_previous=_STATE.turn_back,
        on_next=_STATE.turn_on,
    )
    shown = rx.el.div(rows(), pages, class_name="people-table archive-table")
    return rx.cond(_PAGE.rows.length() > 0, shown, _nothing())


def _nothing() -> rx.Component:
    """Either nothing matches, or nothing is there yet."""
    nothing = empty_state(
        t("archive.no_match.title"),
        t("archive.no_match.text"),
        link_button(t("narrowed.clear"), href=ADDRESS),
        symbol="search-x",
    )
    empty = empty_state(t("archive.empty.title"), t("archive.empty.text"), symbol="archive")
    return rx.cond(_STATE.asked.chips.length() > 0, nothing, empty)
