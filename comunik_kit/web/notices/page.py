"""« Notifications »: what one was told, newest first, each a sentence that leads to what it is about."""

from typing import Any

import reflex as rx

from comunik_kit.notices.views import NoticeView
from comunik_kit.web.components import (
    avatar,
    button,
    empty_state,
    link,
    page_head,
    pagination,
    said_only,
    skeleton_rows,
)
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import frame, session
from comunik_kit.web.notices.bell import HERE
from comunik_kit.web.notices.state import NoticesState

_STATE: Any = NoticesState
_PAGE: Any = NoticesState.page


def notices_page() -> rx.Component:
    """The page /notifications."""
    all_read = button(t("notices.read_all"), leading="check", on_click=NoticesState.read_all_notices)
    return frame(
        rx.el.link(rel="stylesheet", href="/css/notices.css", custom_attrs={"precedence": "default"}),
        page_head(
            t("notices.title"), t("notices.text"), action=rx.cond(session.unread > 0, all_read, rx.fragment())
        ),
        rx.cond(NoticesState.loaded, _list(), skeleton_rows(6)),
        here=HERE,
    )


def _list() -> rx.Component:
    pages = pagination(
        range_text=t("notices.range"),
        has_previous=_PAGE.before != "",
        has_next=_PAGE.after != "",
        on_previous=_STATE.newer_notices,
        on_next=_STATE.older_notices,
    )
    shown = rx.el.ul(rx.foreach(_PAGE.rows, _line), class_name="told-list", aria_label=t("notices.list"))
    nothing = empty_state(t("notices.empty.title"), t("notices.empty.text"), symbol="bell")
    around = (_PAGE.before != "") | (_PAGE.after != "")
    return rx.cond(
        _PAGE.rows.length() > 0, rx.fragment(shown, rx.cond(around, pages, rx.fragment())), nothing
    )


def _line(given: rx.vars.ObjectVar[NoticeView]) -> rx.Component:
    each: Any = given
    said = t((rx.Var.create("notices.say.") + each.kind).to(str), who=each.who, title=each.title)
    read: Any = NoticesState.read_notice
    sentence = rx.cond(
        each.path,
        link(said, href=each.path, on_click=read(each.id), class_name="told-link"),
        rx.el.span(said),
    )
    place = rx.cond(
        each.module,
        rx.fragment(t((rx.Var.create("app.module.") + each.module).to(str)), " · "),
        rx.fragment(),
    )
    new = rx.el.span(said_only(t("notices.new")), class_name="told-new")
    return rx.el.li(
        avatar("", each.initials),
        rx.el.span(
            sentence,
            rx.el.span(place, when(each.at, "datetime"), class_name="told-when"),
            class_name="told-words",
        ),
        rx.cond(each.is_read, rx.fragment(), new),
        class_name=rx.cond(each.is_read, "told-line", "told-line is-new"),
        key=each.id,
    )
