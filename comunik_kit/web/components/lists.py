"""Lists: tabs with counts, a table that becomes cards on a phone, keyset pages."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, cast

import reflex as rx

from comunik_kit.web.components.elements import Content, Flag, Text, icon, link, native_anchor, said_only
from comunik_kit.web.i18n import number, t


@dataclass(frozen=True, slots=True)
class Tab:
    """One view of a list: words, whether it is the one shown, how many, where it leads, whether it is offered.

    With `more` there may be more than `count`.
    """

    label: Text
    active: Flag
    count: Any = None
    on_click: Any = None
    href: Text = ""
    shown: Flag = True
    more: Flag = False


@dataclass(frozen=True, slots=True)
class Head:
    """The head of a column: its words or links, its cells' kind, how the list is sorted by it, whether it is there."""

    content: rx.Component | Text
    kind: str = ""
    sort: Text = ""
    shown: Flag = True


def tabs(label: Text, *items: Tab) -> rx.Component:
    """Views of one list. They change the address, so they are navigation (`aria-current`), not ARIA tabs."""
    offered = [_tab(item) if item.shown is True else rx.cond(item.shown, _tab(item)) for item in items]
    return rx.el.nav(*offered, aria_label=label, class_name="tabs")


class LinkedRows(rx.Component):
    """The body of a table, which follows the links of its rows that say `data-inside`."""

    library = "$/utils/kit/linked_rows"
    tag = "LinkedRows"


def table(
    columns: Sequence[Text | tuple[Text, str] | Head], rows: rx.Component, *, label: Text, **props: Any
) -> rx.Component:
    """A real table; `rows` is a rx.foreach of `row`. On a phone each row is drawn as a card.

    A column is its words, (words, kind) with its cells' kind, or a `Head`; those of "acts", "foot" and "check" are only
    said.
    """
    heads = [_head(column) for column in columns]
    return rx.el.div(
        rx.el.table(
            rx.el.caption(label, class_name="sr-only"),
            rx.el.thead(rx.el.tr(*heads)),
            LinkedRows.create(rows),
            class_name="table",
            **props,
        ),
        class_name="table-box",
    )


def row(*cells: Content, **props: Any) -> rx.Component:
    """One line of a table, made of `cell`s."""
    return rx.el.tr(*cells, class_name="tr", **props)


def cell(*content: Content, label: Text = "", kind: str = "") -> rx.Component:
    """One cell; `label` names it on a phone's card.

    `kind`: "main" heads the card, "acts" sits in its corner, "foot" is an act in words and ends it, "wide" hides on
    tablets, "check" holds a check box.
    """
    attrs = {"data-label": label} if isinstance(label, rx.Var) or label else {}
    return rx.el.td(*content, class_name=f"td td-{kind}" if kind else "td", custom_attrs=attrs)


def person_cell(picture: rx.Component, name: Text, under: Text, href: Text = "") -> rx.Component:
    """Photo, name over a second line, in a row of a `table`; the name is a link when `href` is given."""
    linked = isinstance(href, rx.Var) or href
    shown = (
        native_anchor(name, href=href, class_name="person-name person-link", custom_attrs={"data-inside": ""})
        if linked
        else rx.el.span(name, class_name="person-name")
    )
    return rx.el.div(
        picture,
        rx.el.div(shown, rx.el.span(under, class_name="person-under"), class_name="person-words"),
        class_name="person",
    )


def pagination(
    *, range_text: Text, has_previous: Flag, has_next: Flag, on_previous: Any, on_next: Any
) -> rx.Component:
    """« Précédent / Suivant » and the range shown."""
    return rx.el.nav(
        rx.el.p(range_text, class_name="range", aria_live="polite"),
        rx.el.div(
            rx.el.button(
                icon("chevron-left"),
                t("app.previous"),
                type="button",
                disabled=_lacks(has_previous),
                on_click=on_previous,
                class_name="btn btn-secondary btn-small",
            ),
            rx.el.button(
                t("app.next"),
                icon("chevron-right"),
                type="button",
                disabled=_lacks(has_next),
                on_click=on_next,
                class_name="btn btn-secondary btn-small",
            ),
            class_name="pages-acts",
        ),
        class_name="pages",
        aria_label=t("app.pages"),
    )


def _lacks(flag: Flag) -> Flag:
    return ~flag if isinstance(flag, rx.Var) else not flag


def _head(column: Text | tuple[Text, str] | Head) -> rx.Component:
    head = (
        column if isinstance(column, Head) else Head(*column) if isinstance(column, tuple) else Head(column)
    )
    shown = said_only(cast("Text", head.content)) if head.kind in {"acts", "foot", "check"} else head.content
    attrs = {"aria-sort": head.sort} if isinstance(head.sort, rx.Var) else {}
    kind = f"th th-{head.kind}" if head.kind else "th"
    made = rx.el.th(shown, scope="col", class_name=kind, custom_attrs=attrs)
    return made if head.shown is True else rx.cond(head.shown, made, rx.fragment())


def _tab(item: Tab) -> rx.Component:
    more = [] if item.more is False else [rx.cond(item.more, "+", "")]
    count = [] if item.count is None else [rx.el.span(number(item.count), *more, class_name="tab-count")]
    props: dict[str, Any] = {
        "class_name": "tab",
        "custom_attrs": {"aria-current": rx.cond(item.active, "page", "false")},
    }
    if isinstance(item.href, rx.Var) or item.href:
        return link(item.label, *count, href=item.href, **props)
    return rx.el.button(item.label, *count, type="button", on_click=item.on_click, **props)
