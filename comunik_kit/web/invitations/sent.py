"""The table of invitations: how each stands, what became of its message, what to do about it."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.views import InvitationRow
from comunik_kit.mail.delivery import Delivery
from comunik_kit.web.bulk.bar import tick_box
from comunik_kit.web.components import (
    avatar,
    button,
    cell,
    dots_button,
    link,
    menu,
    person_cell,
    row,
    status_dot,
    table,
)
from comunik_kit.web.components.menu import MenuItem
from comunik_kit.web.delivery import delivery_line, delivery_news, delivery_styles
from comunik_kit.web.i18n import t, when
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.inviting.asked import asked_badge
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.row_menu import invitation_items
from comunik_kit.web.users.words import toned

STATE_TONES = {"pending": "info", "accepted": "success", "expired": "warning", "revoked": "neutral"}


def invitations() -> rx.Component:
    """Every invitation of this page, kept in step while it is open."""
    kinds = {"name": "main", "state": "", "delivery": "", "inviter": "wide", "expires": "", "acts": "acts"}
    heads: list[Any] = [(t(f"invitations.column.{name}"), kind) for name, kind in kinds.items()]
    heads.insert(0, (t("bulk.bar.page"), "check"))
    moved: Any = InvitationsState.moved
    return rx.fragment(
        delivery_styles(),
        delivery_news(moved.name, moved.word, moved.count),
        table(heads, rx.foreach(InvitationsState.page.rows, _line), label=t("invitations.title")),
    )


def _line(invitation: rx.vars.ObjectVar[InvitationRow]) -> rx.Component:
    each: Any = invitation
    picture = avatar(each.photo_url, each.initials)
    return row(
        cell(tick_box(each.user_id, each.full_name), kind="check"),
        cell(
            person_cell(picture, each.full_name, each.email, href="/users/" + each.user_id),
            asked_badge(each),
            kind="main",
        ),
        cell(_standing(each), label=t("invitations.column.state")),
        cell(_message(each), label=t("invitations.column.delivery")),
        cell(_issued(each), label=t("invitations.column.inviter"), kind="wide"),
        cell(_until(each), label=t("invitations.column.expires")),
        cell(_menu(each), kind="acts"),
        key=each.id,
    )


def _standing(each: Any) -> rx.Component:
    """The invitation's state; one that ran out can be sent anew at once."""
    words = t(("invitations.state." + each.state).to(str))
    again = (each.state == "expired") & each.may_manage
    return rx.el.div(
        status_dot(words, toned(each.state, STATE_TONES)),
        rx.cond(again, _resend(each), rx.fragment()),
        class_name="standing",
    )


def _message(each: Any) -> rx.Component:
    """What became of the message, and the one act that helps: try again, or look at the address."""
    record = "/users/" + each.user_id
    address = link(t("timeline.check"), href=record, class_name="btn btn-secondary btn-small")
    again = (each.delivery == Delivery.DEAD.value) & (each.state != "expired")
    elsewhere = (each.delivery != Delivery.DEAD.value) & (each.delivery != Delivery.DELAYED.value)
    act = rx.cond(again, _resend(each), rx.cond(elsewhere, address, rx.fragment()))
    return delivery_line(
        each.delivery,
        each.delivery_at,
        rx.cond(each.may_manage, act, rx.fragment()),
        reason=each.delivery_reason,
        detail=each.delivery_detail,
    )


def _resend(each: Any) -> rx.Component:
    return button(
        t("users.resend"),
        small=True,
        leading="refresh-cw",
        on_click=PersonActsState.resend(each.user_id),
    )


def _issued(each: Any) -> rx.Component:
    when_sent = rx.el.span(when(each.issued_at, "datetime"), class_name="person-under")
    return rx.el.div(rx.el.span(each.inviter), when_sent, class_name="person-words")


def _until(each: Any) -> rx.Component:
    closed = (each.state == "accepted") | (each.state == "revoked")
    return rx.cond(closed, rx.el.span("–", class_name="quiet"), rx.el.span(when(each.expires_at, "date")))


def _menu(each: Any) -> rx.Component:
    opener = dots_button(t("users.acts_of", name=each.full_name))
    record = MenuItem(t("users.open"), icon="user", href="/users/" + each.user_id)
    return menu(opener, [record, *invitation_items(each.user_id, each.may_manage)])
