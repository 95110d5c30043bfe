"""The person's own pages: /profile and /profile/security."""

from typing import Any

import reflex as rx

from comunik_kit.locale import LANGUAGES
from comunik_kit.web.components import (
    button,
    callout,
    card,
    error_slot,
    link,
    native_form,
    page_head,
    password_field,
    password_rules,
    phone_field,
    photo_picker,
    select_field,
    skeleton_rows,
    text_field,
    theme_segments,
)
from comunik_kit.web.doors import told_without_script
from comunik_kit.web.home.styles import home_styles
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import frame
from comunik_kit.web.profile.address import address_card
from comunik_kit.web.profile.factor import factor_card
from comunik_kit.web.profile.factor_state import FactorState
from comunik_kit.web.profile.identities import identities_card
from comunik_kit.web.profile.identities_state import IdentitiesState
from comunik_kit.web.profile.notices import notices_card
from comunik_kit.web.profile.own_modules import own_modules_card
from comunik_kit.web.profile.own_sessions import sessions_card
from comunik_kit.web.profile.passkeys import passkeys_card
from comunik_kit.web.profile.state import SECURITY_NOTICES, ProfileState
from comunik_kit.web.proving.downloads import download_button
from comunik_kit.web.session import SessionState
from comunik_kit.web.users.styles import people_styles

_PROFILE: Any = ProfileState.profile


def profile_page() -> rx.Component:
    """The page /profile."""
    return frame(
        home_styles(),
        page_head(t("profile.title"), t("profile.text")),
        _parts("details"),
        rx.el.div(
            rx.cond(ProfileState.loaded, card(_form()), card(skeleton_rows(5))),
            _look(),
            own_modules_card(),
            notices_card(),
            _data(),
            class_name="narrow form-column",
        ),
        here="profile",
    )


def security_page() -> rx.Component:
    """The page /profile/security; the only one that opens while a password or a second factor comes first."""
    return frame(
        home_styles(),
        people_styles(),
        rx.el.link(rel="stylesheet", href="/css/security.css", custom_attrs={"precedence": "default"}),
        page_head(t("profile.security"), t("profile.security.text")),
        rx.cond(ProfileState.must_change_password, _initial(), _parts("security")),
        told_without_script(SECURITY_NOTICES),
        rx.cond(FactorState.must_set_factor, _factor_first(), rx.fragment()),
        rx.el.div(
            rx.cond(
                FactorState.must_set_factor,
                rx.fragment(),
                card(
                    rx.cond(IdentitiesState.has_password, _password_form(), _no_password()),
                    title=t("profile.password"),
                ),
            ),
            # Not before one knows who looks: an initial password is replaced before anything else.
            rx.cond(
                _PROFILE.email.to(bool) & ~ProfileState.must_change_password,
                rx.fragment(factor_card(), passkeys_card()),
                rx.fragment(),
            ),
            rx.cond(
                _PROFILE.email.to(bool) & ~ProfileState.must_change_password & ~FactorState.must_set_factor,
                rx.fragment(
                    identities_card(),
                    sessions_card(),
                    rx.cond(IdentitiesState.has_password, address_card(), rx.fragment()),
                ),
                rx.fragment(),
            ),
            class_name="narrow form-column",
        ),
        here="profile",
    )


def _factor_first() -> rx.Component:
    return callout(t("factor.required"), t("factor.required.text"), tone="warning")


def _no_password() -> rx.Component:
    return rx.el.p(t("oidc.no_password"), class_name="field-hint")


def _parts(here: str) -> rx.Component:
    """The two pages one goes between."""
    pages = (("details", "/profile"), ("security", "/profile/security"))
    links = [
        link(
            t(f"profile.part.{name}"),
            href=href,
            class_name="part",
            custom_attrs={"aria-current": "page"} if name == here else {},
        )
        for name, href in pages
    ]
    return rx.el.nav(*links, class_name="parts", aria_label=t("profile.parts"))


def _look() -> rx.Component:
    """Light or dark: a matter of the screen one sits at, so the browser keeps it."""
    return card(
        rx.el.p(t("profile.look.text"), class_name="section-text"), theme_segments(), title=t("profile.look")
    )


