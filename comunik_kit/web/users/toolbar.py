"""Above the list: the search, the chips of what is asked for, and the menus that ask for more, sort, and save."""

from typing import Any

import reflex as rx

from comunik_kit.users.addresses import COLUMNS
from comunik_kit.users.filters import NOBODY, HasFactor, LastSeen
from comunik_kit.web.components import (
    MENU_LINE,
    MenuItem,
    button,
    icon,
    menu,
    menu_choices,
    menu_entry,
    menu_link,
    menu_tick,
    menu_title,
    search_field,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.layout import role_label
from comunik_kit.web.narrowing import chips, keep_in_address
from comunik_kit.web.users.asking import ADDRESS
from comunik_kit.web.users.offers_state import OffersState
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.views_state import ViewsState

# Their vars stand here for what they will be in the browser.
_LIST: Any = UsersState
_ASKED: Any = UsersState.asked
_OFFERS: Any = OffersState.offers
_VIEWS: Any = ViewsState.views
SORTS = ("name", "-name", "email", "-email", "-seen", "seen", "-created", "created")
NAMED = {"department": "departments", "company": "companies", "tier": "tiers", "inviter": "inviters"}
MAY_LACK = ("department", "company", "inviter")


def search() -> rx.Component:
    """The field that searches while one types; a newer search ends the older one."""
    return search_field(
        t("users.search"),
        id="users-search",
        default_value=_LIST.search,
        key=_LIST.visit,
        disabled=~_LIST.loaded,  # the list that comes draws it anew: what had been typed before would be lost
        on_change=keep_in_address(_LIST.look_for),
        max_length=100,
    )


def tools() -> rx.Component:
    """Chips and « Ajouter un filtre » at the left, « Affichage » and « Vues » at the right."""
    return rx.el.section(
        rx.el.div(chips(_ASKED, nothing=ADDRESS), _filter_menu(), class_name="list-filters"),
        rx.el.div(_display_menu(), _views_menu(), class_name="list-menus"),
        aria_label=t("users.filters"),
        class_name="list-tools",
    )


def _filter_menu() -> rx.Component:
    opener = button(t("users.filters.add"), leading="list-filter", small=True)
    seen = [_value("seen", each.value, t(f"users.filter.seen.{each.value}")) for each in LastSeen]
    roles = rx.foreach(_OFFERS.roles, lambda role: _value("role", role.id, role_label(role.key, role.name)))
    groups = [part for group in NAMED for part in _group(group)]
    factor = [_value("2fa", each.value, t(f"users.filter.factor.{each.value}")) for each in HasFactor]
    entries = [
        menu_title(t("users.filter.role")),
        roles,
        *groups,
        menu_title(t("users.filter.factor")),
        *factor,
        menu_title(t("users.filter.seen")),
        *seen,
    ]
    return rx.el.div(
        menu(opener, entries, align="start", on_open_change=OffersState.offer), class_name="long-menu"
    )


def _group(group: str) -> list[rx.Component]:
    choices = getattr(_OFFERS, NAMED[group])
    shown: list[rx.Component] = [
        menu_title(t(f"users.filter.{group}")),
        rx.foreach(choices, lambda each: _value(group, each.id, each.name)),
    ]
    nobody = [_value(group, NOBODY, t(f"users.filter.{group}.none"))] if group in MAY_LACK else []
    return [rx.cond(choices.length() > 0, rx.fragment(*shown, *nobody), rx.fragment())]


def _value(group: str, value: Any, text: rx.Var[str]) -> rx.Component:
    return menu_entry(text, on_select=UsersState.narrow(group, value))


def _display_menu() -> rx.Component:
    sorts = [(word, t(f"users.sort.{word}"), {"on_select": UsersState.sort_by(word)}) for word in SORTS]
    ticks = [
        menu_tick(
            t(f"users.column.{name}"),
            checked=_ASKED.columns.contains(name),
            on_select=UsersState.toggle_column(name),
        )
        for name in COLUMNS
    ]
    opener = button(t("users.display"), leading="sliders-horizontal", small=True)
    return rx.el.div(
        menu(
            opener,
            [
                menu_choices(t("users.sort"), _ASKED.sort, sorts),
                MENU_LINE,
                menu_title(t("users.columns")),
                *ticks,
            ],
        ),
        class_name="long-menu",
    )


def _views_menu() -> rx.Component:
    listed = rx.cond(
        _VIEWS.length() > 0,
        rx.fragment(rx.foreach(_VIEWS, _view)),
        rx.el.p(t("users.views.none"), class_name="menu-note"),
    )
    items: list[MenuItem | rx.Component] = [
        menu_title(t("users.views")),
        listed,
        MENU_LINE,
        MenuItem(t("users.views.save"), icon="bookmark-plus", on_select=ViewsState.ask_to_save),
        MenuItem(
            t("users.views.arrange"),
            icon="pencil",
            on_select=ViewsState.ask_to_arrange,
            shown=_VIEWS.length() > 0,
        ),
    ]
    opener = button(t("users.views"), leading="bookmark", small=True)
    return rx.el.div(menu(opener, items, on_open_change=ViewsState.offer_views), class_name="long-menu")


def _view(view: Any) -> rx.Component:
    owner = rx.el.span(t("users.views.by", name=view.owner), class_name="quiet")
    whose = rx.cond(view.owner, owner, rx.fragment())
    shared = rx.cond(view.shared, icon("users"), icon("bookmark"))
    address = (rx.Var.create(f"{ADDRESS}?") + view.query).to(str)
    return menu_link(shared, rx.el.span(view.name, class_name="one-line"), whose, href=address)
