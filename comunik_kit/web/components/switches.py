"""The two switches everybody finds everywhere: language and theme. Both act in the browser alone."""

from typing import Any

import reflex as rx
from reflex.style import color_mode, resolved_color_mode, set_color_mode

from comunik_kit.web.components.elements import icon
from comunik_kit.web.components.menu import menu_choices
from comunik_kit.web.i18n import t

_NAMES = {"fr": "Français", "en": "English"}
_MODES: tuple[Any, ...] = ("light", "dark", "system")


def language_switch(on_choose: Any = None) -> rx.Component:
    """Français / English. The page changes at once (data-lang); `on_choose(lang)` may keep it in the account."""
    return rx.el.div(
        *[_language(lang, on_choose) for lang in _NAMES],
        role="group",
        aria_label=t("app.language"),
        class_name="segmented",
    )


def theme_switch() -> rx.Component:
    """Light / dark, kept by the browser."""
    return rx.el.div(
        _theme("light", "sun"),
        _theme("dark", "moon"),
        role="group",
        aria_label=t("app.theme"),
        class_name="segmented",
    )


def theme_segments() -> rx.Component:
    """The theme switch in words, with the system's own, where there is room for them."""
    return rx.el.div(
        *[_worded_theme(mode) for mode in _MODES],
        role="group",
        aria_label=t("app.theme"),
        class_name="segmented",
    )


def language_choices(on_choose: Any = None) -> rx.Component:
    """The language switch as entries of a menu."""
    kept: dict[str, Any] = {
        lang: {} if on_choose is None else {"on_select": on_choose(lang)} for lang in _NAMES
    }
    choices = [
        (lang, name, {"custom_attrs": {"data-lang": lang, "lang": lang}, **kept[lang]})
        for lang, name in _NAMES.items()
    ]
    return menu_choices(t("app.language"), t("app.this_language"), choices)


def theme_choices() -> rx.Component:
    """The theme switch as entries of a menu, with the system's own among them."""
    choices = [(mode, t(f"app.theme.{mode}"), {"on_select": set_color_mode(mode)}) for mode in _MODES]
    return menu_choices(t("app.theme"), color_mode, choices)


def _language(lang: str, on_choose: Any) -> rx.Component:
    events = {} if on_choose is None else {"on_click": on_choose(lang)}
    return rx.el.button(
        _NAMES[lang],
        type="button",
        lang=lang,
        class_name="segment",
        **events,
        custom_attrs={"data-lang": lang, "aria-pressed": rx.cond(_reads(lang), "true", "false")},
    )


def _reads(lang: str) -> rx.Var[bool]:
    return t("app.this_language") == lang


def _theme(mode: Any, symbol: str) -> rx.Component:
    return rx.el.button(
        icon(symbol),
        type="button",
        aria_label=t(f"app.theme.{mode}"),
        title=t(f"app.theme.{mode}"),
        on_click=set_color_mode(mode),
        class_name="segment",
        custom_attrs={"aria-pressed": rx.cond(resolved_color_mode == mode, "true", "false")},
    )


def _worded_theme(mode: Any) -> rx.Component:
    return rx.el.button(
        t(f"app.theme.{mode}"),
        type="button",
        on_click=set_color_mode(mode),
        class_name="segment",
        custom_attrs={"aria-pressed": rx.cond(color_mode == mode, "true", "false")},
    )
