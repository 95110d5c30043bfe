"""The dialogs about an invitation as one sees them; one set for a page."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import (
    button,
    callout,
    confirm_dialog,
    dialog,
    native_form,
    text_field,
)
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.inviting.fields import option_fields
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.users.acts import PersonActsState

_ASKED: Any = InvitingState  # its vars stand here for what they will be in the browser
_ACTS: Any = PersonActsState


def invitation_dialogs() -> rx.Component:
    """First invitation, change, address, card, and whether a changed message should go out anew."""
    person = _ASKED.person
    return rx.fragment(
        _options("new", t("inviting.new.title", name=person.name), t("users.invite"), _ASKED.invite),
        _options("revision", t("inviting.revision.title", name=person.name), t("app.save"), _ASKED.revise),
        _correction(),
        _card(),
        confirm_dialog(
            open=_ASKED.question == "resending",
            on_open_change=_ASKED.leave,
            title=t("inviting.resending.title"),
            consequence=t("inviting.resending.text", name=person.name),
            verb=t("users.resend"),
            on_confirm=[_ASKED.leave(False), PersonActsState.resend(person.id)],
            weight="primary",
        ),
    )


def _options(question: str, title: rx.Var[str], verb: rx.Var[str], act: Any) -> rx.Component:
    form = f"inviting-{question}"
    has_left = _ASKED.has_left if question == "revision" else None
    return dialog(
        rx.el.form(
            _refused(),
            rx.cond(_ASKED.has_left, callout(t("inviting.has_left"), tone="info"), rx.fragment())
            if question == "revision"
            else rx.fragment(),
            option_fields(_ASKED.chosen, _ASKED.errors, has_left=has_left),
            id=form,
            key=_ASKED.form_number,
            on_submit=act,
            no_validate=True,
            class_name="form",
            custom_attrs={"autoComplete": "off"},
        ),
        open=_ASKED.question == question,
        on_open_change=_ASKED.leave,
        title=title,
        description=_ASKED.person.email,
        foot=_foot(form, verb),
    )


def _correction() -> rx.Component:
    form = "inviting-correction"
    wrong = _ASKED.errors["email"]
    return dialog(
        rx.el.form(
            _refused(),
            text_field(
                "email",
                t("inviting.correction.field"),
                type="email",
                input_mode="email",
                auto_complete="off",
                spell_check=False,
                max_length=254,
                default_value=_ASKED.person.email,
                error=rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str),
            ),
            id=form,
            key=_ASKED.form_number,
            on_submit=_ASKED.correct,
            no_validate=True,
            class_name="form",
        ),
        open=_ASKED.question == "correction",
        on_open_change=_ASKED.leave,
        title=t("inviting.correction.title", name=_ASKED.person.name),
        description=t("inviting.correction.text"),
        foot=_foot(form, t("app.save")),
    )


def _card() -> rx.Component:
    """A plain form that opens the card in a tab of its own: no state or event ever holds it."""
    person = _ACTS.person
    return dialog(
        native_form(
            button(t("inviting.card.act"), weight="primary", leading="printer", type="submit"),
            action=rx.Var.create("/invitations/") + person.id + "/card",
            custom_attrs={"target": "_blank", "rel": "noopener"},
        ),
        open=_ACTS.question == "card",
        on_open_change=_ACTS.leave,
        title=t("inviting.card.title", name=person.name),
        description=t("inviting.card.text"),
    )


def _refused() -> rx.Component:
    wrong = _ASKED.errors["form"]
    return rx.cond(wrong, callout(translate(wrong.key, wrong.params), tone="danger"), rx.fragment())


def _foot(form: str, verb: rx.Var[str]) -> rx.Component:
    # The dialog's foot stands outside the form.
    act = button(verb, weight="primary", custom_attrs={"data-submit": form})
    return rx.el.div(
        button(t("app.cancel"), on_click=_ASKED.leave(False)),
        act,
        class_name="foot-acts",
    )
