"""The figures of the home page, over the period that its address asks for."""

import math
from collections.abc import Mapping, Sequence

from comunik_kit.http.first_paint.templates import drawn
from comunik_kit.kernel.actor import Actor
from comunik_kit.modules.looks import FIRST_STEPS, TRENDS
from comunik_kit.modules.periods import SPANS, span_of
from comunik_kit.modules.registry import MODULES
from comunik_kit.wiring import Kit

_WIDTH, _HEIGHT, _MARGIN = 120, 32, 2


def home(kit: Kit, actor: Actor, query: Mapping[str, str], language: str) -> str:
    """Draw what stands under the greeting."""
    view = kit.home.view(actor, span=span_of(query))
    modules = {each.key: each for each in MODULES}
    return drawn(
        "home", language, view=view, modules=modules, spans=SPANS, trends=TRENDS, line=line, steps=FIRST_STEPS
    )


def line(values: Sequence[int]) -> str:
    """Give the `points` of an SVG polyline in a box of 120 × 32, as `web/js/figures.js` does."""
    if not values:
        return ""
    low, reach = min(values), max(values) - min(values)
    step = _WIDTH / (len(values) - 1) if len(values) > 1 else 0.0
    room = _HEIGHT - 2 * _MARGIN
    heights = [_HEIGHT - _MARGIN - (value - low) / reach * room if reach else _HEIGHT / 2 for value in values]
    return " ".join(f"{_tenths(at * step)},{_tenths(height)}" for at, height in enumerate(heights))


def _tenths(length: float) -> str:
    """Round as scripts do: a half is rounded up."""
    return f"{math.floor(length * 10 + 0.5) / 10:.1f}"
