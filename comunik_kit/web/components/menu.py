"""A menu that opens from a button: Radix's primitive with our look. Keyboard and focus are its business."""

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field
from typing import Any

import reflex as rx

from comunik_kit.web.components.elements import Content, Flag, Text, icon, link, native_anchor

LIBRARY = "@radix-ui/react-dropdown-menu@2.2.1"


class LateMenu(rx.Component):
    """Shows its first child, a button, until that is pressed; then its second, the menu with the same button.

    `of` is whose menu it is: once that is somebody else, it is the button again.
    """

    library = "$/utils/kit/late_menu"
    tag = "LateMenu"

    of: rx.Var[str]


class _MenuPart(rx.Component):
    library = LIBRARY


class MenuRoot(_MenuPart):
    """Holds whether the menu is open."""

    tag = "Root"
    alias = "KitMenuRoot"

    modal: rx.Var[bool]
    on_open_change: rx.EventHandler[rx.event.passthrough_event_spec(bool)]


class MenuTrigger(_MenuPart):
    """The button that opens it."""

    tag = "Trigger"
    alias = "KitMenuTrigger"

    as_child: rx.Var[bool]


class MenuContent(_MenuPart):
    """The list itself."""

    tag = "Content"
    alias = "KitMenuContent"

    align: rx.Var[str]
    side: rx.Var[str]
    side_offset: rx.Var[int]
    collision_padding: rx.Var[int]


class MenuEntry(_MenuPart):
    """One thing to do."""

    tag = "Item"
    alias = "KitMenuItem"

    as_child: rx.Var[bool]
    disabled: rx.Var[bool]
    on_select: rx.EventHandler[rx.event.no_args_event_spec]


class MenuChoices(_MenuPart):
    """A group of entries of which one is chosen."""

    tag = "RadioGroup"
    alias = "KitMenuChoices"

    value: rx.Var[str]


class MenuChoice(_MenuPart):
    """One of them."""

    tag = "RadioItem"
    alias = "KitMenuChoice"

    value: rx.Var[str]
    on_select: rx.EventHandler[rx.event.no_args_event_spec]


class MenuTick(_MenuPart):
    """An entry that is ticked or not."""

    tag = "CheckboxItem"
    alias = "KitMenuTick"

    checked: rx.Var[bool]
    on_select: rx.EventHandler[rx.event.no_args_event_spec]


class MenuLine(_MenuPart):
    """A line between groups."""

    tag = "Separator"
    alias = "KitMenuLine"


class MenuTitle(_MenuPart):
    """Words that head a group."""

    tag = "Label"
    alias = "KitMenuTitle"


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry: words, and what it does (`on_select`, or a `href`, or attributes that a script reads)."""

    label: Text
    on_select: Any = None
    icon: str = ""
    href: Text = ""
    danger: bool = False
    disabled: Flag = False
    shown: Flag = True
    attrs: dict[str, str] = field(default_factory=dict)


MENU_LINE = MenuItem("—")


def menu(
    opener: rx.Component,
    items: Sequence[MenuItem | rx.Component],
    *,
    align: str = "end",
    side: str = "bottom",
    **events: Any,
) -> rx.Component:
    """A button and its menu; items are MenuItem, MENU_LINE, or components of one's own."""
    return late_menu(opener, opened_menu(opener, items, align=align, side=side, **events))


def late_menu(opener: rx.Component, opened: rx.Component, *, of: Text = "") -> rx.Component:
    """The button alone, until it is pressed; then `opened`.

    `of` says whose it is, where a row's elements may come to stand for somebody else: the menu closes then.
    """
    return LateMenu.create(_waiting(opener), opened, of=of)


