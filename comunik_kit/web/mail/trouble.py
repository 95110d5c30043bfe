"""« Échecs »: what did not leave, why, since when, and trying it again or giving it up."""

from typing import Any

import reflex as rx

from comunik_kit.mail.inputs import TROUBLE_KINDS
from comunik_kit.mail.sending_views import TroubleRow
from comunik_kit.web.components import (
    button,
    callout,
    cell,
    confirm_dialog,
    empty_state,
    link,
    pagination,
    progress,
    row,
    segmented,
    skeleton_rows,
    table,
)
from comunik_kit.web.delivery import delivery_word
from comunik_kit.web.i18n import ago, t
from comunik_kit.web.mail.trouble_state import DROP, RETRY, TroubleState

_STATE: Any = TroubleState
_PAGE: Any = TroubleState.page
_DONE: Any = TroubleState.progress


def trouble() -> rx.Component:
    """The tab."""
    shown = rx.el.div(_bar(), _progress(), _list(), class_name="mail-tab")
    return rx.fragment(
        rx.cond(TroubleState.loaded, shown, skeleton_rows()),
        _question(RETRY),
        _question(DROP),
    )


def _bar() -> rx.Component:
    kinds = segmented(
        t("mail.trouble.kinds"),
        [
            (
                t(f"mail.trouble.kind.{kind}"),
                _STATE.kind == kind,
                {"on_click": TroubleState.choose_kind(kind)},
            )
            for kind in TROUBLE_KINDS
        ],
    )
    acts = rx.el.div(
        button(t("mail.trouble.retry_all"), small=True, on_click=TroubleState.ask_all(RETRY)),
        button(t("mail.trouble.drop_all"), small=True, on_click=TroubleState.ask_all(DROP)),
        class_name="mail-acts",
    )
    may = _PAGE.may_manage & (_PAGE.total > 0) & (_DONE.act == "")
    return rx.el.div(kinds, rx.cond(may, acts, rx.fragment()), class_name="mail-bar")


def _progress() -> rx.Component:
    """How far the work on all of them is; it stops after the part in hand."""
    seen = _DONE.done + _DONE.left_alone
    said = t("mail.trouble.progress", done=seen, total=_DONE.total)
    working = callout(
        said,
        progress(rx.Var.create(100) * seen / _DONE.total, label=said),
        button(
            rx.cond(_DONE.stopping, t("mail.trouble.stopping"), t("mail.trouble.stop")).to(str),
            small=True,
            on_click=TroubleState.stop,
        ),
    )
    return rx.cond(_DONE.act, working, rx.fragment())


def _list() -> rx.Component:
    heads: list[Any] = [
        (t("mail.page.to"), "main"),
        t("mail.page.subject"),
        t("mail.trouble.why"),
        (t("mail.trouble.acts"), "end"),
    ]
    total = rx.cond(
        _PAGE.capped, t("users.more_than", count=_PAGE.total), t("users.total", count=_PAGE.total)
    )
    shown = rx.el.div(
        table(heads, rx.foreach(_PAGE.rows, _row), label=t("mail.tab.trouble")),
        pagination(
            range_text=t("users.range", first=_PAGE.first, last=_PAGE.last, total=total),
            has_previous=_PAGE.before.to(bool),
            has_next=_PAGE.after.to(bool),
            on_previous=TroubleState.turn_back,
            on_next=TroubleState.turn_on,
        ),
    )
    empty = empty_state(t("mail.trouble.empty.title"), t("mail.trouble.empty.text"), symbol="circle-check")
    return rx.cond(_PAGE.total > 0, shown, empty)


def _row(message: rx.Var[TroubleRow]) -> rx.Component:
    each: Any = message
    shown = rx.cond(each.to_name, each.to_name, each.to_email)
    name = rx.cond(
        each.recipient_id,
        link(shown, href="/users/" + each.recipient_id, class_name="person-name person-link"),
        rx.el.span(shown, class_name="person-name"),
    )
    under = rx.el.span(each.to_email, class_name="person-under")
    return row(
        cell(rx.el.div(name, under, class_name="person-words"), kind="main"),
        cell(each.subject, label=t("mail.page.subject")),
        cell(_why(each), label=t("mail.trouble.why")),
        cell(_acts(each), kind="end"),
        key=each.id,
    )


def _why(each: Any) -> rx.Component:
    """The word, since when and after how many tries; our reason, the carrier's own words, what stands in the way."""
    theirs = rx.el.p(t("timeline.answer", detail=each.detail), class_name="delivery-why")
    tries = t("mail.trouble.tries", count=each.attempts)
    doubt = rx.el.p(t("mail.trouble.in_doubt"), class_name="delivery-hint")
    obstacle = rx.el.p(
        t((rx.Var.create("mail.obstacle.") + each.obstacle).to(str)), class_name="delivery-hint"
    )
    return rx.el.div(
        delivery_word(each.state),
        rx.el.span(
            ago(moment=each.since),
            " · ",
            tries,
            class_name="delivery-at",
        ),
        rx.el.p(t(each.reason), class_name="delivery-why"),
        rx.cond(each.detail, theirs, rx.fragment()),
        rx.cond(each.in_doubt, doubt, rx.fragment()),
        rx.cond(each.obstacle, obstacle, rx.fragment()),
        class_name="delivery",
    )


def _acts(each: Any) -> rx.Component:
    again = button(
        t("mail.trouble.retry"), small=True, leading="refresh-cw", on_click=TroubleState.retry(each.id)
    )
    give_up = button(t("mail.trouble.drop"), small=True, on_click=TroubleState.drop(each.id))
    acts = rx.el.div(rx.cond(each.obstacle, rx.fragment(), again), give_up, class_name="mail-acts")
    return rx.cond(_PAGE.may_manage, acts, rx.fragment())


def _question(act: str) -> rx.Component:
    return confirm_dialog(
        open=TroubleState.question == act,
        on_open_change=TroubleState.leave,
        title=t(f"mail.trouble.{act}_all.title", count=_PAGE.total),
        consequence=t(f"mail.trouble.{act}_all.text"),
        verb=t(f"mail.trouble.{act}_all"),
        on_confirm=TroubleState.run_all,
        weight="danger" if act == DROP else "primary",
    )
