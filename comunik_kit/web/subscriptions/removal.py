"""The question before a subscription is deleted: what its people get instead."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import button, dialog, select_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.subscriptions.removal_state import TierRemovalState
from comunik_kit.web.subscriptions.words import preview_lines, tier_options

_ASKED: Any = TierRemovalState.asked
_CHOSEN: Any = TierRemovalState.replacement
_WRONG: Any = TierRemovalState.wrong


def tier_removal_dialog() -> rx.Component:
    """The dialog."""
    foot = rx.el.div(
        button(t("app.cancel"), on_click=TierRemovalState.leave_tier_removal(False)),
        button(
            t("subscriptions.delete"),
            weight="danger",
            disabled=_ASKED.needs_replacement & (_CHOSEN == ""),
            on_click=TierRemovalState.delete_tier,
        ),
        class_name="foot-acts",
    )
    text = rx.cond(
        _ASKED.needs_replacement, t("subscriptions.delete.in_use"), t("subscriptions.delete.unused")
    )
    return dialog(
        rx.cond(_ASKED.needs_replacement, _choice(), rx.fragment()),
        preview_lines(_ASKED.preview),
        open=_ASKED.id != "",
        on_open_change=TierRemovalState.leave_tier_removal,
        title=t("subscriptions.delete.title", name=_ASKED.name),
        description=text.to(str),
        foot=foot,
    )


def _choice() -> rx.Component:
    none = rx.el.option(t("subscriptions.delete.choose"), value="")
    return select_field(
        "replacement",
        t("subscriptions.delete.replacement"),
        [none, tier_options(_ASKED.replacements)],
        field_id="tier-replacement",
        error=rx.cond(_WRONG.key, translate(_WRONG.key, _WRONG.params), "").to(str),
        on_change=TierRemovalState.choose_tier_replacement,
    )
