"""The first set-up: the workspace, its first admin, its domain. Claimed once, with the code of the terminal."""

import reflex as rx

from comunik_kit.web.components import link_button, text_field
from comunik_kit.web.components.elements import Text
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import dead_end, door_form, door_head, password_pair, without_script
from comunik_kit.web.i18n import t
from comunik_kit.web.setup.state import SetupState


def setup() -> rx.Component:
    """The form at once; other words when the link opens nothing."""
    sign_in = link_button(t("doors.back_to_sign_in"), href="/login", weight="primary", reload=True)
    return door_frame(
        rx.match(
            SetupState.status,
            (
                "claimed",
                dead_end(
                    "circle-check",
                    t("doors.setup.claimed.title"),
                    t("doors.setup.claimed.text"),
                    sign_in,
                    tone="success",
                ),
            ),
            (
                "unknown",
                dead_end("link-2-off", t("doors.setup.unknown.title"), t("doors.setup.unknown.text")),
            ),
            _form(),
        ),
        wide=True,
    )


def _form() -> rx.Component:
    return rx.el.div(
        door_head(t("doors.setup.title"), t("doors.setup.text")),
        without_script(SetupState.error),
        door_form(
            rx.el.input(type="hidden", name="code", custom_attrs={"data-from-query": "code"}),
            _part(t("doors.setup.part.space"), *_space()),
            _part(t("doors.setup.part.admin"), *_admin()),
            action="/auth/setup",
            verb=t("doors.setup.act"),
        ),
    )


def _part(title: Text, *fields: rx.Component) -> rx.Component:
    return rx.el.fieldset(
        rx.el.legend(title, class_name="door-part-title"),
        rx.el.div(*fields, class_name="door-part-fields"),
        class_name="door-part",
    )


def _space() -> list[rx.Component]:
    return [
        text_field(
            "workspace",
            t("doors.setup.workspace"),
            auto_complete="organization",
            required=True,
            max_length=120,
        ),
        text_field(
            "domain",
            t("doors.setup.domain"),
            hint=t("doors.setup.domain.hint"),
            auto_complete="off",
            auto_capitalize="none",
            spell_check=False,
            input_mode="url",
            required=True,
            max_length=253,
        ),
    ]


def _admin() -> list[rx.Component]:
    return [
        text_field("name", t("doors.setup.name"), auto_complete="name", required=True, max_length=120),
        text_field(
            "email",
            t("doors.email.username"),
            type="email",
            auto_complete="username",
            auto_capitalize="none",
            spell_check=False,
            required=True,
        ),
        password_pair(t("doors.password")),
    ]
