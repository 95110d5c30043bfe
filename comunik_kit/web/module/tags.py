"""The tags of an activity: taken off and put on by who may work on it."""

from typing import Any

import reflex as rx

from comunik_kit.web.components import badge, button, card, icon_button, text_field
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.module.item_state import ItemState

_STATE: Any = ItemState
_ITEM: Any = ItemState.item
_TAGS: Any = ItemState.item.line.tags
_ERRORS: Any = ItemState.errors


def tags_card() -> rx.Component:
    """What is on it, and the form of another."""
    some = rx.el.ul(rx.foreach(_TAGS, _tag), class_name="item-tags")
    none = rx.el.p(t("items.tags.empty"), class_name="field-hint")
    return card(
        rx.cond(_TAGS.length() > 0, some, none), rx.cond(_ITEM.may_work, _form()), title=t("items.tags")
    )


def _tag(tag: Any) -> rx.Component:
    off = icon_button("x", label=t("items.tag.drop", tag=tag), small=True, on_click=_STATE.drop_tag(tag))
    return rx.el.li(badge(tag), rx.cond(_ITEM.may_work, off), key=tag, class_name="item-tag")


def _form() -> rx.Component:
    error = rx.cond(_ERRORS.contains("tag"), translate(_ERRORS["tag"].key, _ERRORS["tag"].params), "")
    return rx.el.form(
        text_field(
            "tag", t("items.tag.new"), field_id="item-tag", error=error, max_length=30, auto_complete="off"
        ),
        button(t("items.tag.add"), type="submit"),
        key=_STATE.forms,
        on_submit=ItemState.add_tag,
        class_name="item-tag-form",
    )
