"""« E-mails »: the list of messages, and the one that is open in a side sheet."""

from typing import Any

import reflex as rx

from comunik_kit.mail.views import MailRow
from comunik_kit.web.components import (
    callout,
    cell,
    empty_state,
    page_head,
    pagination,
    row,
    segmented,
    side_sheet,
    skeleton_rows,
    status_dot,
    table,
)
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.mail.previews import previews
from comunik_kit.web.mail.state import MailState
from comunik_kit.web.users.words import toned
from comunik_kit.wiring import kit

TONES = {
    "queued": "info",
    "waiting": "warning",
    "delayed": "warning",
    "sent": "success",
    "kept": "info",
    "failed": "danger",
    "dead": "danger",
    "cancelled": "neutral",
}
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


def mail_page() -> rx.Component:
    """The page /settings/mail."""
    return frame(
        page_head(t("mail.page.title"), t("mail.page.description")),
        rx.cond(MailState.loaded, rx.el.div(_channel(), _list(), class_name="form-column"), skeleton_rows()),
        rx.el.h2(t("previews.title"), class_name="card-title", style={"margin_top": "40px"}),
        previews(),
        _sheet(),
        here="mail",
    )


def _channel() -> rx.Component:
    """How mail leaves, and why it does not when it does not."""
    local = callout(t("mail.page.local_title"), t("mail.page.local_text"), tone="info")
    by = t("mail.page.sends_by", channel=_joined("mail.channel.", _PAGE.channel), address=_PAGE.address)
    trouble = callout(t("mail.page.trouble_title"), _joined("mail.failure.", _PAGE.trouble), tone="warning")
    waiting = callout(t("mail.page.waiting_title"), t("mail.page.waiting_text"), tone="warning")
    return rx.fragment(
        rx.cond(_PAGE.channel == "local", local, rx.el.p(by, class_name="field-hint")),
        rx.cond(_PAGE.waits_for_domain, waiting, rx.fragment()),
        rx.cond(_PAGE.trouble, trouble, rx.fragment()),
    )


def _joined(prefix: str, key: Any) -> rx.Var[str]:
    return t((rx.Var.create(prefix) + key).to(str))


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
    )


def _state(mail: Any) -> rx.Component:
    return status_dot(_joined("mail.state.", mail.state), toned(mail.state, TONES))


def _sheet() -> rx.Component:
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
    reason = rx.el.p(_joined("mail.failure.", _MESSAGE.reason), class_name="field-hint")
    answer = rx.el.p(t("mail.page.why", detail=_MESSAGE.detail), class_name="field-hint")
    return rx.el.div(
        _state(_MESSAGE),
        rx.el.p(
            t("mail.page.written"),
            " ",
            when(_MESSAGE.created_at, "datetime"),
            rx.cond(_MESSAGE.state == "sent", left, rx.fragment()),
            class_name="field-hint",
        ),
        rx.cond(_MESSAGE.reason, reason, rx.fragment()),
        rx.cond(_MESSAGE.detail, answer, rx.fragment()),
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
