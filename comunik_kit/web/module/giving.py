"""To whom to give an activity: a few people by name, found while typing."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import dialog, search_field
from comunik_kit.web.i18n import t
from comunik_kit.web.module.item_state import ItemState

_STATE: Any = ItemState


def giving_dialog() -> rx.Component:
    """The dialog « Confier »."""
    some = rx.el.ul(rx.foreach(_STATE.people, _person), class_name="item-people")
    return dialog(
        search_field(
            t("items.give.search"), id="item-person", on_change=_STATE.look_for_person, max_length=100
        ),
        rx.cond(
            _STATE.people.length() > 0,
            some,
            rx.el.p(t("items.give.nobody"), role="status", class_name="quiet"),
        ),
        open=_STATE.giving,
        on_open_change=_STATE.leave_giving,
        title=t("items.give.title"),
        description=t("items.give.text"),
    )


def _person(given: Any) -> rx.Component:
    each: Any = given
    return rx.el.li(
        rx.el.button(
            rx.el.span(each.name, class_name="person-name"),
            rx.el.span(each.under, class_name="person-under"),
            type="button",
            on_click=_STATE.give(each.id),
            class_name="item-person",
        ),
        key=each.id,
    )
