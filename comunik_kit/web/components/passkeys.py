"""The button that asks the browser for a passkey (web/js/passkey.js): not there where the browser has none."""

from typing import Any, Literal

import reflex as rx

from comunik_kit.web.components.elements import Text
from comunik_kit.web.i18n import t

_FAILED = ("cancelled", "known", "not_here", "unsupported")


class PasskeyButton(rx.Component):
    """The question is fetched, the browser asks, and its answer is sent: no state ever holds any of it."""

    library = "$/utils/kit/passkey"
    tag = "PasskeyButton"

    purpose: rx.Var[str]
    label: rx.Var[str]
    words: rx.Var[dict[str, Any]]
    field: rx.Var[str]
    before: rx.Var[str]


def passkey_button(
    purpose: Literal["login", "factor", "register"], label: Text, *, field: str = "", before: Text = ""
) -> rx.Component:
    """The button; a new passkey takes its name from the input `field`. `before` is a word above it."""
    words = {name: t(f"passkeys.failed.{name}") for name in _FAILED}
    words |= {"no_support": t("passkeys.no_support"), "network": t("doors.network")}
    weight = "primary" if purpose == "register" else "secondary"
    return PasskeyButton.create(
        purpose=purpose,
        label=label,
        words=rx.Var.create(words),
        field=field,
        before=before,
        class_name=f"btn btn-{weight}" + ("" if purpose == "register" else " passkey-door"),
    )
