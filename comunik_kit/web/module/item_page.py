"""One activity of a module: what is known of it, what was done to it, what the reader may do."""

from typing import Any

import reflex as rx

from comunik_kit.modules.definition import Module
from comunik_kit.web.components import (
    avatar,
    button,
    card,
    empty_state,
    icon,
    link,
    link_button,
    skeleton_rows,
)
from comunik_kit.web.i18n import t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.module.giving import giving_dialog
from comunik_kit.web.module.item_state import ItemState
from comunik_kit.web.module.item_timeline import timeline_card
from comunik_kit.web.module.styles import module_styles
from comunik_kit.web.module.tags import tags_card
from comunik_kit.web.module.words import money, status
from comunik_kit.web.user_record.facts import fact

_STATE: Any = ItemState
_ITEM: Any = ItemState.item
_LINE: Any = ItemState.item.line


def item_page(module: Module) -> rx.Component:
    """The page /<module>/<id>."""
    name = t(f"app.module.{module.key}")
    return frame(
        *module_styles(),
        link(icon("chevron-left"), name, href=f"/{module.key}", class_name="back"),
        rx.match(
            _STATE.status,
            ("found", _found(module)),
            ("missing", _missing(module)),
            rx.fragment(rx.el.h1(name, class_name="sr-only", tab_index=-1), skeleton_rows(6)),
        ),
        giving_dialog(),
        here=module.key,
    )


def _found(module: Module) -> rx.Component:
    return rx.fragment(
        _head(module),
        rx.el.div(
            rx.el.div(_details(), timeline_card(module), class_name="record-main"),
            rx.el.div(_standing(module), tags_card(), _related(), class_name="record-side"),
            class_name="record",
        ),
    )


def _head(module: Module) -> rx.Component:
    kind = t((rx.Var.create(f"modules.kind.{module.key}.") + _LINE.kind).to(str))
    words = rx.el.div(
        rx.el.h1(_LINE.title, tab_index=-1, class_name="page-title"),
        rx.el.p(
            rx.cond(_LINE.kind, rx.el.span(kind)),
            rx.el.time(when(_LINE.at, "datetime", _ITEM.time_zone), date_time=_LINE.at),
            status(module.key, _LINE.status),
            class_name="record-line",
        ),
    )
    return rx.el.div(words, _acts(), class_name="page-head record-head")


def _acts() -> rx.Component:
    """What may be done with whose it is; « Prendre » is the first thing to do with what is nobody's."""
    take = button(t("items.take"), weight="primary", leading="hand", on_click=_STATE.take)
    give = button(t("items.give"), leading="user-plus", on_click=_STATE.ask_whom)
    back = button(t("items.give_back"), leading="undo-2", on_click=_STATE.give_back)
    return rx.el.div(
        rx.cond(_ITEM.may_give_back, back),
        rx.cond(_ITEM.may_give, give),
        rx.cond(_ITEM.may_take, take),
        class_name="page-action record-acts",
    )


def _details() -> rx.Component:
    """Customer and every detail that is known."""
    return card(
        rx.el.dl(
            rx.cond(_LINE.customer, fact(t("modules.column.customer"), _LINE.customer)),
            rx.foreach(_ITEM.details, _detail),
            fact(
                t("modules.column.when"),
                rx.el.time(when(_LINE.at, "datetime", _ITEM.time_zone), date_time=_LINE.at),
            ),
            class_name="facts",
        ),
        title=t("items.details"),
    )


def _detail(given: Any) -> rx.Component:
    each: Any = given
    value = rx.match(
        each.shape,
        ("choice", t((rx.Var.create("modules.choice.") + each.name + "." + each.value).to(str))),
        ("amount", money(each.value, each.unit)),
        each.value,
    )
    return fact(t((rx.Var.create("modules.detail.") + each.name).to(str)), value)


def _standing(module: Module) -> rx.Component:
    """Whose it is, where it belongs, how it stands, and what may come next."""
    owner = rx.cond(
        _LINE.owner,
        rx.el.div(
            avatar("", _LINE.owner_initials),
            rx.el.span(_LINE.owner, rx.cond(_LINE.is_mine, rx.fragment(" ", t("items.you.mark")))),
            class_name="item-owner",
        ),
        rx.el.p(t("items.nobody.long"), class_name="quiet"),
    )
    return card(
        owner,
        rx.el.dl(
            rx.cond(_LINE.department, fact(t("modules.column.department"), _LINE.department)),
            rx.cond(_LINE.status, fact(t("modules.column.status"), status(module.key, _LINE.status))),
            class_name="facts",
        ),
        rx.cond(_ITEM.statuses.length() > 0, _next(module)),
        title=t("items.standing"),
    )


def _next(module: Module) -> rx.Component:
    """A button for each status that may come next."""

    def lead(name: Any) -> rx.Component:
        words = t((rx.Var.create(f"modules.status.{module.key}.") + name).to(str))
        return button(words, small=True, on_click=_STATE.move(name), key=name)

    return rx.el.div(
        rx.el.p(t("items.next"), class_name="field-label", id="item-next"),
        rx.el.div(
            rx.foreach(_ITEM.statuses, lead),
            role="group",
            aria_labelledby="item-next",
            class_name="item-next",
        ),
        class_name="item-moves",
    )


def _related() -> rx.Component:
    """What else there is of the same customer or number."""
    some = rx.el.ul(rx.foreach(_ITEM.related, _other), class_name="record-lines")
    return rx.cond(_ITEM.related.length() > 0, card(some, title=t("items.related")))


def _other(given: Any) -> rx.Component:
    each: Any = given
    kind = t((rx.Var.create("modules.kind.") + each.module + "." + each.kind).to(str))
    return rx.el.li(
        rx.el.span(
            link(
                each.title,
                href=(rx.Var.create("/") + each.module + "/" + each.id).to(str),
                class_name="item-title",
            ),
            rx.el.br(),
            rx.el.span(kind, class_name="quiet"),
            class_name="record-line-main",
        ),
        rx.el.time(when(each.at, "datetime", _ITEM.time_zone), date_time=each.at, class_name="quiet"),
        key=each.id,
    )


def _missing(module: Module) -> rx.Component:
    """Never was, or not within reach."""
    return rx.fragment(
        rx.el.h1(t(f"app.module.{module.key}"), class_name="sr-only", tab_index=-1),
        empty_state(
            t("items.missing.title"),
            t("items.missing.text"),
            link_button(t("items.missing.back"), href=f"/{module.key}"),
            symbol="search-x",
        ),
    )
