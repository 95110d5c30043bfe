"""The brand's colour: how it reads, and the nearest shade that does (WCAG 2.2, 1.4.3)."""

import colorsys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.workspaces.contrast import (
    DARK_GROUND,
    ENOUGH,
    INK,
    LIGHT_GROUND,
    WHITE,
    contrast,
    ink_on,
    is_colour,
    nearest,
    reading,
)

colours = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#ffffff", 1.0),
        ("#777777", "#ffffff", 4.48),
        ("#767676", "#ffffff", 4.54),
        ("#ff0000", "#ffffff", 4.0),
        ("#0000ff", "#ffffff", 8.59),
    ],
)
def test_contrast_is_that_of_the_standard(one: str, other: str, ratio: float) -> None:
    assert contrast(one, other) == pytest.approx(ratio, abs=0.005)
    assert contrast(other, one) == contrast(one, other)


@pytest.mark.parametrize(
    ("colour", "passes"),
    [
        ("#2563eb", True),
        ("#1d4ed8", True),
        ("#000000", True),
        ("#fde047", False),
        ("#f97316", False),
        ("#ffffff", False),
        ("#9ca3af", False),
    ],
)
def test_a_colour_that_reads_stays_and_one_that_does_not_gets_a_proposal(
    colour: str, *, passes: bool
) -> None:
    found = reading(colour)
    assert (found.proposal == "") is passes
    assert contrast(found.proposal or colour, LIGHT_GROUND) >= ENOUGH
    assert contrast(WHITE, found.proposal or colour) >= ENOUGH


def test_what_is_just_too_little_is_not_rounded_up() -> None:
    assert reading("#777777").white_on_it == 4.4


@given(colours)
def test_every_colour_has_a_shade_that_reads_in_each_theme(colour: str) -> None:
    found = reading(colour)
    assert contrast(found.light, LIGHT_GROUND) >= ENOUGH
    assert contrast(found.dark, DARK_GROUND) >= ENOUGH
    assert contrast(found.dark_ink, found.dark) >= ENOUGH
    assert contrast(found.ink, colour) >= ENOUGH


@given(colours)
def test_a_proposal_keeps_the_hue(colour: str) -> None:
    def hue(of: str) -> float:
        return colorsys.rgb_to_hls(*(int(of[at : at + 2], 16) / 255 for at in (1, 3, 5)))[0] * 360

    proposal = nearest(colour, LIGHT_GROUND)
    parts = [int(proposal[at : at + 2], 16) for at in (1, 3, 5)]
    if max(parts) - min(parts) > 60 and min(parts) > 0:  # a grey has none, and one near it a coarse one
        turned = abs(hue(colour) - hue(proposal))
        assert min(turned, 360 - turned) < 4


def test_the_nearest_shade_is_the_first_that_passes() -> None:
    proposal = nearest("#f97316", LIGHT_GROUND)
    assert ENOUGH <= contrast(proposal, LIGHT_GROUND) < ENOUGH + 0.15


def test_words_on_a_colour_are_white_whenever_white_reads() -> None:
    assert (ink_on("#1d4ed8"), ink_on("#fde047")) == (WHITE, INK)


@pytest.mark.parametrize(
    "text",
    ["", "red", "#fff", "#GGGGGG", "#2563eb;", "url(x)", "#2563eb\n", " #2563eb", 7, None, "#\uff12563eb"],
)
def test_only_six_hexadecimal_digits_are_a_colour(text: object) -> None:
    """INP-08."""
    assert not is_colour(text)
