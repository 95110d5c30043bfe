"""The words of the product: one catalogue per language, merged from its areas, read once."""

import json
import re
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path

__all__ = [
    "DEFAULT_LANGUAGE",
    "LANGUAGES",
    "DuplicateWord",
    "catalogue",
    "language_or_default",
    "number",
    "params_of",
    "say",
]

LANGUAGES = ("fr", "en")
DEFAULT_LANGUAGE = "fr"

Word = str | Mapping[str, str]
"""One entry: a sentence, or its plural forms by category (`one`, `other`), chosen by the parameter `count`."""

_REMEMBERED = 256  # wishes: what browsers ask for
_FOLDER = Path(__file__).parent
_SLOT = re.compile(r"\{(\w+)\}")
_THOUSANDS = {"fr": "\N{NARROW NO-BREAK SPACE}", "en": ","}


class DuplicateWord(Exception):
    """Two areas of one language define the same key: nobody could tell which one wins."""


@cache
def catalogue(lang: str) -> Mapping[str, Word]:
    """Every key of a language; raises DuplicateWord when two areas define one."""
    words: dict[str, Word] = {}
    for area in sorted((_FOLDER / lang).glob("*.json")):
        for key, word in json.loads(area.read_text(encoding="utf-8")).items():
            if key in words:
                raise DuplicateWord(f"{lang}/{area.name}: {key}")
            words[key] = word
    return words


@lru_cache(_REMEMBERED)
def language_or_default(wanted: str | None) -> str:
    """The language to speak for a wish such as `en`, `en-GB` or nothing."""
    lang = (wanted or "").strip().lower().replace("_", "-").partition("-")[0]
    return lang if lang in LANGUAGES else DEFAULT_LANGUAGE


def say(lang: str, key: str, **params: str | int) -> str:
    """The sentence for a key; numbers are grouped as the language does. An unknown key comes back as itself."""
    spoken = language_or_default(lang)
    word = catalogue(spoken).get(key)
    if word is None:
        return key
    sentence = word if isinstance(word, str) else _plural(spoken, word, params.get("count", 0))
    if "{" not in sentence:
        return sentence
    return _SLOT.sub(lambda slot: _shown(spoken, params.get(slot[1], slot[0])), sentence)


def number(lang: str, value: int) -> str:
    """A number grouped as the language does."""
    return f"{value:,}".replace(",", _THOUSANDS[language_or_default(lang)])


def params_of(word: Word) -> frozenset[str]:
    """The names in braces that a word wants filled."""
    forms = [word] if isinstance(word, str) else list(word.values())
    return frozenset(name for form in forms for name in _SLOT.findall(form))


def _plural(lang: str, forms: Mapping[str, str], count: str | int) -> str:
    # French counts 0 and 1 as singular, English only 1; the browser's Intl.PluralRules says the same.
    amount = abs(int(count))
    singular = amount in {0, 1} if lang == "fr" else amount == 1
    return forms.get("one" if singular else "other", forms["other"])


def _shown(lang: str, value: str | int) -> str:
    return number(lang, value) if isinstance(value, int) else value
