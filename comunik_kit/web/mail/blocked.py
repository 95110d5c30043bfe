"""The tab of blocked addresses: whom the workspace writes to no more, why, and writing to them again."""

from typing import Any

import reflex as rx

from comunik_kit.mail.sending_views import BlockedRow
from comunik_kit.web.components import (
    button,
    card,
    cell,
    confirm_dialog,
    empty_state,
    pagination,
    row,
    search_field,
    skeleton_rows,
    table,
    text_field,
)
from comunik_kit.web.i18n import t, translate, when
from comunik_kit.web.mail.blocked_state import BlockedState
from comunik_kit.web.mail.state import MailState

_STATE: Any = BlockedState
_PAGE: Any = BlockedState.page


def blocked() -> rx.Component:
    """The tab."""
    search = search_field(
        t("mail.blocked.search"),
        id="blocked-search",
        default_value=_STATE.search,
        key=_STATE.visit,
        on_change=BlockedState.look_for,
        max_length=100,
    )
    shown = rx.el.div(
        rx.el.p(t("mail.blocked.text"), class_name="field-hint"),
        rx.el.div(search, class_name="mail-bar"),
        _list(),
        rx.cond(_PAGE.may_manage, _add(), rx.fragment()),
        class_name="mail-tab",
    )
    return rx.fragment(rx.cond(BlockedState.loaded, shown, skeleton_rows()), _question())


def _list() -> rx.Component:
    heads: list[Any] = [
        (t("mail.blocked.address"), "main"),
        t("mail.blocked.why"),
        t("mail.blocked.since"),
        (t("mail.trouble.acts"), "end"),
    ]
    total = rx.cond(
        _PAGE.capped, t("users.more_than", count=_PAGE.total), t("users.total", count=_PAGE.total)
    )
    shown = rx.el.div(
        table(heads, rx.foreach(_PAGE.rows, _row), label=t("mail.tab.blocked")),
        pagination(
            range_text=total.to(str),
            has_previous=_PAGE.before.to(bool),
            has_next=_PAGE.after.to(bool),
            on_previous=BlockedState.turn_back,
            on_next=BlockedState.turn_on,
        ),
    )
    return rx.cond(_PAGE.total > 0, shown, _nothing())


def _nothing() -> rx.Component:
    """Nothing to list: either nothing matches, or nobody is blocked."""
    text = t("mail.blocked.no_match.text", search=_STATE.search)
    no_match = empty_state(t("mail.blocked.no_match.title"), text, symbol="search-x")
    empty = empty_state(t("mail.blocked.empty.title"), t("mail.blocked.empty.text"), symbol="mail-check")
    return rx.cond(_STATE.search, no_match, empty)


def _row(address: rx.Var[BlockedRow]) -> rx.Component:
    each: Any = address
    reason = t((rx.Var.create("mail.blocked.reason.") + each.reason).to(str))
    free = button(t("mail.blocked.free"), small=True, on_click=BlockedState.ask_unblock(each.id))
    message = rx.el.button(
        t("mail.blocked.message"),
        type="button",
        on_click=MailState.read(each.message_id),
        class_name="mail-opener text-link",
    )
    return row(
        cell(rx.el.span(each.email, class_name="person-name"), kind="main"),
        cell(
            rx.el.div(
                rx.el.p(reason),
                rx.cond(each.detail, rx.el.p(each.detail, class_name="delivery-why"), rx.fragment()),
                rx.cond(each.message_id, message, rx.fragment()),
            ),
            label=t("mail.blocked.why"),
        ),
        cell(when(each.since, "datetime"), label=t("mail.blocked.since")),
        cell(rx.cond(_PAGE.may_manage, free, rx.fragment()), kind="end"),
        key=each.id,
    )


def _add() -> rx.Component:
    errors: Any = BlockedState.errors
    return card(
        rx.el.form(
            rx.el.div(
                text_field(
                    "email",
                    t("mail.blocked.address"),
                    type="email",
                    auto_complete="off",
                    max_length=254,
                    error=_error(errors, "email"),
                ),
                text_field(
                    "note",
                    t("mail.blocked.note"),
                    optional=True,
                    max_length=200,
                    error=_error(errors, "note"),
                ),
                class_name="fields-two",
            ),
            rx.el.div(button(t("mail.blocked.add"), weight="primary", type="submit"), class_name="foot-acts"),
            key=_STATE.forms,
            on_submit=BlockedState.block,
            no_validate=True,
            class_name="form",
        ),
        title=t("mail.blocked.add.title"),
    )


def _question() -> rx.Component:
    return confirm_dialog(
        open=_STATE.asked.id != "",
        on_open_change=BlockedState.leave,
        title=t("mail.blocked.free.title", email=_STATE.asked.email),
        consequence=t("mail.blocked.free.text"),
        verb=t("mail.blocked.free"),
        on_confirm=BlockedState.unblock,
        weight="primary",
    )


def _error(errors: Any, name: str) -> rx.Var[str]:
    wrong = errors[name]
    return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)
