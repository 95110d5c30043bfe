"""The second step of signing in: one field for a code of the app or a recovery code. Nothing else is open here."""

import reflex as rx

from comunik_kit.web.components import checkbox, text_field
from comunik_kit.web.components.passkeys import passkey_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import door_form, door_head, without_script
from comunik_kit.web.i18n import t
from comunik_kit.web.sign_in.state import SignInState


def second_step() -> rx.Component:
    """The page /login/factor."""
    back = rx.el.a(t("factor.step.back"), href="/login", class_name="text-link")
    return door_frame(
        door_head(t("factor.step.title"), t("factor.step.text")),
        without_script(SignInState.error),
        door_form(
            text_field(
                "code",
                t("factor.step.code"),
                hint=t("factor.step.hint"),
                auto_complete="one-time-code",
                auto_capitalize="characters",
                spell_check=False,
                max_length=40,
                required=True,
                auto_focus=True,
            ),
            checkbox("trust", t("factor.step.trust"), value="yes"),
            rx.el.input(type="hidden", name="next", custom_attrs={"data-from-query": "next"}),
            action="/auth/login/factor",
            verb=t("factor.step.act"),
        ),
        passkey_button("factor", t("passkeys.step"), before=t("passkeys.or")),
        rx.el.p(back, class_name="door-foot"),
    )
