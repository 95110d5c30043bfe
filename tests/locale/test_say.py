"""The server's words: e-mails, errors, the answers of the doors."""

import pytest

from comunik_kit.locale import catalogue, language_or_default, params_of, say
from comunik_kit.locale.negotiation import best_language


@pytest.fixture
def seats(monkeypatch: pytest.MonkeyPatch) -> None:
    words = {
        "fr": {"seats": {"one": "{count} place", "other": "{count} places"}, "by": "par {name}"},
        "en": {"seats": {"one": "{count} seat", "other": "{count} seats"}, "by": "by {name}"},
    }
    monkeypatch.setattr("comunik_kit.locale.catalogue", words.__getitem__)


@pytest.mark.parametrize(
    ("lang", "count", "words"),
    [
        ("fr", 0, "0 place"),
        ("fr", 1, "1 place"),
        ("fr", 2, "2 places"),
        ("en", 0, "0 seats"),
        ("en", 1, "1 seat"),
        ("fr", 12340, "12\N{NARROW NO-BREAK SPACE}340 places"),
        ("en", 12340, "12,340 seats"),
    ],
)
@pytest.mark.usefixtures("seats")
def test_a_count_chooses_the_plural_and_is_grouped(lang: str, count: int, words: str) -> None:
    assert say(lang, "seats", count=count) == words


@pytest.mark.usefixtures("seats")
def test_a_value_with_braces_is_not_filled_in_turn() -> None:
    assert say("fr", "by", name="{count}", count=3) == "par {count}"


def test_an_unknown_key_comes_back_as_itself() -> None:
    assert say("fr", "no.such.word") == "no.such.word"


def test_an_unknown_language_speaks_french() -> None:
    assert say("de", "app.cancel") == catalogue("fr")["app.cancel"] != catalogue("en")["app.cancel"]


@pytest.mark.parametrize(
    ("wish", "lang"),
    [("en-GB", "en"), ("EN_us", "en"), ("fr", "fr"), ("pt-BR", "fr"), (None, "fr"), ("", "fr")],
)
def test_a_wish_finds_its_language(wish: str | None, lang: str) -> None:
    assert language_or_default(wish) == lang


@pytest.mark.parametrize(
    ("header", "lang"),
    [
        ("en-GB,en;q=0.9,fr;q=0.8", "en"),
        ("de,en;q=0.5,fr;q=0.7", "fr"),
        ("de", "fr"),
        ("", "fr"),
        ("en;q=0", "fr"),
        ("en;q=nonsense", "fr"),
        (",;q=,,en", "en"),
        ("fr; q=0.5, en ; q=0.8", "en"),
        ("EN-us", "en"),
    ],
)
def test_a_browsers_header_finds_its_language(header: str, lang: str) -> None:
    assert best_language(header) == lang


def test_a_browser_that_wants_none_of_ours_gets_the_language_given() -> None:
    assert best_language("de,it;q=0.5,fr;q=0", "en") == "en"


def test_params_are_those_of_every_form() -> None:
    assert params_of({"one": "{count} de {name}", "other": "{count}"}) == {"count", "name"}
