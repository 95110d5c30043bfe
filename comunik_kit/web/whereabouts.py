"""Where a session is, on one's own page and on the record of a person."""

from typing import Any, cast

import reflex as rx

from comunik_kit.web.i18n import t


def address_of(session: Any) -> rx.Component:
    """Say the address of a session before what follows, and where that is as far as it says so itself."""
    place = t("record.sessions.place." + cast("Any", session.place))
    where = rx.cond(session.place != "", rx.fragment(" (", place, ")"), rx.fragment())
    return rx.cond(session.ip != "", rx.fragment(session.ip, where, " · "), rx.fragment())
