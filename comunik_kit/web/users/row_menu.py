"""The three dots of a person: the same acts in the list, among the invitations and on the record."""

from typing import Any

import reflex as rx

from comunik_kit.users.views import UserRow
from comunik_kit.web.components import (
    MENU_LINE,
    MenuItem,
    button,
    confirm_dialog,
    dialog,
    dots_button,
    late_menu,
    menu,
    opened_menu,
)
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.i18n import t
from comunik_kit.web.inviting.dialogs import invitation_dialogs
from comunik_kit.web.inviting.state import InvitingState
from comunik_kit.web.users.acts import PersonActsState
from comunik_kit.web.users.suspension import SuspensionState, suspension_dialog

_LINK = "invitation-link"


def person_menu(person: Any, user_id: Any, name: rx.Var[str], *, record: bool = True) -> rx.Component:
    """The menu; `person` says what the reader may do (`may_edit`, `may_invite`, `may_delete`) and the status."""
    return menu(_opener(name), _acts(person, user_id, record=record))


def row_menu(person: Any) -> rx.Component:
    """The same for each row of a list: nothing is made of the acts before the button is pressed."""
    opened = _opened(person=person, user_id=person.id, name=person.full_name)
    return late_menu(_opener(person.full_name), opened, of=person.id)


@rx.memo
def _opened(person: rx.Var[UserRow], user_id: rx.Var[str], name: rx.Var[str]) -> rx.Component:
    return opened_menu(_opener(name), _acts(person, user_id))


def _opener(name: rx.Var[str]) -> rx.Component:
    return dots_button(t("users.acts_of", name=name))


def _acts(person: Any, user_id: Any, *, record: bool = True) -> list[MenuItem | rx.Component]:
    first = person.may_invite & (person.status == "created")
    again = person.may_invite & (person.status == "invited")
    edit = [MenuItem(t("users.edit"), icon="pencil", href=_edit(user_id), shown=person.may_edit)]
    return [
        MenuItem(t("users.open"), icon="user", href="/users/" + user_id),
        *(edit if record else []),
        MenuItem(t("users.invite"), icon="send", on_select=InvitingState.ask_new(user_id), shown=first),
        *invitation_items(user_id, again),
        *ending_items(user_id, person),
    ]


def invitation_items(user_id: rx.Var[str], shown: rx.Var[bool]) -> list[MenuItem]:
    """What can be done with an invitation that waits."""
    return [
        MenuItem(
            t("users.resend"), icon="refresh-cw", on_select=PersonActsState.resend(user_id), shown=shown
        ),
        MenuItem(
            t("inviting.revise"),
            icon="sliders-horizontal",
            on_select=InvitingState.ask_revision(user_id),
            shown=shown,
        ),
        MenuItem(
            t("users.copy_link"), icon="link", on_select=PersonActsState.show_link(user_id), shown=shown
        ),
        MenuItem(
            t("inviting.print"), icon="printer", on_select=PersonActsState.show_card(user_id), shown=shown
        ),
        MenuItem(
            t("users.revoke"), icon="ban", on_select=PersonActsState.ask_revocation(user_id), shown=shown
        ),
    ]


def ending_items(user_id: rx.Var[str], person: Any) -> list[MenuItem | rx.Component]:
    """« Suspendre », « Rétablir », « Supprimer le compte », under a line."""
    is_out = person.status == "suspended"
    return [
        MENU_LINE,
        MenuItem(
            t("lifecycle.suspend"),
            icon="user-lock",
            shown=person.may_suspend & ~is_out,
            on_select=SuspensionState.ask_suspension(user_id),
        ),
        MenuItem(
            t("lifecycle.restore"),
            icon="rotate-ccw",
            shown=person.may_suspend & is_out,
            on_select=SuspensionState.restore(user_id),
        ),
        MenuItem(
            t("users.remove"),
            icon="trash-2",
            danger=True,
            shown=person.may_delete,
            on_select=PersonActsState.ask_removal(user_id),
        ),
    ]


def questions() -> rx.Component:
    """The dialogs of these acts; one set for a page."""
    person = PersonActsState.person
    return rx.fragment(
        confirm_dialog(
            open=PersonActsState.question == "removal",
            on_open_change=PersonActsState.leave,
            title=t("users.remove.title", name=person.name),
            consequence=t("users.remove.text", email=person.email),
            verb=t("users.remove"),
            on_confirm=PersonActsState.remove,
        ),
        confirm_dialog(
            open=PersonActsState.question == "revocation",
            on_open_change=PersonActsState.leave,
            title=t("users.revoke.title", name=person.name),
            consequence=t("users.revoke.text", email=person.email),
            verb=t("users.revoke"),
            on_confirm=PersonActsState.revoke,
        ),
        suspension_dialog(),
        _link_dialog(),
        invitation_dialogs(),
    )


def _link_dialog() -> rx.Component:
    """The link of an invitation, to copy; assets/js/kit.js fetches it, so that no state or event ever holds it."""
    person = PersonActsState.person
    field = rx.el.input(
        id=dom_id(_LINK),
        type="text",
        read_only=True,
        placeholder=t("users.link.empty"),
        aria_label=t("users.link.label"),
        class_name="input",
    )
    copy = button(
        t("users.copy_link"),
        weight="primary",
        leading="copy",
        auto_focus=True,
        custom_attrs={
            "data-copy-link": person.id,
            "data-copied": t("users.link.copied"),
            "data-by-hand": t("users.link.by_hand"),
        },
    )
    return dialog(
        rx.el.div(field, copy, rx.el.p(role="status", class_name="copy-news"), class_name="copy-line"),
        open=PersonActsState.question == "link",
        on_open_change=PersonActsState.leave,
        title=t("users.link.title", name=person.name),
        description=t("users.link.text"),
    )


def _edit(user_id: Any) -> rx.Var[str]:
    return ("/users/" + user_id + "?edit=1").to(str)