def opened_menu(
    opener: rx.Component,
    items: Sequence[MenuItem | rx.Component],
    *,
    align: str = "end",
    side: str = "bottom",
    **events: Any,
) -> rx.Component:
    """The button and its menu as they are once it was pressed: what `late_menu` takes."""
    return MenuRoot.create(
        MenuTrigger.create(opener, as_child=True),
        # No portal: in its place in the page the list stays inside a landmark, and inside a dialog's trap of the focus.
        MenuContent.create(
            *[_entry(item) for item in items],
            align=align,
            side=side,
            side_offset=6,
            collision_padding=8,
            class_name="menu",
        ),
        modal=False,
        **events,
    )


def _waiting(opener: rx.Component) -> rx.Component:
    """The same button, saying by itself what Radix will say of it."""
    alone = copy(opener)
    alone.custom_attrs = {**opener.custom_attrs, "aria-haspopup": "menu", "aria-expanded": "false"}
    return alone


def menu_title(*content: Content) -> rx.Component:
    """Words that head a group of entries."""
    return MenuTitle.create(*content, class_name="menu-title")


def menu_entry(text: Text, *, icon_name: str = "", **props: Any) -> rx.Component:
    """One entry by itself, as rx.foreach needs it."""
    shown = [icon(icon_name)] if icon_name else []
    return MenuEntry.create(*shown, rx.el.span(text), class_name="menu-item", **props)


def menu_link(*content: Content, href: Text) -> rx.Component:
    """One entry that leads somewhere, by itself."""
    return MenuEntry.create(link(*content, href=href, class_name="menu-item"), as_child=True)


def menu_away(*content: Content, href: Text) -> rx.Component:
    """One entry that leads out of the app, by itself."""
    return MenuEntry.create(native_anchor(*content, href=href, class_name="menu-item"), as_child=True)


def menu_tick(text: Text, *, checked: Flag, on_select: Any) -> rx.Component:
    """An entry that is ticked or not."""
    mark = rx.el.span(rx.cond(checked, icon("check")), class_name="menu-mark")
    return MenuTick.create(
        rx.el.span(text), mark, checked=checked, on_select=on_select, class_name="menu-item"
    )


def menu_choices(
    title: Text, chosen: Text, choices: Sequence[tuple[str, Text, Mapping[str, Any]]]
) -> rx.Component:
    """A titled group of which one is chosen; each choice is (value, words, props such as on_select or custom_attrs)."""
    return rx.fragment(
        menu_title(title),
        MenuChoices.create(
            *[_choice(value, text, chosen, props) for value, text, props in choices], value=chosen
        ),
    )


def _choice(value: str, text: Text, chosen: Text, props: Mapping[str, Any]) -> rx.Component:
    mark = rx.el.span(rx.cond(chosen == value, icon("check")), class_name="menu-mark")
    return MenuChoice.create(rx.el.span(text), mark, value=value, class_name="menu-item", **props)


def _entry(item: MenuItem | rx.Component) -> rx.Component:
    if isinstance(item, rx.Component):
        return item
    if item is MENU_LINE:
        return MenuLine.create(class_name="menu-line")
    made = _link_entry(item) if isinstance(item.href, rx.Var) or item.href else _act_entry(item)
    return rx.cond(item.shown, made, rx.fragment()) if isinstance(item.shown, rx.Var) else made


def _act_entry(item: MenuItem) -> rx.Component:
    events = {} if item.on_select is None else {"on_select": item.on_select}
    return MenuEntry.create(
        *_words(item), disabled=item.disabled, class_name=_look(item), custom_attrs=item.attrs, **events
    )


def _link_entry(item: MenuItem) -> rx.Component:
    # The anchor is the entry itself, so that a middle click opens a tab as with any link.
    return MenuEntry.create(
        link(*_words(item), href=item.href, class_name=_look(item)), as_child=True, disabled=item.disabled
    )


def _words(item: MenuItem) -> list[rx.Component | Text]:
    return [icon(item.icon), rx.el.span(item.label)] if item.icon else [rx.el.span(item.label)]


def _look(item: MenuItem) -> str:
    return "menu-item menu-danger" if item.danger else "menu-item"
