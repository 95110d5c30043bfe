"""« E-mails »: how mail leaves, every message, what did not leave, blocked addresses, and the templates."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import Tab, callout, page_head, tabs
from comunik_kit.web.delivery import delivery_styles
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.mail.blocked import blocked
from comunik_kit.web.mail.messages import message_sheet, messages
from comunik_kit.web.mail.previews import previews
from comunik_kit.web.mail.sending import held_back, sending
from comunik_kit.web.mail.sending_state import SendingState
from comunik_kit.web.mail.state import TABS, MailState
from comunik_kit.web.mail.trouble import trouble
from comunik_kit.web.users.styles import people_styles

_STATE: Any = MailState
_SENDING: Any = SendingState.sending


def mail_page() -> rx.Component:
    """The page /settings/mail."""
    return frame(
        delivery_styles(),
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/mail.css", custom_attrs={"precedence": "default"}),
        page_head(t("mail.page.title"), t("mail.page.description")),
        _tabs(),
        rx.cond(SendingState.loaded, _how(), rx.fragment()),
        rx.match(
            MailState.tab,
            ("messages", messages()),
            ("trouble", trouble()),
            ("blocked", blocked()),
            ("templates", rx.el.div(previews(), class_name="mail-tab")),
            sending(),
        ),
        message_sheet(),
        here="mail",
        needs=Permission.MAIL_READ,
    )


def _tabs() -> rx.Component:
    counts = {"trouble": _SENDING.troubled, "blocked": _SENDING.blocked}
    return tabs(
        t("mail.tabs"),
        *[
            Tab(t(f"mail.tab.{tab}"), _STATE.tab == tab, counts.get(tab), href=f"/settings/mail?tab={tab}")
            for tab in TABS
        ],
    )


def _how() -> rx.Component:
    """How mail leaves, and why it does not when it does not: above every tab."""
    local = callout(t("mail.page.local_title"), t("mail.page.local_text"), tone="info")
    waiting = callout(t("mail.page.waiting_title"), t("mail.page.waiting_text"), tone="warning")
    return rx.el.div(
        rx.cond(_SENDING.channel == "local", local, rx.fragment()),
        rx.cond(_SENDING.waiting > 0, waiting, rx.fragment()),
        held_back(),
        class_name="mail-how",
    )
