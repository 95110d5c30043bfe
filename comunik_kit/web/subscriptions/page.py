"""« Abonnements »: what each costs and comprises, how many seats it has, and who takes them."""

from typing import Any

import reflex as rx

from comunik_kit.subscriptions.views import TierLine
from comunik_kit.web.components import (
    badge,
    button,
    icon_button,
    link,
    page_head,
    skeleton_rows,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.subscriptions.editing_state import TierEditingState
from comunik_kit.web.subscriptions.removal import tier_removal_dialog
from comunik_kit.web.subscriptions.removal_state import TierRemovalState
from comunik_kit.web.subscriptions.sheet import tier_sheet
from comunik_kit.web.subscriptions.state import TiersState
from comunik_kit.web.subscriptions.words import module_words
from comunik_kit.web.users.styles import people_styles

_BOOK: Any = TiersState.book


def subscriptions_page() -> rx.Component:
    """The page /settings/tiers."""
    create = button(
        t("subscriptions.create"),
        weight="primary",
        leading="plus",
        on_click=TierEditingState.ask_new_tier,
    )
    return frame(
        people_styles(),
        *[_style(name) for name in ("roles", "subscriptions")],
        page_head(t("subscriptions.title"), t("subscriptions.text"), create),
        rx.el.p(t("subscriptions.seats.rule"), class_name="field-hint seats-rule"),
        rx.cond(TiersState.loaded, _tiers(), skeleton_rows(4)),
        tier_sheet(),
        tier_removal_dialog(),
        here="subscriptions",
    )


def _style(name: str) -> rx.Component:
    return rx.el.link(rel="stylesheet", href=f"/css/{name}.css", custom_attrs={"precedence": "default"})


def _tiers() -> rx.Component:
    return rx.el.ul(rx.foreach(_BOOK.tiers, _tier), class_name="tiers")


def _tier(tier: rx.vars.ObjectVar[TierLine]) -> rx.Component:
    each: Any = tier
    head = rx.el.div(
        rx.el.div(
            rx.el.h2(each.name, class_name="card-title"),
            rx.cond(each.is_default, badge(t("subscriptions.default"), "info"), rx.fragment()),
            rx.cond(each.price, rx.el.span(each.price, class_name="quiet"), rx.fragment()),
            class_name="tier-name",
        ),
        _acts(each),
        class_name="tier-head",
    )
    return rx.el.li(head, _meter(each), _modules(each), class_name="card tier", key=each.id)


def _meter(each: Any) -> rx.Component:
    """Who takes the seats, as a bar for the eye, and the same in words for everybody."""
    parts = {"active": each.active_share, "invited": each.invited_share, "others": each.others_share}
    bar = rx.el.div(
        *[
            rx.el.span(class_name=f"seats-{name}", style={"width": share.to_string() + "%"})
            for name, share in parts.items()
        ],
        class_name="seats-bar",
        aria_hidden="true",
    )
    left = rx.cond(each.left > 0, t("subscriptions.left", count=each.left), t("subscriptions.full"))
    limited = rx.fragment(
        bar,
        rx.el.p(
            rx.el.strong(t("subscriptions.meter.of", taken=each.taken, count=each.seats)),
            " · ",
            left,
            class_name="seats-sum",
        ),
    )
    free = rx.el.p(rx.el.strong(t("subscriptions.meter.unlimited", count=each.taken)), class_name="seats-sum")
    counts = [_count(name, getattr(each, name)) for name in parts]
    return rx.el.div(
        rx.cond(each.seats < 0, free, limited), rx.el.p(*counts, class_name="seats-parts"), class_name="seats"
    )


def _count(name: str, people: Any) -> rx.Component:
    return rx.el.span(
        rx.el.span(class_name=f"seats-key seats-{name}", aria_hidden="true"),
        t(f"subscriptions.meter.{name}", count=people),
        class_name="seats-part",
    )


def _modules(each: Any) -> rx.Component:
    some = rx.foreach(each.modules, lambda key: badge(module_words(key)))
    none = rx.el.span(t("subscriptions.no_module"), class_name="quiet")
    people = link(
        t("subscriptions.people", count=each.taken), href="/users?tier=" + each.id, class_name="text-link"
    )
    return rx.el.div(
        rx.el.div(rx.cond(each.modules.length() > 0, some, none), class_name="tier-modules"),
        rx.cond(each.taken > 0, people, rx.fragment()),
        class_name="tier-foot",
    )


def _acts(each: Any) -> rx.Component:
    moves = [
        icon_button(
            f"arrow-{way}",
            label=t(f"subscriptions.move.{way}", name=each.name),
            small=True,
            disabled=last,
            on_click=TiersState.move_tier(each.id, way == "up"),
        )
        for way, last in (("up", each.is_first), ("down", each.is_last))
    ]
    others = rx.fragment(
        icon_button(
            "star",
            label=t("subscriptions.make_default", name=each.name),
            small=True,
            on_click=TiersState.make_default(each.id),
        ),
        icon_button(
            "trash-2",
            label=t("subscriptions.delete_of", name=each.name),
            small=True,
            on_click=TierRemovalState.ask_tier_removal(each.id),
        ),
    )
    change = icon_button(
        "pencil",
        label=t("subscriptions.change_of", name=each.name),
        small=True,
        on_click=TierEditingState.ask_tier_change(each.id),
    )
    return rx.el.div(*moves, change, rx.cond(each.is_default, rx.fragment(), others), class_name="role-acts")
