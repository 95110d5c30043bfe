"""The frame around a signed-in page; that of the doors is in `door_frame`."""

from typing import Any, cast

import reflex as rx
from reflex_components_radix.primitives.dialog import dialog as radix

from comunik_kit.web.brand import wear
from comunik_kit.web.components import (
    MENU_LINE,
    MenuItem,
    avatar,
    callout,
    empty_state,
    icon,
    icon_button,
    language_choices,
    link,
    link_button,
    menu,
    menu_away,
    menu_title,
    native_form,
    notice_region,
    said_only,
    theme_choices,
)
from comunik_kit.web.components.elements import Content, Text, dom_id, native_anchor
from comunik_kit.web.door_frame import brand_mark
from comunik_kit.web.i18n import account_language, arrival, first_error, t, translate
from comunik_kit.web.menu_entries import HOME, LED, MODULES, SETTINGS, Entry
from comunik_kit.web.notices.bell import bell_button, bell_link
from comunik_kit.web.proving.dialog import proof_dialog
from comunik_kit.web.session import SessionState
from comunik_kit.web.theme import STYLESHEETS, head_components

__all__ = [
    "STYLESHEETS",
    "frame",
    "head_components",
    "role_label",
    "side_shown",
]


# To a type checker a var of a state reads as its plain value, which has no `contains`.
session: Any = SessionState


SIGN_OUT = "sign-out"


def frame(*content: Content, here: str, needs: str = "", for_leads: bool = False) -> rx.Component:
    """A whole page: side menu (a sheet on a phone), live region, content. `here` names the page's entry in the menu.

    Who lacks the right that a page `needs`, or leads no team where it is `for_leads` (where it is both: who has
    neither), is told so: what fills it is refused, and it would wait for ever.
    """
    return rx.el.div(
        native_anchor(t("app.skip"), href="#main", class_name="skip"),
        account_language(lang=session.lang, ready=session.is_hydrated & session.signed_in),
        wear(face=session.person.face),
        arrival(),
        first_error(),
        _notices(),
        _sign_out(),
        proof_dialog(session.person.email),
        rx.el.aside(*_side(here), class_name="side"),
        _topbar(here),
        rx.el.main(
            _content((*_held_mail(here), *content), needs, for_leads=for_leads),
            id="main",
            tab_index=-1,
            class_name="main",
        ),
        class_name="frame",
        custom_attrs={"data-kit-words": "", "data-network": t("doors.network")},
    )


def _held_mail(here: str) -> list[rx.Component]:
    """Say on every page but that of e-mails, which says more, that nothing leaves: invitations look sent else."""
    if here == "mail":
        return []
    title = t((rx.Var.create("mail.pause.") + session.mail_held + ".title").to(str))
    way = rx.cond(
        session.permissions.contains("mail:read"), link_button(t("mail.pause.see"), href="/settings/mail")
    )
    return [rx.cond(session.mail_held, callout(title, t("mail.pause.elsewhere"), way, tone="warning"))]


def _content(content: tuple[Content, ...], needs: str, *, for_leads: bool) -> rx.Component:
    shown = rx.el.div(*content, class_name="content")
    if not needs and not for_leads:
        return shown
    opens = session.permissions.contains(str(needs)) if needs else session.leads
    if needs and for_leads:
        opens = opens | session.leads
    # Before the person is known nothing is said of their rights.
    refused = (session.person.name != "") & ~opens
    return rx.cond(refused, rx.el.div(_refusal(), class_name="content"), shown)


def _refusal() -> rx.Component:
    return rx.fragment(
        rx.el.h1(t("app.refused.title"), class_name="sr-only", tab_index=-1),
        empty_state(
            t("app.refused.title"),
            t("app.refused.text"),
            link_button(t("app.menu.home"), href="/"),
            symbol="lock",
        ),
    )


def role_label(key: Text, name: Text) -> rx.Var[str]:
    """A shipped role in the reader's language, a workspace's own role by its name."""
    return rx.cond(key, t("roles.name." + cast("Any", key)), name).to(str)


def _side(here: str) -> list[rx.Component]:
    return [_me(), _nav(here), _house(), rx.el.div(_settings(here), _fold(), class_name="side-foot")]


def side_shown(brand: rx.Component) -> rx.Component:
    """The side menu to look at, with a brand that may not be the page's own: for the preview of one."""
    return rx.el.div(
        _me(), _nav(HOME.here), rx.el.div(brand, class_name="side-brand"), class_name="side side-shown"
    )


def _house() -> rx.Component:
    return rx.el.div(brand_mark(session.person.brand), class_name="side-brand fold-away")


def _me() -> rx.Component:
    person = session.person
    opener = rx.el.button(
        avatar(person.photo_url, person.initials),
        rx.el.span(
            rx.el.span(person.name, class_name="me-name"),
            rx.el.span(
                role_label(person.role_key, person.role_name),
                rx.cond(person.workspace, " · ", ""),
                person.workspace,
                class_name="me-role",
            ),
            said_only(t("app.menu.account")),
            class_name="me-words fold-away",
        ),
        rx.el.span(icon("chevrons-up-down", 14), class_name="fold-away"),
        type="button",
        class_name="me",
    )
    return menu(opener, _account_menu(), align="start")


