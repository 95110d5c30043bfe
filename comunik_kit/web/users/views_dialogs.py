"""The dialogs of saved views: give the present list a name; rename, share and delete."""

from typing import Any

import reflex as rx

from comunik_kit.users.saved_views import NAME_LENGTH
from comunik_kit.web.components import button, checkbox, dialog, icon_button, text_field
from comunik_kit.web.i18n import t
from comunik_kit.web.users.views_state import ViewsState

_STATE: Any = ViewsState
_FORM = "view-form"


def views_dialogs() -> rx.Component:
    """Both dialogs; one is open at a time."""
    return rx.fragment(_save(), _arrange())


def _save() -> rx.Component:
    form = rx.el.form(
        text_field(
            "name",
            t("users.views.name"),
            field_id="view-name",
            required=True,
            max_length=NAME_LENGTH,
            auto_focus=True,
        ),
        checkbox("shared", t("users.views.share"), field_id="view-shared"),
        id=_FORM,
        key=_STATE.visit,
        on_submit=ViewsState.save_view,
        class_name="form",
    )
    foot = rx.el.div(
        button(t("app.cancel"), on_click=ViewsState.leave_views(False)),
        button(t("users.views.keep"), weight="primary", type="submit", form=_FORM),
        class_name="foot-acts",
    )
    return dialog(
        form,
        open=_STATE.dialog == "save",
        on_open_change=ViewsState.leave_views,
        title=t("users.views.save.title"),
        description=t("users.views.save.text"),
        foot=foot,
    )


def _arrange() -> rx.Component:
    return dialog(
        rx.el.ul(rx.foreach(_STATE.views, _line), class_name="views-list"),
        open=_STATE.dialog == "arrange",
        on_open_change=ViewsState.leave_views,
        title=t("users.views.arrange"),
        description=t("users.views.arrange.text"),
    )


def _line(view: Any) -> rx.Component:
    changeable = rx.el.form(
        rx.el.input(
            name="name",
            default_value=view.name,
            aria_label=t("users.views.name"),
            max_length=NAME_LENGTH,
            required=True,
            class_name="input",
        ),
        rx.el.label(
            rx.el.input(type="checkbox", name="shared", default_checked=view.shared, class_name="check"),
            rx.el.span(t("users.views.shared")),
            class_name="check-line",
        ),
        button(t("app.save"), type="submit", small=True),
        icon_button(
            "trash-2",
            label=t("users.views.delete", name=view.name),
            small=True,
            on_click=ViewsState.delete_view(view.id),
        ),
        on_submit=lambda form: ViewsState.change_view(view.id, form),
        class_name="view-line",
    )
    fixed = rx.el.p(view.name, " ", rx.el.span(t("users.views.by", name=view.owner), class_name="quiet"))
    return rx.el.li(rx.cond(view.may_change, changeable, fixed), key=view.id)
