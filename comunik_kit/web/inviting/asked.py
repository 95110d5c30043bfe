"""« … demande un nouveau lien »: the badge in the list, and the callout with its one button on the record."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import badge, button, callout
from comunik_kit.web.i18n import t, when
from comunik_kit.web.users.acts import PersonActsState


def asked_badge(invitation: Any) -> rx.Component:
    """A badge beside who asks for a new link."""
    return rx.cond(invitation.link_requested_at, badge(t("inviting.asked"), "warning"), rx.fragment())


def asked_callout(person: Any, pending: Any) -> rx.Component:
    """Who asks, since when, and the one click that answers (INV-06: it is a resend, with its limits)."""
    act = button(
        t("inviting.asked.act"),
        weight="primary",
        small=True,
        on_click=PersonActsState.resend(person.id),
    )
    shown = callout(
        t("inviting.asked.title", name=person.full_name),
        t("inviting.asked.text", date=when(pending.link_requested_at, "datetime")),
        rx.cond(pending.may_manage, act, rx.fragment()),
        tone="warning",
    )
    return rx.cond(pending.link_requested_at, shown, rx.fragment())
