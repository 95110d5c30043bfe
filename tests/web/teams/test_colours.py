"""The colours of teams: each in the style sheet, for both themes, and told from what is behind it (WCAG 1.4.11)."""

import re
from pathlib import Path

import pytest

from comunik_kit.users.team_inputs import COLOURS

CSS = Path(__file__).resolve().parents[3] / "assets" / "css"
BEHIND = {"": ("#ffffff", "#f7f7f8", "#f1f1f3"), ".dark ": ("#0f1012", "#16171a", "#1d1e22", "#212227")}
LEAST = 3.0


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", BEHIND)
@pytest.mark.parametrize("colour", COLOURS)
def test_a_colour_is_told_from_every_surface(colour: str, theme: str) -> None:
    rule = rf"^{re.escape(theme)}\.tone-team-{colour} {{ --tone: (#[0-9a-f]{{6}}); }}$"
    [tone] = re.findall(rule, (CSS / "people.css").read_text(encoding="utf-8"), re.MULTILINE)
    assert min(contrast(tone, behind) for behind in BEHIND[theme]) >= LEAST


def test_the_surfaces_are_those_of_the_themes() -> None:
    tokens = (CSS / "tokens.css").read_text(encoding="utf-8")
    light, dark = tokens.split(":root.dark", 1)
    assert all(each in light for each in BEHIND[""])
    assert all(each in dark for each in BEHIND[".dark "])
