"""« API »: the keys, how a first activity is sent, a file of activity."""

from typing import Any

import reflex as rx

from comunik_kit.integrations.views import KeyView
from comunik_kit.web.api.dialogs import key_dialog, revocation_dialog
from comunik_kit.web.api.file import file_card
from comunik_kit.web.api.hook_dialogs import hook_revocation_dialog, hook_secret_dialog, hook_sheet
from comunik_kit.web.api.hooks import hooks_card
from comunik_kit.web.api.state import ApiState
from comunik_kit.web.components import (
    button,
    card,
    cell,
    empty_state,
    icon_button,
    link_button,
    page_head,
    row,
    skeleton_rows,
    status_dot,
    table,
)
from comunik_kit.web.i18n import ago, t, when
from comunik_kit.web.layout import frame
from comunik_kit.web.users.styles import people_styles
from comunik_kit.web.users.words import toned

TONES = {"active": "success", "unseen": "info", "expired": "warning", "revoked": "neutral"}
_BOOK: Any = ApiState.book
_EXAMPLE = """ \\
  -H "Authorization: Bearer $KIT_API_KEY" \\
  -H "Content-Type: application/json" \\
  -d '{"module": "calls", "kind": "received",
       "at": "2026-03-02T09:30:00+01:00",
       "customer": "Garage Morel", "owner": "ana@example.com",
       "external_id": "4711",
       "details": {"number": "+33123456789", "duration": 184}}'"""


def api_page() -> rx.Component:
    """The page /settings/api."""
    create = button(t("api.create"), weight="primary", leading="plus", on_click=ApiState.ask_key)
    content = rx.el.div(
        rx.cond(_BOOK.listed.length() > 0, _keys(), _none()),
        _first(),
        hooks_card(),
        file_card(),
        class_name="api",
    )
    return frame(
        people_styles(),
        *[
            rx.el.link(rel="stylesheet", href=f"/css/{name}.css", custom_attrs={"precedence": "default"})
            for name in ("import", "api")
        ],
        page_head(t("api.title"), t("api.text"), create),
        rx.cond(ApiState.loaded, content, skeleton_rows(4)),
        key_dialog(),
        revocation_dialog(),
        hook_sheet(),
        hook_secret_dialog(),
        hook_revocation_dialog(),
        here="api",
    )


def _none() -> rx.Component:
    create = button(t("api.create"), leading="plus", on_click=ApiState.ask_key)
    return empty_state(t("api.empty"), t("api.empty.text"), create, symbol="plug")


def _keys() -> rx.Component:
    kinds = {"name": "main", "key": "", "state": "", "used": "", "ends": "wide", "acts": "acts"}
    heads: list[Any] = [(t(f"api.column.{name}"), kind) for name, kind in kinds.items()]
    shown = table(heads, rx.foreach(_BOOK.listed, _line), label=t("api.keys"))
    return rx.el.div(shown, class_name="people-table")


def _line(key: rx.vars.ObjectVar[KeyView]) -> rx.Component:
    each: Any = key
    used = rx.cond(each.last_used_at, ago(moment=each.last_used_at), t("api.never"))
    maker = rx.el.span(t("api.made_by", name=each.created_by), class_name="person-under")
    words = t((rx.Var.create("api.state.") + each.state).to(str))
    return row(
        cell(rx.el.div(rx.el.strong(each.name), maker, class_name="person-words"), kind="main"),
        cell(rx.el.code(each.prefix, "…"), label=t("api.column.key")),
        cell(status_dot(words, toned(each.state, TONES)), label=t("api.column.state")),
        cell(used, label=t("api.column.used")),
        cell(
            rx.cond(each.expires_at, when(each.expires_at), t("api.no_end")),
            label=t("api.column.ends"),
            kind="wide",
        ),
        cell(_acts(each), kind="acts"),
        key=each.id,
    )


def _acts(each: Any) -> rx.Component:
    show = icon_button(
        "eye", label=t("api.show_of", name=each.name), small=True, on_click=ApiState.show_key(each.id)
    )
    revoke = icon_button(
        "ban",
        label=t("api.revoke_of", name=each.name),
        small=True,
        on_click=ApiState.ask_revocation(each.id),
    )
    works = (each.state == "active") | (each.state == "unseen")
    return rx.el.div(
        rx.cond(each.state == "unseen", show, rx.fragment()),
        rx.cond(works, revoke, rx.fragment()),
        class_name="api-acts",
    )


def _first() -> rx.Component:
    """A request that can be pasted into a terminal, and where everything else is told."""
    code = rx.el.pre(
        rx.el.code("curl -X POST ", ApiState.address, _EXAMPLE),
        class_name="api-code",
        tab_index=0,
        role="region",
        aria_label=t("api.first.code"),
    )
    more = rx.el.div(
        link_button(t("api.docs"), href="/api/v1/", leading="book-open", reload=True),
        link_button(t("api.openapi"), href="/api/v1/openapi.json", leading="braces", reload=True),
        class_name="card-acts",
    )
    return card(rx.el.p(t("api.first.text"), class_name="field-hint"), code, more, title=t("api.first"))
