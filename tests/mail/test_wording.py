"""Names stay names; colours stay colours; moments read well."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.mail.wording import DEFAULT_ACCENT, ink_on, moment_in_words, one_line, plain, safe_accent

LOOKS_LIKE_A_SITE = re.compile(r"://|\w\.\w|\bmailto:\w", re.IGNORECASE)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("Ana Martin", "Ana Martin"),
        ("Jean-François d’Œuvre", "Jean-François d’Œuvre"),
        ("J.-P. Martin", "J.-P. Martin"),
        ("Dr. O'Neil & fils", "Dr. O'Neil & fils"),
        ("visit http://evil.com now", "visit http: //evil. com now"),
        ("www.evil.com", "www. evil. com"),
        ("evil。com", "evil. com"),
        ("a\r\nBcc: eve@evil.com", "a Bcc: eve@evil. com"),
        ("Ana\u202e\u200bmoc.live", "Anamoc. live"),
        ("  a\t b  ", "a b"),
        ("x" * 90, "x" * 79 + "…"),
    ],
)
def test_a_name_reads_as_a_name(typed: str, read: str) -> None:
    """INV-11: nothing in it becomes a header, a direction or the address of a site."""
    assert plain(typed) == read


@given(st.text(max_size=400))
def test_no_text_becomes_a_second_line_or_the_address_of_a_site(typed: str) -> None:
    """INV-11, INP-08."""
    read = plain(typed)

    assert len(one_line(typed)) <= 80
    assert read == " ".join(read.split())
    assert read.isprintable() or read == ""
    assert not LOOKS_LIKE_A_SITE.search(read)


@pytest.mark.parametrize(
    "typed", ["red", "#12345", "#1234567", "#fff;}</style>", "url(//evil)", "{{7*7}}", ""]
)
def test_what_is_no_colour_is_the_shipped_colour(typed: str) -> None:
    """INP-08."""
    assert safe_accent(typed) == DEFAULT_ACCENT
    assert safe_accent("#0A7f3c") == "#0A7f3c"


@given(st.from_regex(r"#[0-9a-f]{6}", fullmatch=True))
def test_words_on_any_accent_can_be_read(accent: str) -> None:
    """WCAG 2.2, 1.4.3: the better of white and black is at least 4.5:1 on every colour."""
    ink = ink_on(accent)

    assert ink in {"#ffffff", "#000000"}
    assert _contrast(accent, ink) >= 4.5


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_luminance(one), _luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    shares = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_a_moment_is_written_in_the_language_and_zone_of_the_workspace() -> None:
    """An unknown zone falls back to UTC rather than failing the message."""
    iso = "2026-03-09T08:00:00+00:00"

    assert moment_in_words(iso, "fr", "Europe/Paris") == "lundi 9 mars 2026 à 09:00 (CET)"
    assert moment_in_words(iso, "en", "Europe/Paris") == "Monday 9 March 2026 at 09:00 (CET)"
    assert moment_in_words(iso, "fr", "Nowhere/At_All").endswith("08:00 (UTC)")
    assert moment_in_words("", "fr", "Europe/Paris") == ""
