"""The few elements that Reflex does not offer as we need them: native forms, client links, icons."""

from typing import Any

import reflex as rx
from reflex_components_core.el.elements.base import BaseHTML
from reflex_components_core.react_router.dom import ReactRouterLink

Text = str | rx.Var[str]
Flag = bool | rx.Var[bool]
Content = rx.Component | rx.Var[Any] | str
"""What an element may hold; `rx.cond` and `rx.match` give Vars."""


class NativeForm(BaseHTML):
    """A form that the browser itself posts; Reflex's own form always prevents that."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    no_validate: Flag


class NativeAnchor(BaseHTML):
    """A link within the page; Reflex's own would make an address of the app of it."""

    tag = "a"

    href: rx.Var[str]


native_anchor = NativeAnchor.create


def native_form(*children: Content, action: Text, **props: Any) -> rx.Component:
    """A form posted by the browser to one of our routes, with or without script."""
    return NativeForm.create(*children, action=action, method="post", **props)


def link(*children: rx.Component | Text, href: Text, **props: Any) -> rx.Component:
    """A link inside the app: no reload."""
    return ReactRouterLink.create(*children, to=href, **props)


def icon(name: str, size: int = 16) -> rx.Component:
    """A static line icon, invisible to screen readers: the control around it carries the name.

    Its line is drawn by css/tokens.css: a style of its own would have the browser's styling library run for each icon.
    """
    return rx.icon(name, size=size, custom_attrs={"aria-hidden": "true", "focusable": "false"})


def dom_id(name: str) -> rx.Var[str]:
    """An id that is only the page's: Reflex would send a control under its literal id too, beside its name."""
    return rx.Var(_js_expr=f'"{name}"', _var_type=str)


def said_only(text: Text) -> rx.Component:
    """Words for those who listen."""
    return rx.el.span(text, class_name="sr-only")


def classes(*names: str | rx.Var[str] | None) -> Any:
    """Class names joined; Vars may be among them."""
    given = [name for name in names if name is not None and not (isinstance(name, str) and not name)]
    if all(isinstance(name, str) for name in given):
        return " ".join(map(str, given))
    return _joined(given)


def _joined(names: list[Any]) -> rx.Var[str]:
    text: Any = rx.Var.create("")
    for name in names:
        text = text + " " + name
    return text
