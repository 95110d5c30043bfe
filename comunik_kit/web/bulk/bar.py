"""The bar above the list: the page's box, how many are chosen, all who match, and what can be done to them."""

from typing import Any

import reflex as rx

from comunik_kit.bulk.inputs import ActName
from comunik_kit.roles.permissions import Permission
from comunik_kit.web.bulk.asking_state import AskingState
from comunik_kit.web.bulk.selection_state import SelectionState
from comunik_kit.web.components import MENU_LINE, MenuItem, button, menu
from comunik_kit.web.i18n import t
from comunik_kit.web.session import SessionState

_SELECTION: Any = SelectionState
_SESSION: Any = SessionState
_EVERYTHING = _SELECTION.everything > 0

# Symbol and right of each act; the rest of what it needs is the service's to refuse. None is a line between groups.
_ACTS: tuple[tuple[ActName, str, Permission] | None, ...] = (
    (ActName.INVITE, "send", Permission.USERS_INVITE),
    (ActName.RESEND, "refresh-cw", Permission.USERS_INVITE),
    (ActName.REVOKE, "ban", Permission.USERS_INVITE),
    None,
    (ActName.ROLE, "shield", Permission.ROLES_ASSIGN),
    (ActName.DEPARTMENT, "users", Permission.USERS_UPDATE),
    (ActName.COMPANY, "building-2", Permission.USERS_UPDATE),
    (ActName.TIER, "layers", Permission.USERS_UPDATE),
    None,
    (ActName.SUSPEND, "circle-pause", Permission.USERS_UPDATE),
    (ActName.RESTORE, "rotate-ccw", Permission.USERS_UPDATE),
    (ActName.DELETE, "trash-2", Permission.USERS_DELETE),
)
_DANGER = frozenset({ActName.REVOKE, ActName.DELETE})


def bulk_bar(page_ids: Any, total: Any, capped: Any) -> rx.Component:
    """The bar of a list; `page_ids` are the people on its page, `total` and `capped` how many match."""
    return rx.cond(
        _may(Permission.USERS_INVITE) | _may(Permission.USERS_UPDATE),
        rx.el.div(_whole_page(page_ids), _chosen(total, capped), class_name="bulk-bar"),
        rx.fragment(),
    )


def tick_box(user_id: Any, name: Any) -> rx.Component:
    """The box of a person; with Shift all from the last one on."""
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=_EVERYTHING | _SELECTION.ids.contains(user_id),
            disabled=_EVERYTHING,
            read_only=True,
            on_click=lambda pointer: _SELECTION.tick(user_id, pointer.shift_key),
            aria_label=t("bulk.row", name=name),
            class_name="check",
        ),
        class_name="tick",
    )


def _whole_page(page_ids: Any) -> rx.Component:
    function = rx.Var("((all, some) => all.length > 0 && all.every((id) => some.includes(id)))")
    whole = function.to(rx.vars.FunctionVar).call(page_ids, _SELECTION.ids).to(bool)
    return rx.el.label(
        rx.el.input(
            type="checkbox",
            checked=_EVERYTHING | whole,
            disabled=_EVERYTHING | (page_ids.length() == 0),
            on_change=_SELECTION.tick_page,
            class_name="check",
        ),
        rx.el.span(t("bulk.bar.page")),
        class_name="check-line",
    )


def _chosen(total: Any, capped: Any) -> rx.Component:
    number = rx.cond(_EVERYTHING, _SELECTION.everything, _SELECTION.ids.length())
    matching = rx.cond(capped, t("bulk.bar.more_than", count=total), t("bulk.bar.everything", count=total))
    everybody = button(matching, weight="ghost", small=True, on_click=_SELECTION.choose_all)
    opener = button(t("bulk.bar.acts"), weight="primary", small=True, leading="list-checks")
    acts = rx.el.div(
        rx.cond(_EVERYTHING | (total <= _SELECTION.ids.length()), rx.fragment(), everybody),
        button(t("bulk.bar.clear"), weight="ghost", small=True, on_click=_SELECTION.clear),
        menu(opener, [_entry(each) for each in _ACTS]),
        class_name="bulk-acts",
    )
    said = rx.el.p(
        rx.cond(number > 0, t("bulk.bar.chosen", count=number), ""), role="status", class_name="bulk-number"
    )
    return rx.fragment(said, rx.cond(number > 0, acts, rx.fragment()))


def _entry(act: tuple[ActName, str, Permission] | None) -> MenuItem:
    if act is None:
        return MENU_LINE
    name, symbol, permission = act
    return MenuItem(
        t(f"bulk.act.{name.value}"),
        icon=symbol,
        on_select=AskingState.ask(name.value),
        danger=name in _DANGER,
        shown=_may(permission),
    )


def _may(permission: Permission) -> Any:
    return _SESSION.permissions.contains(permission.value)
