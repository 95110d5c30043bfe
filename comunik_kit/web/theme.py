"""What every page's head carries: styles, the font, our scripts, and the one that runs before the first paint."""

import reflex as rx

from comunik_kit.web.i18n import FIRST_PAINT

__all__ = ["STYLESHEETS", "head_components"]

STYLESHEETS = [f"/css/{part}.css" for part in ("tokens", "controls", "parts", "frame", "doors")]
_FONT = "/fonts/inter-latin.woff2"
_FURTHER_FONT = "/fonts/inter-latin-ext.woff2"
_LATIN = (
    "U+0020-007E,U+00A0-00FF,U+0131,U+0152-0153,U+0178,U+2009-2011,U+2013-2014,U+2018-201E,U+2022,"
    "U+2026,U+202F,U+2032,U+2039-203A,U+20AC,U+2122,U+2190,U+2192,U+2212"
)
_FURTHER_LATIN = (
    "U+0100-0130,U+0132-0151,U+0154-0177,U+0179-017F,U+018F,U+0192,U+01A0-01A1,U+01AF-01B0,"
    "U+01CD-01DC,U+0218-021B,U+0259,U+1E80-1E85,U+1E9E,U+1EA0-1EF9"
)


def head_components(api: str = "") -> list[rx.Component]:
    """The head's extras, but for what differs from workspace to workspace (http/dressing.py).

    `api` is the address of our routes when it differs from the page's (development only).
    """
    return [
        rx.el.script(FIRST_PAINT),
        rx.el.link(
            rel="preload",
            href=_FONT,
            custom_attrs={"as": "font", "type": "font/woff2"},
            cross_origin="anonymous",
        ),
        # In the page, not in a stylesheet: a browser keeps a stylesheet's font with it from page to page, asks for the
        # preloaded one all the same, and complains that nobody used that.
        rx.el.style(_face(_FONT, _LATIN) + _face(_FURTHER_FONT, _FURTHER_LATIN)),
        rx.el.meta(name="kit-api", content=api),
        rx.el.meta(
            name="theme-color", content="#ffffff", custom_attrs={"media": "(prefers-color-scheme: light)"}
        ),
        rx.el.meta(
            name="theme-color", content="#0f1012", custom_attrs={"media": "(prefers-color-scheme: dark)"}
        ),
        rx.el.script(src="/js/door.js", defer=True),
        rx.el.script(src="/js/kit.js", defer=True),
    ]


def _face(address: str, characters: str) -> str:
    return (
        f'@font-face{{font-family:"Inter";src:url("{address}") format("woff2");'
        f"font-weight:400 650;font-display:swap;unicode-range:{characters}}}"
    )
