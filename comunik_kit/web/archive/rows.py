"""The table of the archive: who, how it stands, by whom, and when each step was."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.archive_views import ArchiveRow
from comunik_kit.web.archive.state import ArchiveState
from comunik_kit.web.components import avatar, badge, cell, person_cell, row, status_dot, table
from comunik_kit.web.delivery import delivery_word
from comunik_kit.web.i18n import number, t, when
from comunik_kit.web.invitations.sent import STATE_TONES
from comunik_kit.web.users.words import toned

_STEPS = ("issued", "delivered", "opened", "accepted")


def rows() -> rx.Component:
    """One page of the archive."""
    kinds = {"name": "main", "state": "", "inviter": "wide", **dict.fromkeys(_STEPS, ""), "reminders": "wide"}
    heads: list[Any] = [(t(f"archive.column.{name}"), kind) for name, kind in kinds.items()]
    return table(heads, rx.foreach(ArchiveState.page.rows, _line), label=t("archive.title"))


def _line(invitation: rx.vars.ObjectVar[ArchiveRow]) -> rx.Component:
    each: Any = invitation
    return row(
        cell(_person(each), kind="main"),
        cell(_standing(each), label=t("archive.column.state")),
        cell(_by(each), label=t("archive.column.inviter"), kind="wide"),
        *[cell(_moment(getattr(each, f"{step}_at")), label=t(f"archive.column.{step}")) for step in _STEPS],
        cell(number(each.reminders), label=t("archive.column.reminders"), kind="wide"),
        key=each.id,
    )


def _person(each: Any) -> rx.Component:
    """Name over the address that was invited; who is gone has no record to open."""
    picture = avatar(each.photo_url, each.initials)
    gone = rx.el.div(
        person_cell(picture, each.name, each.email), badge(t("archive.gone")), class_name="archive-gone"
    )
    return rx.cond(
        each.is_gone, gone, person_cell(picture, each.name, each.email, href="/users/" + each.user_id)
    )


def _standing(each: Any) -> rx.Component:
    """How the invitation stands, and below what became of its last message."""
    words = t(("invitations.state." + each.state).to(str))
    message = rx.cond(each.delivery, delivery_word(each.delivery), _nothing(t("archive.without.message")))
    return rx.el.div(
        status_dot(words, toned(each.state, STATE_TONES)), message, class_name="archive-standing"
    )


def _by(each: Any) -> rx.Component:
    return rx.el.div(
        rx.el.span(each.inviter, title=each.inviter, class_name="one-line"),
        rx.el.span(each.department, title=each.department, class_name="one-line person-under"),
        class_name="person-words",
    )


def _moment(at: Any) -> rx.Component:
    """A day over its hour; a dash for never."""
    shown = rx.el.time(
        rx.el.span(when(at, "date")),
        rx.el.span(when(at, "time"), class_name="person-under"),
        date_time=at,
        class_name="archive-moment",
    )
    return rx.cond(at, shown, _nothing("–"))


def _nothing(words: rx.Var[str] | str) -> rx.Component:
    return rx.el.span(words, class_name="quiet")
