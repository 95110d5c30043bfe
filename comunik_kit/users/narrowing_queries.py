"""The statements of the narrowed list, each built once for its shape; `narrowing` chooses among them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    String,
    Text,
    UnaryExpression,
    bindparam,
    case,
    func,
    literal_column,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.sql.operators import custom_op
from sqlmodel import col

from comunik_kit.users import filters
from comunik_kit.users.filters import GROUPS, Shape
from comunik_kit.users.listing import MOST_COUNTED, ROWS
from comunik_kit.users.sorts import Key, Walk
from comunik_kit.users.tables import User

_NEAR = 2_000
"""How many people of an order are looked among before anybody is gathered."""


@dataclass(frozen=True, slots=True)
class Source:
    """Where people are gathered from: an index of words, the index of a column, or else the workspace.

    `most` of it are read, all of it when that is 0; up to `fits` who fit are gathered, or one more.
    """

    fits: int
    words: str = ""
    column: str = ""
    most: int = 0
    has_pairs: bool = False


@cache
def gathered(source: Source, shape: Shape, way: tuple[tuple[Walk, bool], ...]) -> Any:
    """Gather people, then cut the page out of them: `read` is how many of the source were met, `total` who fit."""
    key = getattr(User, way[0][0].sort.column)
    query, met = (
        select(col(User.id).label("id"), key.label("key")),
        _met(source, shape) if source.most else None,
    )
    query = query.limit(_most_fitting(source, met) + 1)
    if met is not None:
        query = query.where(col(User.id).in_(select(met.c.id)), *filters.terms(shape, column=_hiding()))
    else:
        query = query.where(*filters.terms(shape, column=_hiding(source.column) if source.column else None))
        query = query.where(*_pairs(source))
    few = query.cte("few").prefix_with("MATERIALIZED")
    total = select(func.count()).select_from(few).scalar_subquery()
    read = total if met is None else select(func.count()).select_from(met).scalar_subquery()
    page = _page_of(few, way)
    figures = select(read.label("read"), total.label("total")).subquery("figures")
    joined = select(figures.c.read, figures.c.total, page.c.id).select_from(figures.outerjoin(page, true()))
    return joined.order_by(page.c.part, page.c.number)


def _most_fitting(source: Source, met: Any) -> Any:
    """Gather all whom few enough rows of the words' index lead to; of more rows no more than are counted."""
    if met is None or source.fits <= MOST_COUNTED:
        return source.fits
    read = select(func.count()).select_from(met).scalar_subquery()
    return case((read <= source.most, source.fits), else_=MOST_COUNTED)


def _page_of(few: Any, way: tuple[tuple[Walk, bool], ...]) -> Any:
    """Cut the page out of the few: the ways one after the other, numbered, so that their order is said."""
    parts = []
    for part, (walk, from_place) in enumerate(way):
        query = walk.along(select(few.c.id, few.c.key), few.c.key, few.c.id, from_place=from_place)
        near = query.limit(bindparam("limit")).subquery()
        order = near.c.key.desc() if walk.downwards else near.c.key
        then = near.c.id.desc() if walk.downwards else near.c.id
        number = func.row_number().over(order_by=(order, then))
        parts.append(select(near.c.id, literal_column(str(part)).label("part"), number.label("number")))
    return union_all(*parts).subquery("page")


def _met(source: Source, shape: Shape) -> Any:
    """Meet the first of an index of words, or of a column."""
    if source.words:
        sql = f"""SELECT r.user_id AS id FROM {source.words} f CROSS JOIN user_search_rows r ON r.id = f.rowid
            WHERE f.{source.words} MATCH :fragments LIMIT {source.most + 1}"""  # noqa: S608  - made of our own words
        met: Any = text(sql).columns(id=String())
    else:
        alone = filters.terms(shape.only(source.column), column=_hiding(source.column))
        met = select(col(User.id)).where(*alone).limit(source.most + 1)
    return met.cte("met").prefix_with("MATERIALIZED")


def _pairs(source: Source) -> list[Any]:
    if not source.has_pairs:
        return []
    given = bindparam("pairs", type_=ARRAY(Text))
    return [func.letter_pairs(col(User.search_text), type_=ARRAY(Text)).op("@>")(given)]


@cache
def near(shape: Shape, walk: Walk, *, from_place: bool, is_sqlite: bool) -> Any:
    """Look among the next people of an order, and no further."""
    key, ends = getattr(User, walk.sort.column), select(col(User.id))
    everybody = ends.where(
        *filters.terms(shape.only(""), column=_hiding("workspace_id") if is_sqlite else None)
    ).limit(_NEAR)
    near = walk.along(everybody, key, col(User.id), from_place=from_place).cte("near")
    near = near.prefix_with("MATERIALIZED")
    fitting = ends.where(
        col(User.id).in_(select(near.c.id)), *filters.terms(shape, column=_hiding() if is_sqlite else None)
    )
    return walk.along(fitting.limit(bindparam("limit")), key, col(User.id), from_place=False)


@cache
def walked(shape: Shape, walk: Walk, *, from_place: bool, is_sqlite: bool) -> Any:
    """Walk along an order until enough are met."""
    column = (
        _hiding(_ordered_by_name(shape) if walk.sort.key is Key.NAME else "workspace_id")
        if is_sqlite
        else None
    )
    query = ROWS.where(*filters.terms(shape, column=column)).limit(bindparam("limit"))
    return walk.along(query, getattr(User, walk.sort.column), col(User.id), from_place=from_place)


def _ordered_by_name(shape: Shape) -> str:
    """Name the column whose index has those who are asked for in the order of names."""
    for group, count, nobody in shape.groups:
        if count + nobody == 1:
            return GROUPS[group]
    return "status" if shape.in_tab and not shape.groups else "workspace_id"


def _hiding(but: str = "") -> Callable[[str], Any]:
    """Give columns so that SQLite reads none of their indexes, except one's."""

    def column(name: str) -> Any:
        plain = getattr(User, name)
        if but and name in {but, "workspace_id"}:
            return plain
        return UnaryExpression(plain, operator=custom_op("+"), type_=plain.type)

    return column
