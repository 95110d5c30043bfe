"""The fields of an invitation's options, shared by the drawer and the dialogs."""

from typing import Any

import reflex as rx

from comunik_kit.invitations.inputs import LONGEST_DAYS, WORDS_LENGTH, Leaves
from comunik_kit.web.components import area_field, select_field, text_field
from comunik_kit.web.i18n import t, translate


def option_fields(chosen: Any, errors: Any, *, has_left: Any = None) -> rx.Component:
    """Term and first day, when the message leaves, personal words; a message that has left keeps its moment."""
    leaves = leaves_field(chosen, errors)
    how = leaves if has_left is None else rx.cond(has_left, rx.fragment(), leaves)
    return rx.el.div(
        rx.el.div(days_field(chosen, errors), _start(chosen, errors), class_name="fields-two"),
        how,
        _words(chosen, errors),
        class_name="form",
    )


def days_field(chosen: Any, errors: Any) -> rx.Component:
    """« Valable », in days."""
    return text_field(
        "invitation_days",
        t("inviting.days"),
        type="number",
        input_mode="numeric",
        min=1,
        max=LONGEST_DAYS,
        hint=t("inviting.days.hint"),
        error=_error(errors, "invitation_days"),
        default_value=chosen.days,
    )


def leaves_field(chosen: Any, errors: Any) -> rx.Component:
    """At once, on the first morning, or on paper."""
    ways: list[rx.Component] = [
        rx.el.option(t(f"inviting.leaves.{way.value}"), value=way.value) for way in Leaves
    ]
    return select_field(
        "leaves",
        t("inviting.leaves"),
        ways,
        hint=t("inviting.leaves.hint"),
        error=_error(errors, "leaves"),
        default_value=chosen.leaves,
    )


def _start(chosen: Any, errors: Any) -> rx.Component:
    return text_field(
        "starts_on",
        t("inviting.starts_on"),
        type="date",
        optional=True,
        error=_error(errors, "starts_on"),
        default_value=chosen.starts_on,
    )


def _words(chosen: Any, errors: Any) -> rx.Component:
    return area_field(
        "invitation_words",
        t("inviting.words"),
        optional=True,
        hint=t("inviting.words.hint"),
        error=_error(errors, "invitation_words"),
        default_value=chosen.words,
        max_length=WORDS_LENGTH,
        rows=4,
    )


def _error(errors: Any, name: str) -> rx.Var[str]:
    wrong = errors[name]
    return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)
