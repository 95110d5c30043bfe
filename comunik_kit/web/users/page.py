"""« Utilisateurs »: tabs, search, the table, pages, and the drawer that adds somebody."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.web.bulk.bar import bulk_bar
from comunik_kit.web.bulk.dialog import bulk_dialog
from comunik_kit.web.bulk.progress import bulk_panel, bulk_styles
from comunik_kit.web.components import (
    Tab,
    button,
    callout,
    empty_state,
    link,
    link_button,
    page_head,
    pagination,
    search_field,
    skeleton_rows,
    tabs,
)
from comunik_kit.web.i18n import t
from comunik_kit.web.invitations.sent import invitations
from comunik_kit.web.invitations.state import InvitationsState
from comunik_kit.web.layout import frame
from comunik_kit.web.new_colleague.drawer import new_colleague
from comunik_kit.web.new_colleague.state import NewColleagueState
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.arguments import INVITED
from comunik_kit.web.users.people import people
from comunik_kit.web.users.row_menu import questions
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.styles import people_styles

# Their vars stand here for what they will be in the browser.
_SESSION: Any = SessionState
_LIST: Any = UsersState
_MAY_CREATE = _SESSION.permissions.contains(Permission.USERS_CREATE.value)
_MAY_DELETE = _SESSION.permissions.contains(Permission.USERS_DELETE.value)
_ON_INVITED = _LIST.tab == INVITED


def users_page() -> rx.Component:
    """The page /users."""
    return frame(
        people_styles(),
        bulk_styles(),
        page_head(t("users.title"), t("users.count", count=_LIST.counts.all), action=_create()),
        rx.cond(_LIST.loaded & ~_LIST.domain_ready, _no_domain(), rx.fragment()),
        bulk_panel(),
        rx.el.div(_tabs(), _search(), class_name="people-bar"),
        _bulk_bar(),
        rx.cond(_LIST.loaded, rx.cond(_ON_INVITED, _invitations(), _people()), skeleton_rows()),
        new_colleague(),
        questions(),
        bulk_dialog(),
        here="users",
    )


def _bulk_bar() -> rx.Component:
    """The bar of the list that is shown."""
    people: Any = _LIST.page
    invited: Any = InvitationsState.page
    some = rx.cond(_ON_INVITED, _ids(invited.rows, "user_id"), _ids(people.rows, "id"))
    total = rx.cond(_ON_INVITED, invited.total, people.total)
    return bulk_bar(some, total, ~_ON_INVITED & people.capped)


def _ids(rows: Any, name: str) -> rx.Var[list[str]]:
    return rx.Var(f"{rows!s}.map((row) => row.{name})", _var_data=rows._get_all_var_data()).to(list[str])


def _create() -> rx.Component:
    """« Créer », for those who may; without a domain it is there, and refuses."""
    act = button(
        t("users.create"),
        weight="primary",
        leading="plus",
        on_click=NewColleagueState.open_drawer,
        disabled=~_LIST.domain_ready,
    )
    return rx.cond(_MAY_CREATE, act, rx.fragment())


def _no_domain() -> rx.Component:
    """The red warning: nobody can be added before the workspace has a domain."""
    return callout(
        t("users.no_domain.title"),
        t("users.no_domain.text"),
        link_button(t("users.no_domain.act"), href="/settings/white-label"),
        tone="danger",
    )


def _tabs() -> rx.Component:
    counts: Any = _LIST.counts
    shown = {
        "all": counts.all,
        "active": counts.active,
        "invited": counts.invited,
        "not_invited": counts.not_invited,
    }
    return tabs(
        t("users.tabs"),
        *[
            Tab(t(f"users.tab.{tab}"), _LIST.tab == tab, count, href=_address(tab))
            for tab, count in shown.items()
        ],
        Tab(t("lifecycle.deleted"), active=False, href="/users/deleted", shown=_MAY_DELETE),
    )


def _address(tab: str) -> rx.Var[str]:
    """The address of a tab with the present search, so that a link reopens the same list."""
    return _address_of(tab, _LIST.search)


def _address_of(tab: str | rx.Var[str], search: Any) -> rx.Var[str]:
    shown = rx.Var.create(tab)
    query = f"new URLSearchParams({{tab: {shown!s}, ...({search!s} ? {{q: {search!s}}} : {{}})}})"
    data = rx.vars.VarData.merge(shown._get_all_var_data(), search._get_all_var_data())
    return rx.Var(f"('/users?' + {query})", _var_data=data).to(str)


def _search() -> rx.Component:
    return search_field(
        t("users.search"),
        id="users-search",
        default_value=_LIST.search,
        key=_LIST.visit,
        on_change=_typed,
        max_length=120,
    )


def _typed(text: rx.Var[str]) -> list[Any]:
    """Search while typing, and keep the address in step without a navigation."""
    address = _address_of(_LIST.tab, text)
    replaced = f"() => window.history.replaceState(window.history.state, '', {address!s})"
    keep = rx.Var(replaced, _var_data=address._get_all_var_data())
    return [_LIST.look_for(text), rx.call_function(keep)]


def _people() -> rx.Component:
    page: Any = _LIST.page
    last = page.first + page.rows.length() - 1
    total = rx.cond(page.capped, t("users.more_than", count=page.total), t("users.total", count=page.total))
    pages = pagination(
        range_text=t("users.range", first=page.first, last=last, total=total),
        has_previous=page.before != "",
        has_next=page.after != "",
        on_previous=_LIST.turn_back,
        on_next=_LIST.turn_on,
    )
    return rx.cond(page.rows.length() > 0, rx.el.div(people(), pages, class_name="people-table"), _nobody())


def _invitations() -> rx.Component:
    page: Any = InvitationsState.page
    pages = pagination(
        range_text=t("invitations.total", count=page.total),
        has_previous=page.before != "",
        has_next=page.after != "",
        on_previous=InvitationsState.turn_back,
        on_next=InvitationsState.turn_on,
    )
    shown = rx.el.div(invitations(), pages, class_name="people-table")
    archive = link(t("archive.open"), href="/invitations", class_name="text-link")
    return rx.fragment(rx.cond(page.rows.length() > 0, shown, _nobody()), rx.el.p(archive))


def _nobody() -> rx.Component:
    """Nothing to list: either nothing matches, or nothing is there yet."""
    nothing = empty_state(
        t("users.no_match.title"),
        t("users.no_match.text", search=_LIST.search),
        link_button(t("users.no_match.act"), href="/users"),
        symbol="search-x",
    )
    key = rx.Var.create("users.empty.") + _LIST.tab
    empty = empty_state(t((key + ".title").to(str)), t((key + ".text").to(str)), symbol="users")
    return rx.cond(_LIST.search, nothing, empty)