def _account_menu() -> list[MenuItem | rx.Component]:
    person = session.person
    keep: Any = getattr(session, "choose_language", None)
    return [
        menu_title(rx.el.strong(person.workspace), rx.el.span(person.email, class_name="me-mail")),
        MenuItem(t("app.menu.profile"), icon="user", href="/profile"),
        MenuItem(t("app.menu.security"), icon="lock", href="/profile/security"),
        MenuItem(t("app.menu.tour"), icon="route", href="/?tour=1"),
        rx.cond(session.spaces, menu_title(t("spaces.title"))),
        rx.foreach(session.spaces, _space),
        MENU_LINE,
        language_choices(keep),
        MENU_LINE,
        theme_choices(),
        MENU_LINE,
        MenuItem(t("app.menu.sign_out"), icon="log-out", attrs={"data-submit": SIGN_OUT}),
    ]


def _space(space: Any) -> rx.Component:
    # Not a link of the router: it is another host, with a session of its own.
    return menu_away(icon("building-2"), rx.el.span(space.name), href=space.address)


def _sign_out() -> rx.Component:
    # A real post, because only the server can take an HttpOnly cookie away. It stands outside the menu, which is gone
    # from the page before the browser would send a form inside it.
    return native_form(id=dom_id(SIGN_OUT), action="/auth/logout", hidden=True)


def _nav(here: str) -> rx.Component:
    links = [(entry.here, _nav_link(entry, f"app.module.{entry.here}", here)) for entry in MODULES]
    # In the order of the workspace, for those who listen too.
    modules = rx.foreach(
        session.modules, lambda key: rx.fragment(rx.match(key, *links, rx.fragment()), key=key)
    )
    return rx.el.nav(
        _nav_link(HOME, "app.menu.home", here),
        bell_link(session.unread, here),
        rx.cond(
            session.leads | session.permissions.contains("users:read"), _nav_link(LED, "app.menu.led", here)
        ),
        rx.cond(session.modules, rx.el.p(t("app.menu.modules"), class_name="nav-title fold-away")),
        modules,
        aria_label=t("app.menu.main"),
        class_name="nav",
    )


def _nav_link(entry: Entry, key: str, here: str) -> rx.Component:
    current = {"aria-current": "page"} if entry.here == here else {}
    return link(
        icon(entry.symbol),
        rx.el.span(t(key), class_name="fold-away"),
        href=entry.href,
        class_name="nav-link",
        title=t(key),
        custom_attrs=current,
    )


def _settings(here: str) -> rx.Component:
    current = {"aria-current": "page"} if here in {entry.here for entry in SETTINGS} else {}
    opener = rx.el.button(
        icon("settings"),
        rx.el.span(t("app.menu.settings"), class_name="fold-away"),
        type="button",
        class_name="nav-link",
        title=t("app.menu.settings"),
        custom_attrs=current,
    )
    entries = [
        MenuItem(
            t(f"app.menu.{entry.here}"),
            icon=entry.symbol,
            href=entry.href,
            shown=session.permissions.contains(entry.needs),
        )
        for entry in SETTINGS
    ]
    allowed = [session.permissions.contains(entry.needs) for entry in SETTINGS]
    return rx.cond(_any(allowed), menu(opener, list(entries), align="start", side="top"))


def _any(flags: list[Any]) -> Any:
    found = flags[0]
    for flag in flags[1:]:
        found = found | flag
    return found


def _fold() -> rx.Component:
    return icon_button(
        "panel-left", label=t("app.menu.fold"), custom_attrs={"data-menu-fold": ""}, class_name="fold"
    )


def _topbar(here: str) -> rx.Component:
    opener = rx.el.button(
        icon("menu", 18), type="button", aria_label=t("app.menu.open"), class_name="btn btn-ghost btn-icon"
    )
    closer = rx.el.button(
        icon("x"), type="button", aria_label=t("app.close"), class_name="btn btn-ghost btn-icon"
    )
    sheet = radix.content(
        radix.title(said_only(t("app.menu.main"))),
        radix.description(said_only(session.person.workspace)),
        _me(),
        _nav(here),
        rx.el.div(_settings(here), radix.close(closer, as_child=True), class_name="side-foot"),
        class_name="sheet phone-menu",
    )
    return rx.el.header(
        radix.root(
            radix.trigger(opener, as_child=True), radix.portal(radix.overlay(class_name="overlay"), sheet)
        ),
        rx.el.span(brand_mark(session.person.brand), class_name="topbar-brand"),
        bell_button(session.unread),
        avatar(session.person.photo_url, session.person.initials),
        class_name="topbar",
    )


def _notices() -> rx.Component:
    notice = session.notice
    return notice_region(
        shown=notice.number > 0,
        notice_id=notice.number.to_string(),
        tone=notice.kind,
        text=translate(notice.key, notice.params),
        follow=notice.link,
        follow_label=t(notice.link_key),
    )
