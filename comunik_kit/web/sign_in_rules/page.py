"""« Connexion » in the settings: which password, and which roles must have a second factor."""

from typing import Any

import reflex as rx

from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import RoleRule
from comunik_kit.web.components import button, card, dom_id, page_head, skeleton_rows
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame, role_label
from comunik_kit.web.sign_in_rules.providers import providers_card
from comunik_kit.web.sign_in_rules.state import SignInRulesState
from comunik_kit.web.users.styles import people_styles

_RULES: Any = SignInRulesState.rules


def sign_in_rules_page() -> rx.Component:
    """The page /settings/sign-in."""
    return frame(
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/security.css", custom_attrs={"precedence": "default"}),
        page_head(t("rules.title"), t("rules.text")),
        rx.cond(SignInRulesState.loaded, rx.fragment(_form(), providers_card()), skeleton_rows(5)),
        here="sign_in",
    )


def _form() -> rx.Component:
    return rx.el.form(
        card(
            rx.el.fieldset(
                rx.el.legend(t("rules.password.text"), class_name="field-hint"),
                *[_preset(each) for each in Preset],
                class_name="choices",
            ),
            title=t("rules.password"),
        ),
        card(_by_link(), title=t("rules.link")),
        card(
            rx.el.p(
                t("rules.factor.count", count=_RULES.with_factor, people=_RULES.people),
                class_name="field-hint",
            ),
            rx.el.fieldset(
                rx.el.legend(t("rules.factor.text"), class_name="field-hint"),
                rx.foreach(_RULES.roles, _role),
                class_name="choices",
            ),
            title=t("rules.factor"),
        ),
        rx.el.div(button(t("app.save"), weight="primary", type="submit"), class_name="foot-acts"),
        key=SignInRulesState.form_number,
        on_submit=SignInRulesState.set_rules,
        class_name="form-column sign-in-rules",
    )


def _by_link() -> rx.Component:
    words = rx.el.span(
        rx.el.strong(t("rules.link.allow")),
        rx.el.span(t("rules.link.text"), class_name="field-hint"),
        class_name="choice-words",
    )
    return rx.el.label(
        rx.el.input(type="checkbox", name="by_link", default_checked=_RULES.by_link, class_name="check"),
        words,
        class_name="check-line",
    )


def _preset(preset: Preset) -> rx.Component:
    own = f"f-preset-{preset.value}"
    return rx.el.label(
        rx.el.input(
            type="radio",
            name="preset",
            value=preset.value,
            id=dom_id(own),
            default_checked=_RULES.preset == preset.value,
            class_name="check",
        ),
        rx.el.span(
            rx.el.strong(t(f"rules.preset.{preset.value}")),
            rx.el.span(t(f"rules.preset.{preset.value}.text"), class_name="field-hint"),
            class_name="choice-words",
        ),
        html_for=own,
        class_name="check-line",
    )


def _role(given: rx.vars.ObjectVar[RoleRule]) -> rx.Component:
    each: Any = given
    name = (rx.Var.create("role_") + each.id).to(str)
    words = rx.el.span(
        rx.el.strong(role_label(each.key, each.name)),
        rx.el.span(
            t("rules.factor.role", count=each.people, with_factor=each.with_factor), class_name="field-hint"
        ),
        class_name="choice-words",
    )
    return rx.el.label(
        rx.el.input(type="checkbox", name=name, default_checked=each.is_required, class_name="check"),
        words,
        class_name="check-line",
        key=each.id,
    )
