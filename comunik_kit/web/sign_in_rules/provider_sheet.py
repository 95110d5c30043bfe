"""The sheet in which a provider is set up: a form posted past any event (assets/js/door.js)."""

from typing import Any

import reflex as rx

from comunik_kit.oidc.inputs import CLIENT_LENGTH, DOMAINS_LENGTH, NAME_LENGTH, SECRET_LENGTH
from comunik_kit.oidc.rules import LONGEST_ISSUER
from comunik_kit.oidc.views import Grant, Team
from comunik_kit.web.components import button, error_slot, native_form, select_field, side_sheet, text_field
from comunik_kit.web.components.elements import dom_id
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.layout import role_label
from comunik_kit.web.sign_in_rules.providers_state import SHEET, ProvidersState

_FORM_ID = "provider-form"
_STATE: Any = ProvidersState
_BOOK: Any = ProvidersState.book
_CHOSEN: Any = ProvidersState.chosen


def provider_sheet() -> rx.Component:
    """The sheet; what it saved is read anew by the hidden button."""
    onward = rx.el.button(
        type="button",
        hidden=True,
        custom_attrs={"data-done": "provider"},
        on_click=ProvidersState.provider_saved,
    )
    title = rx.cond(_CHOSEN.id != "", t("oidc.sheet.change", name=_CHOSEN.name), t("oidc.sheet.new")).to(str)
    sheet = side_sheet(
        _redirect(),
        rx.el.div(_form(), key=_STATE.visit),
        open=_STATE.step == SHEET,
        on_open_change=ProvidersState.leave_provider,
        title=title,
        description=t("oidc.sheet.text"),
        foot=rx.el.div(
            button(t("app.cancel"), on_click=_STATE.leave_provider(False)),
            button(t("oidc.save"), weight="primary", type="submit", form=_FORM_ID),
            class_name="foot-acts",
        ),
    )
    return rx.fragment(sheet, onward)


def _redirect() -> rx.Component:
    """Where the provider sends people back to, to be copied (assets/js/kit.js)."""
    shown = rx.el.input(
        id=dom_id("provider-redirect"),
        read_only=True,
        value=_STATE.redirect,
        class_name="input",
        custom_attrs={"aria-describedby": "provider-redirect-hint"},
    )
    copy = button(
        t("oidc.redirect.copy"),
        leading="copy",
        custom_attrs={
            "data-copy-field": "",
            "data-copied": t("factor.copied"),
            "data-by-hand": t("factor.by_hand"),
        },
    )
    return rx.el.div(
        rx.el.label(t("oidc.redirect"), html_for="provider-redirect", class_name="field-label"),
        rx.el.div(
            shown,
            copy,
            rx.el.p(role="status", class_name="field-hint secret-news"),
            class_name="secret-box provider-redirect",
        ),
        rx.el.p(t("oidc.redirect.hint"), id=dom_id("provider-redirect-hint"), class_name="field-hint"),
        class_name="field",
    )


def _form() -> rx.Component:
    return native_form(
        error_slot("form", _FORM_ID),
        rx.el.input(type="hidden", name="provider", value=_CHOSEN.id, read_only=True),
        rx.el.input(type="hidden", name="version", value=_CHOSEN.version.to(str), read_only=True),
        *_client(),
        _line("domains", DOMAINS_LENGTH, hint=t("oidc.field.domains.hint"), default_value=_CHOSEN.domains),
        _box("is_required"),
        *_newcomers(),
        _box("asks_factor"),
        _box("vouches"),
        _box("is_on"),
        action="/auth/sign-in-provider",
        id=_FORM_ID,
        class_name="form",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )


def _client() -> list[rx.Component]:
    is_known = _CHOSEN.id != ""
    return [
        _line("name", NAME_LENGTH, default_value=_CHOSEN.name, auto_focus=True),
        _line(
            "issuer",
            LONGEST_ISSUER,
            hint=t("oidc.field.issuer.hint"),
            default_value=_CHOSEN.issuer,
            read_only=is_known,
            input_mode="url",
            placeholder="https://",
        ),
        _line("client_id", CLIENT_LENGTH, default_value=_CHOSEN.client_id),
        _line(
            "client_secret",
            SECRET_LENGTH,
            hint=rx.cond(is_known, t("oidc.field.client_secret.kept"), t("oidc.field.client_secret.hint")),
            type="password",
        ),
    ]


def _line(name: str, longest: int, *, hint: Any = None, **props: Any) -> rx.Component:
    return text_field(
        name,
        t(f"oidc.field.{name}"),
        field_id=f"provider-{name}",
        hint=hint,
        max_length=longest,
        auto_complete="new-password" if name == "client_secret" else "off",
        spell_check=False,
        **props,
    )


def _box(name: str) -> rx.Component:
    own = f"provider-{name}"
    more = f"oidc.field.{name}.text"
    words: list[rx.Component] = [rx.el.strong(t(f"oidc.field.{name}"))]
    if name != "is_on":
        words.append(rx.el.span(t(more), class_name="field-hint"))
    box = rx.el.input(
        type="checkbox",
        name=name,
        id=dom_id(own),
        value="on",
        default_checked=getattr(_CHOSEN, name),
        class_name="check",
    )
    return rx.el.label(
        box, rx.el.span(*words, class_name="choice-words"), html_for=own, class_name="check-line"
    )


def _newcomers() -> list[rx.Component]:
    roles = [
        rx.el.option(t("oidc.field.newcomer_role.none"), value=""),
        rx.foreach(_BOOK.roles, _role),
    ]
    teams = [
        rx.el.option(t("oidc.field.newcomer_team.none"), value=""),
        rx.foreach(_BOOK.teams, _team),
    ]
    return [
        select_field(
            "newcomer_role",
            t("oidc.field.newcomer_role"),
            roles,
            field_id="provider-newcomer_role",
            hint=t("oidc.field.newcomer_role.hint"),
            default_value=_CHOSEN.newcomer_role_id,
        ),
        select_field(
            "newcomer_team",
            t("oidc.field.newcomer_team"),
            teams,
            field_id="provider-newcomer_team",
            default_value=_CHOSEN.newcomer_team_id,
        ),
    ]


def _role(given: rx.vars.ObjectVar[Grant]) -> rx.Component:
    each: Any = given
    words = translate("oidc.field.newcomer_role.as", {"role": role_label(each.key, each.name)})
    return rx.el.option(words, value=each.id, key=each.id)


def _team(given: rx.vars.ObjectVar[Team]) -> rx.Component:
    each: Any = given
    return rx.el.option(each.name, value=each.id, key=each.id)
