"""The card « Droits » of the record: each right, and why."""

from typing import Any

import reflex as rx

from comunik_kit.modules.rights import BY_LEADING, RightOf
from comunik_kit.web.components import badge, button, card
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.roles.words import right_words
from comunik_kit.web.user_record.rights_state import RightsState
from comunik_kit.web.user_record.state import UserRecordState

_FOUND: Any = RightsState.found


def rights_card() -> rx.Component:
    """A question first; its answer names the role, the subscription and the personal switch."""
    shown = (RightsState.of != "") & (RightsState.of == UserRecordState.person.id)
    lines = rx.el.ul(rx.foreach(_FOUND.rights, _right), class_name="record-lines")
    ask = button(t("roles.why.ask"), small=True, on_click=RightsState.show_rights(True))
    hide = button(t("roles.why.hide"), small=True, on_click=RightsState.show_rights(False))
    return card(
        rx.el.p(t("roles.why.hint"), class_name="field-hint"),
        rx.cond(shown, lines, rx.fragment()),
        title=t("roles.why.title"),
        action=rx.cond(shown, hide, ask),
    )


def _right(given: rx.vars.ObjectVar[RightOf]) -> rx.Component:
    each: Any = given
    reason = t(
        ("roles.why." + each.why).to(str),
        role=role_label(_FOUND.role_key, _FOUND.role_name),
        tier=_FOUND.tier,
        teams=_FOUND.teams_led.join(", "),
        count=_FOUND.teams_led.length(),
        module=rx.cond(each.module, t(("app.module." + each.module).to(str)), ""),
    )
    words = rx.el.span(
        right_words(each.permission),
        rx.el.br(),
        rx.el.span(reason, class_name="quiet"),
        class_name="record-line-main",
    )
    alone = rx.cond(
        each.why == BY_LEADING,
        badge(t("roles.why.in_part"), "info"),
        badge(t("roles.matrix.no"), "neutral"),
    )
    held = rx.cond(each.held, badge(t("roles.matrix.yes"), "success"), alone)
    return rx.el.li(words, held, key=each.permission)
