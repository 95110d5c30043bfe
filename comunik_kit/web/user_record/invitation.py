"""The invitation of somebody who has not joined, on their record: what was chosen, and what may be changed."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, card
from comunik_kit.web.i18n import t, when
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.user_record.facts import fact
from comunik_kit.web.user_record.state import UserRecordState
from comunik_kit.web.users.acts import PersonActsState

_PERSON: Any = UserRecordState.person
_PENDING: Any = UserRecordState.pending


def invitation_card() -> rx.Component:
    """Its term, words, first day, how it leaves, and when the next reminder does."""
    facts = rx.el.dl(
        fact(t("inviting.fact.leaves"), _leaves()),
        fact(t("inviting.fact.until"), when(_PENDING.expires_at, "datetime")),
        rx.cond(_PENDING.starts_on, fact(t("inviting.starts_on"), when(_PENDING.starts_on, "date", "UTC"))),
        fact(t("inviting.fact.reminder"), _reminder()),
        fact(t("inviting.fact.inviter"), _PENDING.inviter),
        class_name="facts",
    )
    words = rx.cond(_PENDING.words, rx.el.blockquote(_PENDING.words, class_name="own-words"), rx.fragment())
    shown = card(facts, words, _acts(), title=t("inviting.fact.title"))
    return rx.cond(_PENDING.state, shown, rx.fragment())


def _leaves() -> rx.Var[str]:
    planned = (_PENDING.leaves == "first_morning") & ~_PENDING.has_left
    way = t(("inviting.fact.leaves." + _PENDING.leaves).to(str))
    return rx.cond(planned, when(_PENDING.send_at, "datetime"), way).to(str)


def _reminder() -> rx.Var[str]:
    nothing = t("inviting.fact.reminder.none")
    return rx.cond(_PENDING.next_reminder_at, when(_PENDING.next_reminder_at, "datetime"), nothing).to(str)


def _acts() -> rx.Component:
    acts = rx.el.div(
        button(t("inviting.revise"), small=True, on_click=InvitingState.ask_revision(_PERSON.id)),
        button(
            t("inviting.print"), small=True, leading="printer", on_click=PersonActsState.show_card(_PERSON.id)
        ),
        class_name="card-acts",
    )
    return rx.cond(_PENDING.may_manage, acts, rx.fragment())
