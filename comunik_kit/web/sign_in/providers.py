"""The ways to the providers of identities on the sign-in page; assets/js/door.js goes where the answer says."""

from typing import Any

import reflex as rx

from comunik_kit.oidc.views import Offer
from comunik_kit.web.components import button, native_form
from comunik_kit.web.i18n import t
from comunik_kit.web.sign_in.state import SignInState

_STATE: Any = SignInState


def own_provider() -> rx.Component:
    """The provider of the domain that was typed, before everything else."""
    offer: Any = _STATE.offered
    said = rx.el.p(t("oidc.yours", name=offer.name), class_name="field-hint")
    shown = rx.el.div(said, _way(offer, "primary"), class_name="door-provider", key=offer.id)
    return rx.el.div(rx.cond(offer.id != "", shown, rx.fragment()), role="status")


def providers() -> rx.Component:
    """A button for each provider that everybody is offered."""
    listed = rx.el.div(
        rx.el.p(t("oidc.or"), class_name="door-or"),
        rx.foreach(_STATE.offers, _offer),
        class_name="door-providers",
    )
    return rx.cond(_STATE.offers.length() > 0, listed, rx.fragment())


def _offer(given: rx.vars.ObjectVar[Offer]) -> rx.Component:
    return _way(given, "secondary")


def _way(each: Any, weight: Any) -> rx.Component:
    return native_form(
        rx.el.p(role="alert", class_name="field-error", custom_attrs={"data-error-for": "form"}),
        rx.el.input(type="hidden", name="next", custom_attrs={"data-from-query": "next"}),
        button(t("oidc.continue", name=each.name), weight=weight, leading="log-in", type="submit"),
        action=(rx.Var.create("/sign-in/oidc/") + each.id).to(str),
        key=each.id,
        class_name="door-way",
        custom_attrs={"data-door": "", "data-network": t("doors.network")},
    )
