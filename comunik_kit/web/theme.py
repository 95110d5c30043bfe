"""What every page's head carries: styles, the font, our scripts, and the one that runs before the first paint."""

import reflex as rx

from comunik_kit.web.i18n import FIRST_PAINT

__all__ = ["STYLESHEETS", "head_components"]

STYLESHEETS = [f"/css/{part}.css" for part in ("tokens", "controls", "parts", "frame", "doors")]
_FONT = "/fonts/inter-latin.woff2"


def head_components(api: str = "") -> list[rx.Component]:
    """The head's extras; `api` is the address of our routes when it differs from the page's (development only)."""
    return [
        rx.el.script(FIRST_PAINT),
        rx.el.link(
            rel="preload",
            href=_FONT,
            custom_attrs={"as": "font", "type": "font/woff2"},
            cross_origin="anonymous",
        ),
        rx.el.link(rel="icon", href="/favicon.svg", type="image/svg+xml"),
        rx.el.link(rel="icon", href="/favicon.ico", sizes="32x32"),
        rx.el.meta(name="kit-api", content=api),
        rx.el.meta(name="theme-color", content="#ffffff", media="(prefers-color-scheme: light)"),
        rx.el.meta(name="theme-color", content="#0f1012", media="(prefers-color-scheme: dark)"),
        rx.el.script(src="/js/door.js", defer=True),
        rx.el.script(src="/js/kit.js", defer=True),
    ]
