"""The table of invitations: state, sent when, by whom, until when."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.views import InvitationRow
from comunik_kit.web.components import avatar, cell, icon_button, menu, person_cell, row, status_dot, table
from comunik_kit.web.components.menu import MenuItem
from comunik_kit.web.i18n import t, when
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.inviting.asked import asked_badge
from comunik_kit.web.users.row_menu import invitation_items
from comunik_kit.web.users.words import toned

STATE_TONES = {"pending": "info", "accepted": "success", "expired": "warning", "revoked": "neutral"}
TROUBLE = ("failed", "dead")


def invitations() -> rx.Component:
    """Every invitation of this page of the archive."""
    kinds = {"name": "main", "state": "", "issued": "", "inviter": "wide", "expires": "", "acts": "acts"}
    heads: list[Any] = [(t(f"invitations.column.{name}"), kind) for name, kind in kinds.items()]
    return table(heads, rx.foreach(InvitationsState.page.rows, _line), label=t("invitations.title"))


def _line(invitation: rx.vars.ObjectVar[InvitationRow]) -> rx.Component:
    each: Any = invitation
    picture = avatar(each.photo_url, each.initials)
    return row(
        cell(
            person_cell(picture, each.full_name, each.email, href="/users/" + each.user_id),
            asked_badge(each),
            kind="main",
        ),
        cell(_standing(each), label=t("invitations.column.state")),
        cell(when(each.issued_at, "datetime"), label=t("invitations.column.issued")),
        cell(each.inviter, label=t("invitations.column.inviter"), kind="wide"),
        cell(_until(each), label=t("invitations.column.expires")),
        cell(_menu(each), kind="acts"),
        key=each.id,
    )


def _standing(each: Any) -> rx.Component:
    """The invitation's state; while it waits, also how its message fares."""
    words = t(("invitations.state." + each.state).to(str))
    fares = t(("invitations.delivery." + each.delivery).to(str))
    under = rx.el.span(fares, class_name=rx.cond(_in_trouble(each), "under under-trouble", "under"))
    waiting = (each.state == "pending") & (each.delivery != "")
    return rx.el.div(
        status_dot(words, toned(each.state, STATE_TONES)), rx.cond(waiting, under, rx.fragment())
    )


def _until(each: Any) -> rx.Component:
    closed = (each.state == "accepted") | (each.state == "revoked")
    return rx.cond(closed, rx.el.span("–", class_name="quiet"), rx.el.span(when(each.expires_at, "date")))


def _menu(each: Any) -> rx.Component:
    opener = icon_button("ellipsis", label=t("users.acts_of", name=each.full_name), small=True)
    record = MenuItem(t("users.open"), icon="user", href="/users/" + each.user_id)
    return menu(opener, [record, *invitation_items(each.user_id, each.may_manage)])


def _in_trouble(each: Any) -> rx.Var[bool]:
    first, second = TROUBLE
    return (each.delivery == first) | (each.delivery == second)
