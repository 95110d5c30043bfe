"""« Utilisateurs »: tabs, search, the table, pages, and the drawer that adds somebody."""

from typing import Any

import reflex as rx

from comunik_kit.roles.permissions import Permission
from comunik_kit.users.filters import TABS
from comunik_kit.web.bulk.bar import bulk_bar
from comunik_kit.web.bulk.dialog import bulk_dialog
from comunik_kit.web.bulk.progress import bulk_panel, bulk_styles
from comunik_kit.web.components import (
    Tab,
    button,
    empty_state,
    first_drawing,
    link,
    link_button,
    page_head,
    pagination,
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
from comunik_kit.web.users.exporting import export_menu, export_progress
from comunik_kit.web.users.no_domain import no_domain
from comunik_kit.web.users.people import people
from comunik_kit.web.users.row_menu import questions
from comunik_kit.web.users.state import UsersState
from comunik_kit.web.users.styles import people_styles
from comunik_kit.web.users.toolbar import search, tools
from comunik_kit.web.users.views_dialogs import views_dialogs

# Their vars stand here for what they will be in the browser.
_SESSION: Any = SessionState
_LIST: Any = UsersState
_OF_PEOPLE: Any = _LIST.asked.of_people
_MAY_CREATE = _SESSION.permissions.contains(Permission.USERS_CREATE.value)
_MAY_DELETE = _SESSION.permissions.contains(Permission.USERS_DELETE.value)


def users_page() -> rx.Component:
    """The page /users."""
    return frame(
        people_styles(),
        bulk_styles(),
        page_head(t("users.title"), _of_whom(), action=_acts()),
        export_progress(),
        rx.cond(_LIST.loaded & ~_LIST.domain_ready, no_domain(), rx.fragment()),
        bulk_panel(),
        rx.el.div(_tabs(), search(), class_name="people-bar"),
        tools(),
        _bulk_bar(),
        rx.cond(_LIST.loaded, rx.cond(_OF_PEOPLE, _people(), _invitations()), _waiting()),
        new_colleague(),
        questions(),
        views_dialogs(),
        bulk_dialog(),
        here="users",
        needs=Permission.USERS_READ,
    )


def _of_whom() -> rx.Var[str]:
    """How many people there are: a line without words until somebody has counted."""
    return rx.cond(_LIST.loaded, t("users.count", count=_LIST.counts.all), "").to(str)


def _waiting() -> rx.Component:
    return rx.fragment(first_drawing("people"), skeleton_rows())


def _acts() -> rx.Component:
    return rx.fragment(export_menu(), _create())


def _bulk_bar() -> rx.Component:
    """The bar of the list that is shown."""
    people: Any = _LIST.page
    invited: Any = InvitationsState.page
    some = rx.cond(_OF_PEOPLE, _ids(people.rows, "id"), _ids(invited.rows, "user_id"))
    total = rx.cond(_OF_PEOPLE, people.total, invited.total)
    return bulk_bar(some, total, _OF_PEOPLE & people.capped)


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
    bring = link_button(t("users.import"), href="/users/import", leading="upload")
    return rx.cond(_MAY_CREATE, rx.el.div(bring, act, class_name="page-acts"), rx.fragment())


def _tabs() -> rx.Component:
    counts: Any = _LIST.counts
    return tabs(
        t("users.tabs"),
        *[
            Tab(t(f"users.tab.{tab}"), _LIST.tab == tab, _counted(getattr(counts, tab)), href=_address(tab))
            for tab in TABS
        ],
        Tab(t("lifecycle.deleted"), active=False, href="/users/deleted", shown=_MAY_DELETE),
    )


def _counted(count: Any) -> Any:
    return rx.cond(_LIST.loaded, count, None)


def _address(tab: str) -> rx.Var[str]:
    """The address of a tab with whatever else is asked for, so that a link reopens the same list."""
    return (rx.Var.create("/users?") + _LIST.asked.untabbed + f"tab={tab}").to(str)


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
    return rx.cond(
        page.rows.length() > 0, rx.el.div(people(), pages, class_name="people-table users-table"), _nobody()
    )


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
        rx.cond(_LIST.search, t("users.no_match.text", search=_LIST.search), t("users.no_match.narrowed")).to(
            str
        ),
        link_button(t("users.no_match.act"), href="/users"),
        symbol="search-x",
    )
    key = rx.Var.create("users.empty.") + _LIST.tab
    empty = empty_state(t((key + ".title").to(str)), t((key + ".text").to(str)), symbol="users")
    return rx.cond((_LIST.search != "") | (_LIST.asked.chips.length() > 0), nothing, empty)
