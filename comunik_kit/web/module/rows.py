"""The table of a module: the columns that its definition names."""

from collections.abc import Callable
from typing import Any

import reflex as rx

from comunik_kit.modules.definition import ANY_COLUMN, Module
from comunik_kit.modules.item_views import Line
from comunik_kit.modules.telling import shape_of
from comunik_kit.web.components import badge, cell, link, row, table
from comunik_kit.web.i18n import t, when
from comunik_kit.web.module.state import ModuleState
from comunik_kit.web.module.words import money, status

_PAGE: Any = ModuleState.page
_NARROW_HIDES = frozenset({"department", "tags"})


def rows(module: Module) -> rx.Component:
    """One page of the list."""
    heads: list[Any] = [(column_words(name), _kind(name)) for name in module.columns]
    return table(
        heads,
        rx.foreach(_PAGE.rows, lambda line: _line(module, line)),
        label=t(f"app.module.{module.key}"),
    )


def column_words(name: str) -> rx.Var[str]:
    """The words of a column: those of every module, or of a detail of this one."""
    return t(f"modules.column.{name}") if name in ANY_COLUMN else t(f"modules.detail.{name}")


def _kind(name: str) -> str:
    return "main" if name == "what" else "wide" if name in _NARROW_HIDES else ""


def _line(module: Module, given: rx.vars.ObjectVar[Line]) -> rx.Component:
    line: Any = given
    cells = [
        cell(_shown(module, name, line), label="" if name == "what" else column_words(name), kind=_kind(name))
        for name in module.columns
    ]
    return row(*cells, key=line.id)


def _shown(module: Module, name: str, line: Any) -> rx.Component:
    draw: Callable[[Module, Any], rx.Component] | None = _DRAWN.get(name)
    return draw(module, line) if draw else detail_value(module, name, line.told[name], line.told["currency"])


def detail_value(module: Module, name: str, value: Any, unit: Any) -> rx.Component:
    """A detail as what it is; a dash for none."""
    shape = shape_of(module.details[name])
    said: Any = value
    if shape == "choice":
        said = t((rx.Var.create(f"modules.choice.{name}.") + value).to(str))
    elif shape == "amount":
        said = money(value, unit)
    return rx.cond(value, rx.el.span(said, class_name=f"one-line item-{shape}"), _dash())


def _dash() -> rx.Component:
    return rx.el.span("–", class_name="quiet")


def _what(module: Module, line: Any) -> rx.Component:
    """The title, which opens it; below it the customer, where there is another and no column for it."""
    title = link(line.title, href=f"/{module.key}/" + line.id, class_name="item-title")
    if "customer" in module.columns:
        return title
    under = rx.cond(
        line.customer & (line.customer != line.title),
        rx.el.span(line.customer, class_name="person-under"),
    )
    return rx.el.div(title, under, class_name="person-words")


def _tags(_module: Module, line: Any) -> rx.Component:
    return rx.el.span(rx.foreach(line.tags, _badge), class_name="item-tags")


def _badge(tag: Any) -> rx.Component:
    return badge(tag)


def _owner(_module: Module, line: Any) -> rx.Component:
    nobody = rx.el.span(rx.cond(line.department, line.department, t("items.nobody")), class_name="quiet")
    own = rx.cond(line.is_mine, rx.el.strong(t("items.you")), line.owner)
    return rx.cond(line.owner, rx.el.span(own, title=line.owner, class_name="one-line"), nobody)


_DRAWN: dict[str, Callable[[Module, Any], rx.Component]] = {
    "what": _what,
    "kind": lambda module, line: rx.el.span(
        t((rx.Var.create(f"modules.kind.{module.key}.") + line.kind).to(str)), class_name="one-line"
    ),
    "status": lambda module, line: rx.cond(line.status, status(module.key, line.status), _dash()),
    "customer": lambda _, line: rx.cond(
        line.customer, rx.el.span(line.customer, class_name="one-line"), _dash()
    ),
    "owner": _owner,
    "department": lambda _, line: rx.el.span(line.department, class_name="one-line"),
    "tags": _tags,
    "when": lambda _, line: rx.el.time(
        when(line.at, "datetime", _PAGE.time_zone), date_time=line.at, class_name="item-when"
    ),
}
