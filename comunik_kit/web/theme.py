"""The look in numbers that Python needs: the accent as CSS, checked before it reaches a style attribute."""

import re

__all__ = ["DEFAULT_ACCENT", "accent_style", "contrast", "ink_on"]

DEFAULT_ACCENT = "#2b5fd9"
_HEX = re.compile(r"#[0-9a-fA-F]{6}\Z")
_WHITE, _INK = "#ffffff", "#0f1115"
_READABLE = 4.5


def accent_style(accent: str) -> dict[str, str]:
    """The two CSS variables of a workspace's accent: the colour and the text on it; none for a malformed colour."""
    if not _HEX.match(accent):
        return {}
    return {"--accent": accent, "--accent-ink": ink_on(accent)}


def ink_on(accent: str) -> str:
    """White when it reads on the accent (WCAG AA), near-black otherwise."""
    return _WHITE if contrast(accent, _WHITE) >= _READABLE else _INK


def contrast(one: str, other: str) -> float:
    """The WCAG contrast ratio of two `#rrggbb` colours, 1 to 21."""
    bright, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
