"""Password fields with a show/hide switch, and the rules that tick as one types (assets/js/door.js)."""

from typing import Any

import reflex as rx

from comunik_kit.web.components.elements import Text, dom_id, icon
from comunik_kit.web.components.fields import control_props, field
from comunik_kit.web.i18n import t

RULES = ("length", "upper", "digit", "special", "long", "match")
LEVELS = ("weak", "fair", "good", "strong")


def password_field(
    name: str,
    label: Text,
    *,
    field_id: str = "",
    auto_complete: str = "new-password",
    rules_id: str = "",
    hint: rx.Component | Text | None = None,
    error: Text | None = None,
    extra: rx.Component | None = None,
    optional: bool = False,
    **props: Any,
) -> rx.Component:
    """A password; `rules_id` names its list of rules. An empty `name` keeps it out of the posted form."""
    own = field_id or f"f-{name}"
    shared = control_props(name, own, hint, error)
    if rules_id:
        shared["custom_attrs"]["aria-describedby"] += f" {rules_id}"
    shared["custom_attrs"] |= props.pop("custom_attrs", {})
    if not name:
        shared.pop("name")
    control = rx.el.div(
        rx.el.input(
            type="password",
            auto_complete=auto_complete,
            spell_check=False,
            auto_capitalize="none",
            class_name="input",
            **shared,
            **props,
        ),
        _reveal(own),
        class_name="password",
    )
    return field(
        control, name=name, label=label, field_id=own, hint=hint, error=error, extra=extra, optional=optional
    )


def password_rules(
    rules_id: str, *, password: str, confirmation: str = "", preset: Text = ""
) -> rx.Component:
    """The rules as a list; they follow the inputs with these ids. Without a confirmation, no `match` rule.

    Which of them are shown follows from the workspace's preset (css/controls.css). Below them, how strong it is.
    """
    shown = RULES if confirmation else RULES[:-1]
    rules = rx.el.ul(
        *[_rule(rule) for rule in shown],
        id=dom_id(rules_id),
        class_name="rules",
        aria_label=t("app.password.rules"),
        custom_attrs={
            "data-password-rules": password,
            "data-confirmation": confirmation,
            "data-preset": preset,
        },
    )
    return rx.fragment(rules, _strength(password))


def _strength(password: str) -> rx.Component:
    levels = [
        rx.el.span(t(f"factor.strength.{level}"), custom_attrs={"data-level": str(number)})
        for number, level in enumerate(LEVELS, 1)
    ]
    return rx.el.div(
        rx.el.span(class_name="strength-bar", aria_hidden="true"),
        rx.el.span(t("factor.strength"), " ", *levels, class_name="strength-words"),
        class_name="strength",
        custom_attrs={"data-strength-of": password, "data-level": "0"},
    )


def _rule(rule: str) -> rx.Component:
    return rx.el.li(
        rx.el.span(icon("check", 12), class_name="rule-mark", aria_hidden="true"),
        rx.el.span(t(f"app.password.rule.{rule}")),
        rx.el.span(t("app.password.kept"), class_name="sr-only rule-kept"),
        custom_attrs={"data-rule": rule},
    )


def _reveal(field_id: str) -> rx.Component:
    return rx.el.button(
        rx.el.span(icon("eye"), class_name="reveal-off"),
        rx.el.span(icon("eye-off"), class_name="reveal-on"),
        type="button",
        aria_label=t("app.password.show"),
        class_name="btn btn-ghost btn-icon reveal",
        custom_attrs={"data-reveal": field_id, "aria-pressed": "false", "aria-controls": field_id},
    )