def _form() -> rx.Component:
    return rx.el.form(
        rx.cond(ProfileState.errors["form"], callout(_error("form"), tone="danger"), rx.fragment()),
        photo_picker(photo=_PROFILE.photo_id, photo_url=_PROFILE.photo_url),
        text_field(
            "full_name",
            t("profile.name"),
            error=_error("full_name"),
            auto_complete="name",
            default_value=_PROFILE.full_name,
            max_length=120,
            required=True,
        ),
        _address(),
        phone_field(
            "phone",
            t("profile.phone"),
            error=_error("phone"),
            hint=t("profile.phone.hint"),
            default_value=_PROFILE.phone,
            max_length=40,
        ),
        rx.el.div(_language(), _time_zone(), class_name="fields-pair"),
        rx.el.input(type="hidden", name="version", default_value=_PROFILE.version.to_string()),
        rx.el.div(button(t("app.save"), weight="primary", type="submit"), class_name="foot-acts"),
        key=ProfileState.form_number,
        on_submit=ProfileState.save,
        no_validate=True,
        class_name="profile-form",
    )


def _address() -> rx.Component:
    """The sign-in name: shown, changed by an admin alone."""
    return rx.el.div(
        rx.el.span(t("profile.email"), class_name="field-label"),
        rx.el.span(_PROFILE.email, class_name="fixed-value"),
        rx.el.span(t("profile.email.hint"), class_name="field-hint"),
        class_name="field",
    )


def _language() -> rx.Component:
    options: list[rx.Component] = [
        rx.el.option(t(f"profile.language.{lang}"), value=lang) for lang in LANGUAGES
    ]
    return select_field(
        "language",
        t("profile.language"),
        options,
        error=_error("language"),
        default_value=_PROFILE.language,
    )


def _time_zone() -> rx.Component:
    zones = rx.foreach(ProfileState.zones, lambda zone: rx.el.option(zone, value=zone))
    return select_field(
        "time_zone",
        t("profile.time_zone"),
        zones,
        error=_error("time_zone"),
        hint=t("profile.time_zone.hint"),
        default_value=_PROFILE.time_zone,
    )


def _data() -> rx.Component:
    """Everything the workspace keeps of the person, as a file."""
    address = rx.Var.create("/users/") + _PROFILE.id + "/data.zip"
    act = download_button(t("profile.data.act"), address=address.to(str))
    text = rx.el.p(t("profile.data.text"), class_name="section-text")
    return rx.cond(
        ProfileState.loaded,
        card(text, rx.el.div(act, class_name="foot-acts"), title=t("profile.data")),
        rx.fragment(),
    )


def _error(name: str) -> rx.Var[str]:
    wrong: Any = ProfileState.errors[name]
    return rx.cond(wrong, translate(wrong.key, wrong.params), "").to(str)


def _initial() -> rx.Component:
    return callout(t("profile.initial"), t("profile.initial.text"), tone="warning")


def _password_form() -> rx.Component:
    """A native post, so that no password is ever in an event; assets/js/door.js sends it in place."""
    return native_form(
        rx.cond(ProfileState.password_error, callout(t(ProfileState.password_error), tone="danger")),
        error_slot("form", "security-form"),
        # For password managers, which ask whose password this is; nobody sees it or reaches it.
        rx.el.input(
            type="text",
            name="username",
            value=_PROFILE.email,
            auto_complete="username",
            read_only=True,
            hidden=True,
        ),
        password_field(
            "current", t("profile.password.current"), auto_complete="current-password", required=True
        ),
        password_field("password", t("profile.password.new"), rules_id="security-rules", required=True),
        password_field("confirmation", t("profile.password.confirm"), required=True),
        password_rules(
            "security-rules",
            password="f-password",  # noqa: S106  - the id of an input
            confirmation="f-confirmation",
            preset=SessionState.person.preset,
        ),
        rx.el.div(button(t("profile.password.act"), weight="primary", type="submit"), class_name="foot-acts"),
        action="/auth/password",
        class_name="profile-form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )
