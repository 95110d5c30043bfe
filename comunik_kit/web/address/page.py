"""A new address confirms itself by the link it was sent. Opening it changes nothing; the button does."""

from typing import Any

import reflex as rx

from comunik_kit.web.address.state import AddressState
from comunik_kit.web.components import link_button
from comunik_kit.web.door_frame import door_frame
from comunik_kit.web.doors import by_link, dead_end, door_form, door_head, without_script
from comunik_kit.web.forgot.page import back_to_sign_in
from comunik_kit.web.i18n import t

_LINK: Any = AddressState.link


def address_page() -> rx.Component:
    """The page /address: the button at once; a dead link's words when the state says so."""
    return door_frame(by_link(_LINK.status, _form(), _dead))


def _form() -> rx.Component:
    facts = rx.el.dl(rx.el.dt(t("address.email")), rx.el.dd(_LINK.email), class_name="door-facts")
    return rx.el.div(
        door_head(t("address.title"), t("address.text")),
        without_script(AddressState.error),
        rx.cond(_LINK.email, facts, rx.fragment()),
        door_form(action="/auth/address/confirm", verb=t("address.act")),
    )


def _dead(status: str, symbol: str) -> rx.Component:
    sign_in = link_button(t("address.sign_in"), href="/login", weight="primary", reload=True)
    return dead_end(
        symbol,
        t(f"address.{status}.title"),
        t(f"address.{status}.text"),
        sign_in if status == "used" else back_to_sign_in(),
        tone="success" if status == "used" else "warning",
    )
