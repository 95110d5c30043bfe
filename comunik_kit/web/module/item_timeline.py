"""What people did to an activity, newest first, and the form of a note."""

from typing import Any

import reflex as rx

from comunik_kit.modules.definition import Module
from comunik_kit.web.components import area_field, button, card, icon
from comunik_kit.web.i18n import t, translate, when
from comunik_kit.web.module.item_state import ItemState

_STATE: Any = ItemState
_ITEM: Any = ItemState.item
_ERRORS: Any = ItemState.errors
_ICONS = {
    "taken": "hand",
    "assigned": "user-plus",
    "released": "undo-2",
    "status": "flag",
    "note": "message-square",
    "tags": "tag",
}


def timeline_card(module: Module) -> rx.Component:
    """The form for who may note, and everything that was done."""
    some = rx.el.ol(
        rx.foreach(_ITEM.timeline, lambda each: _happening(module, each)), class_name="item-timeline"
    )
    none = rx.el.p(t("items.timeline.empty"), class_name="field-hint")
    return card(
        rx.cond(_ITEM.may_note, _note_form()),
        rx.cond(_ITEM.timeline.length() > 0, some, none),
        title=t("items.timeline"),
    )


def _note_form() -> rx.Component:
    error = rx.cond(_ERRORS.contains("note"), translate(_ERRORS["note"].key, _ERRORS["note"].params), "")
    return rx.el.form(
        area_field("note", t("items.note"), field_id="item-note", error=error, rows="2", max_length=2_000),
        rx.el.div(button(t("items.note.write"), type="submit", small=True), class_name="foot-acts"),
        key=_STATE.forms,
        on_submit=ItemState.write_note,
        class_name="form item-note-form",
    )


def _happening(module: Module, given: Any) -> rx.Component:
    each: Any = given
    symbols = [(act, icon(name, 14)) for act, name in _ICONS.items()]
    return rx.el.li(
        rx.el.span(rx.match(each.act, *symbols, icon("circle", 14)), class_name="item-act"),
        rx.el.div(
            rx.el.p(
                rx.el.strong(each.actor),
                " ",
                _words(module, each),
                " ",
                rx.el.time(when(each.at, "datetime", _ITEM.time_zone), date_time=each.at, class_name="quiet"),
            ),
            rx.cond(each.text, rx.el.p(each.text, class_name="own-words")),
        ),
        key=each.id,
    )


def _words(module: Module, each: Any) -> Any:
    def status(name: Any) -> Any:
        return rx.cond(
            name, t((rx.Var.create(f"modules.status.{module.key}.") + name).to(str)), t("items.no_status")
        )

    moved = t("items.act.status", before=status(each.before), after=status(each.after))
    tagged = rx.cond(each.after, t("items.act.tags", tags=each.after), t("items.act.untagged"))
    return rx.match(
        each.act,
        ("taken", t("items.act.taken")),
        ("assigned", t("items.act.assigned", name=each.after)),
        ("released", t("items.act.released")),
        ("status", moved),
        ("note", t("items.act.note")),
        tagged,
    )
