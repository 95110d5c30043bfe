"""« Modules »: which the workspace has, in which order, what newcomers begin with; and homes as others see them."""

from typing import Any

import reflex as rx

from comunik_kit.modules.arranging import ModuleLine, Setting
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.components import card, icon_button, page_head, skeleton_rows
from comunik_kit.web.home.styles import home_styles
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import frame
from comunik_kit.web.module.words import symbol_of
from comunik_kit.web.modules.preview import see_as_card, seen_home
from comunik_kit.web.modules.preview_state import HomePreviewState
from comunik_kit.web.modules.state import ModulesState
from comunik_kit.web.session import SessionState

_BOOK: Any = ModulesState.book
_HELD: Any = SessionState.permissions


def modules_page() -> rx.Component:
    """The page /settings/modules."""
    see = rx.cond(_HELD.contains(Permission.USERS_READ.value), see_as_card(), rx.fragment())
    settings = rx.fragment(
        page_head(t("arranging.title"), t("arranging.text")),
        rx.cond(ModulesState.loaded, rx.el.div(_modules(), see, class_name="arranging"), skeleton_rows(5)),
    )
    seen = rx.fragment(page_head(t("arranging.see.title")), seen_home())
    return frame(
        home_styles(),
        rx.el.link(rel="stylesheet", href="/css/modules.css", custom_attrs={"precedence": "default"}),
        rx.cond(HomePreviewState.shown, seen, settings),
        here="modules",
    )


def _modules() -> rx.Component:
    return card(
        rx.el.p(t("arranging.hint"), class_name="field-hint"),
        rx.el.ol(rx.foreach(_BOOK.modules, _module), class_name="arranged"),
        title=t("arranging.order"),
    )


def _module(line: rx.vars.ObjectVar[ModuleLine]) -> rx.Component:
    each: Any = line
    name = t((rx.Var.create("app.module.") + each.key).to(str))
    settings = {Setting.ON: each.is_on, Setting.NEWCOMERS: each.for_newcomers, Setting.FREE: each.is_free}
    return rx.el.li(
        rx.el.span(
            rx.el.span(symbol_of(each.key), class_name="tile-icon"),
            rx.el.strong(name),
            class_name="arranged-name",
        ),
        rx.el.div(
            *[_switch(each, name, setting, on) for setting, on in settings.items()],
            class_name="arranged-settings",
            role="group",
            aria_label=name,
        ),
        _moves(each, name),
        key=each.key,
    )


def _switch(each: Any, name: Any, setting: Setting, on: Any) -> rx.Component:
    wanted_of: Any = ModulesState.set_module
    words = t(f"arranging.setting.{setting.value}")
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=on,
            disabled=False if setting is Setting.ON else ~each.is_on,
            on_change=lambda wanted: wanted_of(each.key, setting.value, wanted),
            class_name="check",
            aria_label=t(f"arranging.setting.{setting.value}.of", module=name),
        ),
        rx.el.span(words),
        class_name="check-line",
    )


def _moves(each: Any, name: Any) -> rx.Component:
    return rx.el.div(
        *[
            icon_button(
                f"arrow-{way}",
                label=t(f"arranging.move.{way}", module=name),
                small=True,
                disabled=last,
                on_click=ModulesState.move_module(each.key, way == "up"),
            )
            for way, last in (("up", each.is_first), ("down", each.is_last))
        ],
        class_name="arranged-moves",
    )
