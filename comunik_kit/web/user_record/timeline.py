"""The messages to a person, newest first, each with its steps; it moves while one looks."""

from typing import Any

import reflex as rx

from comunik_kit.mail.views import Step, Story
from comunik_kit.web.components import card, icon, pagination
from comunik_kit.web.delivery import delivery_line, delivery_styles, delivery_tone
from comunik_kit.web.i18n import t, when
from comunik_kit.web.user_record.state import UserRecordState

_TIMELINE: Any = UserRecordState.timeline
_SOURCES = ("worker", "resend", "smtp", "admin")


def timeline() -> rx.Component:
    """The card « Messages »."""
    stories = rx.el.ol(rx.foreach(_TIMELINE.stories, _story), class_name="stories")
    empty = rx.el.p(t("timeline.empty"), class_name="field-hint")
    turns = pagination(
        range_text="",
        has_previous=_TIMELINE.before != "",
        has_next=_TIMELINE.after != "",
        on_previous=UserRecordState.newer_messages,
        on_next=UserRecordState.older_messages,
    )
    pages = rx.cond((_TIMELINE.before != "") | (_TIMELINE.after != ""), turns, rx.fragment())
    return rx.el.div(
        delivery_styles(),
        card(rx.cond(_TIMELINE.stories.length() > 0, stories, empty), title=t("timeline.title")),
        pages,
        class_name="record-messages",
    )


def last_message() -> rx.Component:
    """How the newest message stands, for the card about the person's access."""
    line = _TIMELINE.stories[0].line
    fact = rx.el.div(
        rx.el.dt(t("timeline.last")),
        rx.el.dd(delivery_line(line.word, line.at, reason=line.reason, detail=line.detail, calm=True)),
        class_name="fact",
    )
    is_newest = (_TIMELINE.before == "") & (_TIMELINE.stories.length() > 0)
    return rx.cond(is_newest, fact, rx.fragment())


def _story(story: rx.vars.ObjectVar[Story], number: rx.Var[int]) -> rx.Component:
    """One message; the newest is open."""
    each: Any = story
    steps = rx.el.ol(rx.foreach(each.steps, _step), class_name="steps", aria_label=t("timeline.steps"))
    head = rx.el.summary(
        icon("chevron-right"),
        rx.el.span(each.subject, class_name="story-subject"),
        delivery_line(each.line.word, each.line.at),
    )
    return rx.el.li(rx.el.details(head, steps, open=number == 0), key=each.id, class_name="story")


def _step(step: rx.vars.ObjectVar[Step]) -> rx.Component:
    each: Any = step
    tone: Any = delivery_tone(each.kind)
    often = rx.cond(each.times > 1, rx.el.span(" · ", t("timeline.times", count=each.times)), rx.fragment())
    return rx.el.li(
        rx.el.span(class_name="dot", aria_hidden="true"),
        rx.el.span(t(("timeline.step." + each.kind).to(str)), _source(each), often),
        rx.el.time(when(each.at, "datetime"), date_time=each.at, class_name="step-at"),
        rx.cond(each.detail, rx.el.span(each.detail, class_name="step-more"), rx.fragment()),
        key=each.kind,
        class_name="step tone-" + tone,
    )


def _source(each: Any) -> rx.Component:
    """Who said so, where it is one of those that have a name."""
    known: Any = rx.match(
        each.source, *[(name, t(f"delivery.source.{name}")) for name in _SOURCES], rx.Var.create("")
    )
    return rx.cond(known != "", rx.el.span(" · ", known, class_name="step-at"), rx.fragment())
