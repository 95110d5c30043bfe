"""Buttons: one look, four weights, always a verb or a name."""

from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

import reflex as rx

from comunik_kit.web.components.elements import Content, Flag, Text, classes, icon, link, native_anchor
from comunik_kit.web.components.menu import MenuItem, menu

Weight = Literal["primary", "secondary", "ghost", "danger"]


def button(
    *content: Content,
    weight: Weight = "secondary",
    leading: str = "",
    small: bool = False,
    busy: Flag = False,
    **props: Any,
) -> rx.Component:
    """A button; `leading` is an icon name, `busy` shows a turning ring and refuses further clicks."""
    return rx.el.button(
        *_content(content, leading),
        type=props.pop("type", "button"),
        disabled=_either(props.pop("disabled", False), busy),
        class_name=classes("btn", f"btn-{weight}", "btn-small" if small else "", props.pop("class_name", "")),
        custom_attrs={"aria-busy": _spoken(busy), **props.pop("custom_attrs", {})},
        **props,
    )


def link_button(
    *content: Content,
    href: Text,
    weight: Weight = "secondary",
    leading: str = "",
    reload: bool = False,
    **props: Any,
) -> rx.Component:
    """A link that looks like a button; `reload` for pages outside the app (doors, files)."""
    make = native_anchor if reload else link
    return make(*_content(content, leading), href=href, class_name=f"btn btn-{weight}", **props)


def icon_button(name: str, *, label: Text, small: bool = False, **props: Any) -> rx.Component:
    """A button that is only an icon; `label` is its name for screen readers and its tooltip."""
    return rx.el.button(
        icon(name),
        type="button",
        aria_label=label,
        title=props.pop("title", label),
        class_name=classes(
            "btn btn-ghost btn-icon", "btn-small" if small else "", props.pop("class_name", "")
        ),
        **props,
    )


def dots_button(label: Text) -> rx.Component:
    """Three dots, drawn by css/controls.css: a list has one in each row, and an icon is five elements."""
    look = "btn btn-ghost btn-icon btn-small btn-dots"
    return rx.el.button(type="button", aria_label=label, title=label, class_name=look)


def split_button(
    label: Text,
    items: list[tuple[Text, str]],
    *,
    act: str,
    form: str,
    menu_label: Text,
    disabled: Flag = False,
    busy: Flag = False,
) -> rx.Component:
    """« Créer ▾ »: the button sends the form with `act`; each (label, act) of the menu sends it with its own.

    The form needs a hidden input named `act`; assets/js/kit.js fills it before the form's submit event.
    """
    opener = rx.el.button(
        icon("chevron-down"),
        type="button",
        aria_label=menu_label,
        disabled=disabled,
        class_name="btn btn-primary btn-icon split-opener",
    )
    entries = [MenuItem(text, attrs={"data-act": name, "data-form": form}) for text, name in items]
    return rx.el.div(
        button(
            label,
            weight="primary",
            type="submit",
            form=form,
            disabled=disabled,
            busy=busy,
            class_name="split-main",
            custom_attrs={"data-act": act, "data-form": form},
        ),
        menu(opener, entries, align="end"),
        class_name="split",
    )


def segmented(label: Text, choices: list[tuple[Text, Flag, dict[str, Any]]]) -> rx.Component:
    """A few exclusive choices in a row; each is (words, is it chosen, props such as on_click)."""
    return rx.el.div(
        *[
            rx.el.button(
                text,
                type="button",
                class_name="segment",
                custom_attrs={"aria-pressed": _spoken(chosen), **props.pop("custom_attrs", {})},
                **props,
            )
            for text, chosen, props in ((text, chosen, dict(props)) for text, chosen, props in choices)
        ],
        role="group",
        aria_label=label,
        class_name="segmented",
    )


class SegmentLink(NamedTuple):
    """One of a few addresses in a row, and whether it is the one that is open."""

    words: Text
    href: Text
    is_here: Flag


def segmented_links(label: Text, links: Iterable[SegmentLink], class_name: str = "segmented") -> rx.Component:
    """A few exclusive choices in a row that stand in the address, so that a bookmark keeps them."""
    shown = [
        link(
            each.words,
            href=each.href,
            class_name="segment",
            custom_attrs={"aria-current": _spoken(each.is_here)},
        )
        for each in links
    ]
    return rx.el.nav(*shown, aria_label=label, class_name=class_name)


def _content(content: tuple[rx.Component | Text, ...], leading: str) -> list[rx.Component | Text]:
    return [icon(leading), *content] if leading else list(content)


def _either(one: Flag, other: Flag) -> Flag:
    if isinstance(one, rx.Var):
        return one | other
    return other | one if isinstance(other, rx.Var) else one or other


def _is_var(flag: Flag) -> bool:
    return isinstance(flag, rx.Var)


def _spoken(flag: Flag) -> Any:
    return rx.cond(flag, "true", "false") if _is_var(flag) else str(flag).lower()
