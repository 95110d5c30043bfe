"""What lies over every page: the lost connection, and the page that broke. Ours, in the reader's language."""

import reflex as rx
from reflex_components_core.base.error_boundary import ErrorBoundary
from reflex_components_core.core.banner import has_connection_errors

from comunik_kit.web.components.elements import native_anchor
from comunik_kit.web.i18n import t


def offline(stateful: bool) -> rx.Component | None:
    """Say that the connection is lost, as long as it is; it comes back by itself."""
    if not stateful:
        return None
    words = rx.el.div(t("app.offline"), role="status", class_name="offline")
    return rx.fragment(rx.cond(has_connection_errors, words))


def broken_page(stateful: bool) -> rx.Component:
    """Catch what breaks while a page is drawn: words and a way on, never the error's text."""
    words = rx.el.main(
        rx.el.h1(t("app.broken.title")),
        rx.el.p(t("app.broken.text")),
        native_anchor(t("app.broken.again"), href="/", class_name="btn btn-primary"),
        class_name="broken",
    )
    drawn = rx.Var.create(words)
    if stateful:
        return ErrorBoundary.create(fallback_render=drawn)
    return ErrorBoundary.create(fallback_render=drawn, on_error=rx.noop())
