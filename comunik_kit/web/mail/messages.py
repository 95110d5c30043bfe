"""« Messages »: every message of the workspace, newest first, and the one that is open in a side sheet."""

from typing import Any

import reflex as rx

from comunik_kit.mail.views import MailRow
from comunik_kit.web.components import (
    cell,
    empty_state,
    pagination,
    row,
    segmented,
    side_sheet,
    skeleton_rows,
    table,
)
from comunik_kit.web.delivery import delivery_line
from comunik_kit.web.i18n import t, when
from comunik_kit.web.mail.state import MailState
from comunik_kit.wiring import kit

_OPENER = {
    "padding": "2px 0",
    "border": "0",
    "background": "none",
    "color": "inherit",
    "font": "inherit",
    "font_weight": "500",
    "text_align": "start",
    "cursor": "pointer",
}
_PAPER = {
    "display": "block",
    "width": "100%",
    "height": "min(640px, 60vh)",
    "margin": "0",
    "border": "1px solid var(--line)",
    "border_radius": "var(--radius)",
    "background": "var(--surface)",
}
_STATE: Any = MailState
_PAGE: Any = MailState.page
_MESSAGE: Any = MailState.message


def messages() -> rx.Component:
    """The list."""
    return rx.cond(MailState.loaded, rx.el.div(_list(), class_name="mail-tab"), skeleton_rows())


def _list() -> rx.Component:
    heads: list[Any] = [
        (t("mail.page.to"), "main"),
        t("mail.page.subject"),
        t("mail.page.state"),
        (t("mail.page.when"), "wide"),
    ]
    shown = rx.el.div(
        table(heads, rx.foreach(_PAGE.rows, _row), label=t("mail.page.title")),
        pagination(
            range_text=t("mail.page.range", first=_PAGE.first, last=_PAGE.last, total=_PAGE.total),
            has_previous=_PAGE.before.to(bool),
            has_next=_PAGE.after.to(bool),
            on_previous=MailState.turn_back,
            on_next=MailState.turn_on,
        ),
    )
    empty = empty_state(t("mail.page.empty_title"), t("mail.page.empty_text"), symbol="mail")
    return rx.cond(_PAGE.total, shown, empty)


def _row(message: rx.Var[MailRow]) -> rx.Component:
    mail: Any = message
    name = rx.el.span(rx.cond(mail.to_name, mail.to_name, mail.to_email), class_name="person-name")
    opener = rx.el.button(
        mail.subject, type="button", on_click=MailState.read(mail.id), style=_OPENER, class_name="person-link"
    )
    address = rx.el.span(mail.to_email, class_name="person-under")
    return row(
        cell(rx.el.div(name, address, class_name="person-words"), kind="main"),
        cell(opener, label=t("mail.page.subject")),
        cell(_state(mail), label=t("mail.page.state")),
        cell(when(mail.created_at, "datetime"), label=t("mail.page.when"), kind="wide"),
        key=mail.id,
    )


def _state(mail: Any, *, calm: bool = False) -> rx.Component:
    return delivery_line(mail.state, mail.since, reason=mail.reason, detail=mail.detail, calm=calm)


def message_sheet() -> rx.Component:
    """The open message, over whichever tab it was opened from."""
    to = t("mail.page.to_line", name=_MESSAGE.to_name, email=_MESSAGE.to_email)
    return side_sheet(
        rx.el.div(
            _story(),
            segmented(
                t("mail.page.preview"),
                [
                    (t("mail.page.html"), ~_STATE.as_text, {"on_click": MailState.show_text(False)}),
                    (t("mail.page.text"), _STATE.as_text, {"on_click": MailState.show_text(True)}),
                ],
            ),
            rx.cond(MailState.as_text, _plain(), _drawn()),
            rx.cond(_MESSAGE.masked, _masked(), rx.fragment()),
            class_name="form-column",
        ),
        open=_STATE.is_open,
        on_open_change=MailState.show_sheet,
        title=_MESSAGE.subject,
        description=to,
    )


def _story() -> rx.Component:
    """How far the message is, since when, and what went wrong."""
    left = rx.el.span(" · ", t("mail.page.left"), " ", when(_MESSAGE.sent_at, "datetime"))
    return rx.el.div(
        _state(_MESSAGE, calm=True),
        rx.el.p(
            t("mail.page.written"),
            " ",
            when(_MESSAGE.created_at, "datetime"),
            rx.cond(_MESSAGE.sent_at, left, rx.fragment()),
            class_name="field-hint",
        ),
    )


def _drawn() -> rx.Component:
    """The message as the person will see it; a link that this reader may follow opens a tab of its own."""
    return _framed("", "allow-popups allow-popups-to-escape-sandbox", t("mail.page.preview"))


def _plain() -> rx.Component:
    return _framed(".txt", "", t("mail.page.text"))


def _framed(ending: str, sandbox: str, title: rx.Var[str]) -> rx.Component:
    """A frame that fetches the body from its route: no state of the page ever holds it."""
    address = rx.Var.create(f"{kit().settings.api_url}/mail/") + _MESSAGE.id + ending
    frame = rx.el.iframe(
        key=address,  # another body is another frame, not a step in the browser's history
        src=address,
        title=title,
        style=_PAPER,
        custom_attrs={"sandbox": sandbox, "tabIndex": 0},
    )
    return rx.cond(_MESSAGE.id, frame, rx.fragment())


def _masked() -> rx.Component:
    return rx.el.p(t("mail.page.link_masked"), class_name="field-hint")
