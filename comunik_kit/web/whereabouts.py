"""Where a session is, on one's own page and on the record of a person."""

from typing import Any, cast

import reflex as rx

from comunik_kit.web.i18n import t


def address_of(session: Any) -> rx.Component:
    """Say the address of a session, and where that is as far as it says so itself."""
    place = t("record.sessions.place." + cast("Any", session.place))
    return rx.fragment(session.ip, rx.cond(session.place != "", rx.fragment(" (", place, ")"), rx.fragment()))
