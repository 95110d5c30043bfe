"""A secret on the screen that no state holds: the browser fetches it itself (web/js/secret.js)."""

from typing import Any

import reflex as rx

from comunik_kit.web.components.buttons import button
from comunik_kit.web.components.elements import Text
from comunik_kit.web.i18n import t


class SecretText(rx.Component):
    """A read-only field filled from one of our routes; `turn` has it read anew when it changes."""

    library = "$/utils/kit/secret"
    tag = "SecretText"

    path: rx.Var[str]
    turn: rx.Var[str]
    label: rx.Var[str]
    rows: rx.Var[int]
    field_id: rx.Var[str]


def secret_text(path: str, *, turn: Text, label: Text, field_id: str, rows: int = 1) -> rx.Component:
    """The field alone."""
    return SecretText.create(path=path, turn=turn, label=label, rows=rows, field_id=field_id)


def copied_secret(secret: rx.Component, verb: Text, *more: Any) -> rx.Component:
    """The field with the button that copies it, and what else can be done with it (assets/js/kit.js)."""
    copy = button(
        verb,
        leading="copy",
        custom_attrs={
            "data-copy-field": "",
            "data-copied": t("factor.copied"),
            "data-by-hand": t("factor.by_hand"),
        },
    )
    news = rx.el.p(role="status", class_name="field-hint secret-news")
    return rx.el.div(secret, copy, *more, news, class_name="secret-box")
