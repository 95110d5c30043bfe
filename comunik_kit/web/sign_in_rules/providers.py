"""The section of the providers of identities: the list, what checking one found, the question before its end."""

from typing import Any

import reflex as rx

from comunik_kit.oidc.views import Finding, ProviderView
from comunik_kit.web.components import badge, button, card, confirm_dialog, dialog, icon
from comunik_kit.web.i18n import t, translate
from comunik_kit.web.sign_in_rules.provider_sheet import provider_sheet
from comunik_kit.web.sign_in_rules.providers_state import END, FOUND, ProvidersState

_STATE: Any = ProvidersState
_BOOK: Any = ProvidersState.book
_CHOSEN: Any = ProvidersState.chosen


def providers_card() -> rx.Component:
    """The card, with its sheet and dialogs."""
    listed = rx.el.ul(rx.foreach(_BOOK.providers, _provider), class_name="record-lines")
    none = rx.el.p(t("oidc.none"), class_name="quiet")
    return rx.el.div(
        card(
            rx.el.p(t("oidc.text"), class_name="field-hint"),
            rx.cond(_BOOK.providers.length() > 0, listed, none),
            rx.el.div(
                button(t("oidc.add"), leading="plus", on_click=ProvidersState.ask_provider("")),
                class_name="card-acts",
            ),
            title=t("oidc.title"),
        ),
        provider_sheet(),
        _found(),
        _removing(),
        class_name="form-column sign-in-rules sign-in-providers",
    )


def _provider(given: rx.vars.ObjectVar[ProviderView]) -> rx.Component:
    each: Any = given
    state = rx.cond(each.is_on, badge(t("oidc.on"), "success"), badge(t("oidc.off")))
    required = rx.cond(each.is_required, badge(t("oidc.required"), "info"), rx.fragment())
    domains = rx.cond(each.domains != "", each.domains, t("oidc.everybody"))
    about = rx.el.span(
        each.issuer, rx.el.br(), domains, " · ", t("oidc.people", count=each.people), class_name="quiet"
    )
    return rx.el.li(
        rx.el.span(
            rx.el.span(rx.el.strong(each.name), " ", state, " ", required, class_name="provider-name"),
            about,
            class_name="record-line-main",
        ),
        rx.el.span(
            _act("check", each, ProvidersState.check_provider(each.id), loading=_STATE.checked == each.id),
            _act("change", each, ProvidersState.ask_provider(each.id)),
            _act("remove", each, ProvidersState.ask_provider_end(each.id)),
            class_name="line-acts",
        ),
        key=each.id,
    )


def _act(name: str, each: Any, event: Any, **props: Any) -> rx.Component:
    return button(
        t(f"oidc.{name}"),
        small=True,
        weight="ghost",
        aria_label=t(f"oidc.{name}_of", name=each.name),
        on_click=event,
        **props,
    )


def _found() -> rx.Component:
    return dialog(
        rx.el.ul(rx.foreach(_STATE.findings, _finding), class_name="record-lines findings"),
        rx.el.div(
            button(t("oidc.found.close"), weight="primary", on_click=_STATE.leave_provider(False)),
            class_name="foot-acts",
        ),
        open=_STATE.step == FOUND,
        on_open_change=ProvidersState.leave_provider,
        title=t("oidc.found.title", name=_CHOSEN.name),
        description=t("oidc.found.text"),
    )


def _finding(given: rx.vars.ObjectVar[Finding]) -> rx.Component:
    each: Any = given
    words = translate((rx.Var.create("oidc.found.") + each.code).to(str), {"detail": each.detail})
    sign = rx.cond(each.good, icon("circle-check"), icon("triangle-alert"))
    tone = rx.cond(each.good, "finding-good", "finding-bad")
    return rx.el.li(sign, rx.el.span(words, class_name="record-line-main"), class_name=tone, key=each.code)


def _removing() -> rx.Component:
    return confirm_dialog(
        open=_STATE.step == END,
        on_open_change=ProvidersState.leave_provider,
        title=t("oidc.remove.title", name=_CHOSEN.name),
        consequence=t("oidc.remove.text"),
        verb=t("oidc.remove.act"),
        on_confirm=ProvidersState.end_provider,
    )
