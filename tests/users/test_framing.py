"""Framing a photo: whatever is asked for, what is kept is a square of what is there."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.users.pictures import Cut, portrait
from tests.users.test_photos import reopened


@pytest.mark.parametrize(
    ("cut", "box"),
    [
        (Cut(0, 0, 1), (0, 0, 600, 600)),
        (Cut(1 / 3, 0, 1), (300, 0, 900, 600)),
        (Cut(0.5, 0.5, 0.5), (450, 300, 750, 600)),
        (Cut(1, 1, 0.25), (750, 450, 900, 600)),  # further than there is anything
    ],
)
def test_the_square_that_was_chosen_lies_within_the_picture(cut: Cut, box: tuple[int, ...]) -> None:
    assert cut.box(900, 600) == box


@given(
    st.floats(0, 1), st.floats(0, 1), st.floats(0, 1), st.integers(1, 5_000), st.integers(1, 5_000)
)  # fmt: skip
def test_whatever_is_chosen_is_a_square_of_what_is_there(
    left: float, top: float, side: float, width: int, height: int
) -> None:
    """INP-05."""
    cut = Cut.parse({"left": left, "top": top, "side": side})
    assert cut is not None
    x, y, right, bottom = cut.box(width, height)
    assert 0 <= x < right <= width
    assert 0 <= y < bottom <= height
    assert right - x == bottom - y


@pytest.mark.parametrize(
    "form",
    [
        {"left": "0", "top": "0"},
        {"left": "nan", "top": "0", "side": "1"},
        {"left": "0", "top": "inf", "side": "1"},
        {"left": "-0.1", "top": "0", "side": "1"},
        {"left": "0", "top": "0", "side": "2"},
        {"left": "x", "top": "0", "side": "1"},
        {"left": "0", "top": "0", "size": "1"},
    ],
)
def test_what_is_no_square_is_refused(form: dict[str, object]) -> None:
    """INP-01."""
    with pytest.raises(InvalidInput):
        Cut.parse(form)


def test_of_a_picture_only_what_was_chosen_is_kept() -> None:
    image = Image.new("RGB", (900, 600), (0, 0, 255))
    image.paste((255, 0, 0), (600, 300, 900, 600))
    out = io.BytesIO()
    image.save(out, "PNG")
    kept = reopened(portrait(out.getvalue(), Cut(2 / 3, 1 / 2, 1 / 2)))
    assert kept.size == (512, 512)
    red, _, blue = kept.convert("RGB").getpixel((5, 5))  # type: ignore[misc]
    assert red > 240
    assert blue < 15


def test_of_a_large_photograph_a_small_part_stays_sharp() -> None:
    """JPEG is decoded at less than its size, but never at less than what the part needs."""
    image = Image.new("RGB", (4096, 4096), "black")
    for stripe in range(0, 1024, 4):
        image.paste((255, 255, 255), (stripe, 0, stripe + 2, 1024))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95)
    kept = reopened(portrait(out.getvalue(), Cut(0, 0, 0.25))).convert("L")
    low, high = kept.crop((100, 100, 400, 400)).getextrema()
    assert isinstance(low, int)
    assert isinstance(high, int)
    assert high - low > 100
