"""The record of one person: who they are, what they may do, where their access stands."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import (
    avatar,
    badge,
    button,
    callout,
    card,
    empty_state,
    icon,
    link,
    link_button,
    skeleton_rows,
    status_dot,
)
from comunik_kit.web.i18n import t, when
from comunik_kit.web.inviting.asked import asked_callout
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.layout import frame, role_label
from comunik_kit.web.teams.words import team_mark
from comunik_kit.web.user_record.address import address_card
from comunik_kit.web.user_record.factor import factor_fact
from comunik_kit.web.user_record.facts import fact
from comunik_kit.web.user_record.form import record_form
from comunik_kit.web.user_record.invitation import invitation_card
from comunik_kit.web.user_record.parts import (
    activity_card,
    help_card,
    journal_card,
    modules_card,
    sessions_card,
)
from comunik_kit.web.user_record.rights import rights_card
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.user_record.timeline import last_message, timeline
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.row_menu import person_menu, questions
from comunik_kit.web.users.styles import people_styles
from comunik_kit.web.users.suspension import SuspensionState
from comunik_kit.web.users.words import role_may, status_tone, status_words

_PERSON: Any = UserRecordState.person


def user_record_page() -> rx.Component:
    """The page /users/<id>."""
    return frame(
        people_styles(),
        link(icon("chevron-left"), t("users.back"), href="/users", class_name="back"),
        rx.match(
            UserRecordState.status,
            ("found", _record()),
            ("missing", _missing()),
            rx.fragment(rx.el.h1(t("users.record"), class_name="sr-only", tab_index=-1), skeleton_rows(6)),
        ),
        questions(),
        here="users",
        needs=Permission.USERS_READ,
    )


def _record() -> rx.Component:
    return rx.fragment(
        _head(),
        _standing(),
        asked_callout(_PERSON, UserRecordState.pending),
        rx.cond(
            UserRecordState.editing,
            record_form(),
            rx.el.div(
                rx.el.div(_details(), timeline(), _happenings(), class_name="record-main"),
                rx.el.div(_access(), invitation_card(), _others(), class_name="record-side"),
                class_name="record",
            ),
        ),
    )


def _head() -> rx.Component:
    words = rx.el.div(
        rx.el.h1(_PERSON.full_name, tab_index=-1, class_name="page-title"),
        rx.el.p(
            _PERSON.email,
            badge(role_label(_PERSON.role_key, _PERSON.role_name)),
            status_dot(status_words(_PERSON.status), status_tone(_PERSON.status)),
            class_name="record-line",
        ),
    )
    return rx.el.div(
        rx.el.div(avatar(_PERSON.photo_url, _PERSON.initials, "large"), words, class_name="record-who"),
        rx.cond(UserRecordState.editing, rx.fragment(), _acts()),
        class_name="page-head record-head",
    )


def _standing() -> rx.Component:
    """Say above all else that an access is suspended, or how long a deleted account can come back."""
    suspended = callout(t("lifecycle.suspended.title"), t("lifecycle.suspended.text"), tone="warning")
    gone = callout(
        t("lifecycle.gone.title", count=_PERSON.days_left), t("lifecycle.gone.text"), tone="danger"
    )
    shown: Any = rx.match(_PERSON.status, ("suspended", suspended), ("deleted", gone), rx.fragment())
    return shown


def _acts() -> rx.Component:
    invite = button(t("users.invite"), leading="send", on_click=InvitingState.ask_new(_PERSON.id))
    resend = button(t("users.resend"), leading="refresh-cw", on_click=PersonActsState.resend(_PERSON.id))
    edit = button(t("users.edit"), weight="primary", leading="pencil", on_click=UserRecordState.edit)
    mail = rx.match(_PERSON.status, ("created", invite), ("invited", resend), rx.fragment())
    other = _PERSON.may_delete | _PERSON.may_suspend | (_PERSON.may_invite & (_PERSON.status == "invited"))
    restore = button(
        t("lifecycle.restore"), leading="rotate-ccw", on_click=SuspensionState.restore(_PERSON.id)
    )
    return rx.el.div(
        rx.cond(_PERSON.may_invite, mail, rx.fragment()),
        rx.cond(_PERSON.may_restore, restore, rx.fragment()),
        rx.cond(_PERSON.may_edit, edit, rx.fragment()),
        rx.cond(other, person_menu(_PERSON, _PERSON.id, _PERSON.full_name, record=False), rx.fragment()),
        class_name="page-action record-acts",
    )


def _details() -> rx.Component:
    team = rx.cond(_PERSON.department, team_mark(_PERSON.department, _PERSON.department_colour), "")
    facts = (
        ("phone", _PERSON.phone_shown),
        ("department", team),
        ("company", _PERSON.company),
        ("tier", _PERSON.tier),
        ("language", t(("users.language." + _PERSON.language).to(str))),
    )
    return card(
        rx.el.dl(
            fact(t("users.field.full_name"), _PERSON.full_name),
            fact(t("users.field.email"), _PERSON.email, _correct()),
            *[fact(t(f"users.field.{name}"), value) for name, value in facts],
            class_name="facts",
        ),
        title=t("users.record.details"),
    )


def _access() -> rx.Component:
    """Role in a sentence, and the moments of the person's access."""
    moments = ("created_at", "invited_at", "activated_at", "last_seen_at")
    role = rx.el.div(
        rx.el.p(role_label(_PERSON.role_key, _PERSON.role_name), class_name="record-role"),
        rx.el.p(role_may(_PERSON.role_key), class_name="field-hint"),
    )
    lines = [fact(t(f"users.record.{name}"), when(_PERSON[name], "datetime")) for name in moments]
    maker = rx.cond(_PERSON.created_by, fact(t("users.record.created_by"), _PERSON.created_by), rx.fragment())
    return card(
        role,
        rx.el.dl(factor_fact(), *lines, maker, last_message(), class_name="facts"),
        title=t("users.record.access"),
    )


def _happenings() -> rx.Component:
    """What they did, and what was done to them."""
    return rx.cond(_PERSON.status != "deleted", rx.fragment(activity_card(), journal_card()), rx.fragment())


def _others() -> rx.Component:
    """What else is theirs, and what helps them in."""
    here = rx.fragment(modules_card(), rights_card(), sessions_card(), _address(), help_card())
    return rx.cond(_PERSON.status != "deleted", here, rx.fragment())


def _address() -> rx.Component:
    """Another sign-in address, for somebody else who has one that works."""
    changeable = _PERSON.may_edit & (_PERSON.status == "active") & ~_PERSON.is_self
    return rx.cond(changeable, address_card(), rx.fragment())


def _correct() -> rx.Component:
    """Until somebody has joined, whoever may edit them may correct their address (INV-13)."""
    waits = (_PERSON.status == "created") | (_PERSON.status == "invited")
    act = button(
        t("inviting.correct"),
        weight="ghost",
        small=True,
        class_name="beside",
        on_click=InvitingState.ask_correction(_PERSON.id),
    )
    return rx.cond(waits & _PERSON.may_edit, act, rx.fragment())


def _missing() -> rx.Component:
    """Nobody here: never was, or not in this workspace."""
    return rx.fragment(
        rx.el.h1(t("users.record"), class_name="sr-only", tab_index=-1),
        empty_state(
            t("users.missing.title"),
            t("users.missing.text"),
            link_button(t("users.back"), href="/users"),
            symbol="user-x",
        ),
    )
