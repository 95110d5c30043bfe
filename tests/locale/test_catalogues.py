"""Both languages are whole: the same keys, the same parameters, the same plural forms."""

import ast
import json
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import comunik_kit
from comunik_kit import locale
from comunik_kit.locale import LANGUAGES, DuplicateWord, catalogue, params_of

PACKAGE = Path(comunik_kit.__file__).parent
WORDS_OF_THE_SCREEN = {"t", "say"}


def test_each_key_is_in_both_languages() -> None:
    french, english = (set(catalogue(lang)) for lang in LANGUAGES)
    assert french == english
    assert french


def test_each_area_has_its_file_in_both_languages() -> None:
    french, english = (
        {path.name for path in (PACKAGE / "locale" / lang).glob("*.json")} for lang in LANGUAGES
    )
    assert french == english


def test_each_word_wants_the_same_parameters_in_both_languages() -> None:
    unlike = [
        key for key, word in catalogue("fr").items() if params_of(word) != params_of(catalogue("en")[key])
    ]
    assert unlike == []


def test_each_plural_has_both_forms_in_both_languages() -> None:
    for lang in LANGUAGES:
        plurals = {key: word for key, word in catalogue(lang).items() if not isinstance(word, str)}
        assert [key for key, forms in plurals.items() if set(forms) != {"one", "other"}] == []


def test_no_word_is_empty() -> None:
    for lang in LANGUAGES:
        assert [key for key, word in catalogue(lang).items() if not word] == []


def test_no_line_of_french_breaks_before_its_punctuation() -> None:
    """Marks of two parts and quotation marks stand off by a space that does not break; a subject has one line."""
    broken = [
        key
        for key, word in _sentences("fr")
        if re.search(r"\S [:;!?»]|« |\u202f", word)
        and not (key.startswith("mail.") and key.endswith(".subject"))
    ]
    assert broken == []


def test_one_thing_has_one_name_in_english() -> None:
    """« espace » is a workspace, « abonnement » a subscription, and e-mail is written with its hyphen."""
    other = re.compile(r"(?<![{.\w])[Ee]mails?\b|\b[Pp]lans?\b|\b[Ss]paces?\b(?! or special)")
    assert [word for key, word in _sentences("en") if other.search(word) and key != "doors.code.hint"] == []


def _sentences(language: str) -> Iterator[tuple[str, str]]:
    for key, word in catalogue(language).items():
        yield from ((key, form) for form in ([word] if isinstance(word, str) else word.values()))


def test_no_file_says_a_key_twice() -> None:
    for path in (PACKAGE / "locale").glob("*/*.json"):
        keys = json.loads(
            path.read_text(encoding="utf-8"), object_pairs_hook=lambda pairs: [key for key, _ in pairs]
        )
        assert [key for key, times in Counter(keys).items() if times > 1] == [], path.name


def test_two_areas_with_one_key_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "fr").mkdir()
    for area in ("one", "two"):
        (tmp_path / "fr" / f"{area}.json").write_text('{"app.close": "?"}', encoding="utf-8")
    monkeypatch.setattr(locale, "_FOLDER", tmp_path)
    with pytest.raises(DuplicateWord, match=r"app\.close"):
        catalogue.__wrapped__("fr")


def test_every_word_that_the_code_asks_for_by_name_exists() -> None:
    missing = [f"{path.name}: {key}" for path, key in _asked_for() if key not in catalogue("fr")]
    assert missing == []


def _asked_for() -> Iterator[tuple[Path, str]]:
    for path in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            yield from ((path, key) for key in _keys_of(node))


def _keys_of(node: ast.AST) -> list[str]:
    if (
        not isinstance(node, ast.Call)
        or not isinstance(node.func, ast.Name)
        or node.func.id not in WORDS_OF_THE_SCREEN
    ):
        return []
    literals = [
        arg.value for arg in node.args[:2] if isinstance(arg, ast.Constant) and isinstance(arg.value, str)
    ]
    return [literal for literal in literals if "." in literal]
