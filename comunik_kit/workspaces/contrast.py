"""Pure: whether a brand's colour can be read, and the nearest shade of its hue that can (WCAG 2.2, 1.4.3)."""

import colorsys
import re
from dataclasses import dataclass
from functools import lru_cache

ENOUGH = 4.5
# The darkest of the light theme's grounds and the lightest of the dark one's (assets/css/tokens.css): what reads on
# these reads on all.
LIGHT_GROUND, DARK_GROUND = "#f3f3f5", "#212227"
WHITE, INK = "#ffffff", "#000000"
_COLOUR = re.compile(r"#[0-9a-f]{6}", re.ASCII)
_STRAIGHT_PART = 0.04045  # of the sRGB curve
_STEPS = 255
_REMEMBERED = 256


@dataclass(frozen=True, slots=True)
class Reading:
    """How a colour reads: white on it, and itself on each ground; `proposal` is empty when nothing need change.

    `ink` is what is written on it. `dark` and `dark_ink` are its shade in the dark theme, and what is written on that.
    """

    colour: str
    white_on_it: float
    on_light: float
    on_dark: float
    ink: str
    light: str
    dark: str
    dark_ink: str
    proposal: str = ""


def is_colour(text: object) -> bool:
    """Tell whether a text is a colour as `#rrggbb`, in lower case."""
    return isinstance(text, str) and _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """Give the contrast ratio of two colours, from 1 to 21."""
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@lru_cache(_REMEMBERED)
def reading(colour: str) -> Reading:
    """Look at a colour in both themes."""
    light, dark = nearest(colour, LIGHT_GROUND), nearest(colour, DARK_GROUND)
    return Reading(
        colour=colour,
        white_on_it=_told(contrast(WHITE, colour)),
        on_light=_told(contrast(colour, LIGHT_GROUND)),
        on_dark=_told(contrast(colour, DARK_GROUND)),
        ink=ink_on(colour),
        light=light,
        dark=dark,
        dark_ink=ink_on(dark),
        proposal="" if light == colour else light,
    )


def ink_on(colour: str) -> str:
    """Choose white or black for words on a colour: white whenever it reads."""
    white, ink = contrast(WHITE, colour), contrast(INK, colour)
    return WHITE if white >= ENOUGH or white >= ink else INK


def nearest(colour: str, ground: str) -> str:
    """Give the nearest shade of the same hue that reads on a ground: the colour itself when it does."""
    if contrast(colour, ground) >= ENOUGH:
        return colour
    hue, lightness, saturation = colorsys.rgb_to_hls(*_shares(colour))
    towards = -1 if _luminance(ground) > _luminance("#777777") else 1
    for step in range(1, _STEPS + 1):
        shade = _written(colorsys.hls_to_rgb(hue, _within(lightness + towards * step / _STEPS), saturation))
        if contrast(shade, ground) >= ENOUGH:
            return shade
    return INK if towards < 0 else WHITE


def _told(ratio: float) -> float:
    """Round down: 4.49 must not pass for 4.5."""
    return int(ratio * 10) / 10


def _within(share: float) -> float:
    return min(1.0, max(0.0, share))


def _shares(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _written(shares: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(_within(share) * 255):02x}" for share in shares)


def _luminance(colour: str) -> float:
    red, green, blue = map(_linear, _shares(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(share: float) -> float:
    return share / 12.92 if share <= _STRAIGHT_PART else ((share + 0.055) / 1.055) ** 2.4
