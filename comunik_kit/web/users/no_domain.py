"""The red warning: nobody can be added before the workspace has a domain."""

import reflex as rx

from comunik_kit.web.components import callout, link_button
from comunik_kit.web.i18n import t


def no_domain() -> rx.Component:
    """Say so, and lead to where there is one to be had."""
    return callout(
        t("users.no_domain.title"),
        t("users.no_domain.text"),
        link_button(t("users.no_domain.act"), href="/settings/white-label"),
        tone="danger",
    )
