"""Addresses, telephone numbers, folding: one spelling for comparison, whatever was typed."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.kernel import email_address, phone
from comunik_kit.kernel.email_address import InvalidEmail
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.phone import InvalidPhone

_LOCAL = st.from_regex(r"[a-z0-9]{1,10}([.+_-][a-z0-9]{1,10})?", fullmatch=True)
_LABEL = st.text(st.sampled_from("abcdéèüñç"), min_size=1, max_size=8)


def key_or_none(text: str) -> str | None:
    """Give the key of an address, None for a refused one."""
    try:
        return email_address.parse(text).key
    except InvalidEmail:
        return None


@given(local=_LOCAL, label=_LABEL)
def test_two_spellings_of_one_address_have_one_key(local: str, label: str) -> None:
    """INV-05: case, width of the domain, composed or not, A-label or U-label."""
    address = f"{local}@{label}.fr"
    key = email_address.parse(address).key
    assert key.isascii()
    assert key == key.lower()
    domain = key.rpartition("@")[2]
    decomposed = unicodedata.normalize("NFD", label)
    for other in (
        f"{local.upper()}@{label.upper()}.FR",
        f"{local}@{decomposed}.fr",
        f"{local}@{domain}",
        f"  {address} ",
        key,
    ):
        assert email_address.parse(other).key == key


@given(local=_LOCAL, place=st.integers(0, 9), sign=st.characters(min_codepoint=0x80, codec="utf-8"))
def test_no_foreign_letter_passes_for_an_ascii_one_before_the_at(local: str, place: int, sign: str) -> None:
    """INV-05: ligatures, dotless i, Kelvin sign, full width, zero width: refused.

    Only at either end of the whole are spaces of any kind no part of it.
    """
    assert key_or_none(f"x{local[:place]}{sign}{local[place:]}x@exemple.fr") is None


@pytest.mark.parametrize("sign", ["ﬁ", "ı", "\u212a", "\uff41", "\u200b", "\u200d", "é", "\u017f", "\u00ad"])
def test_look_alikes_are_refused_before_the_at(sign: str) -> None:
    """INV-05."""
    assert key_or_none(f"ad{sign}min@exemple.fr") is None


_SIGNS = st.text(st.sampled_from("aZ9.-_+éßﬁıİ\u212a\uff21\u200b。"), min_size=1, max_size=6)


@given(_SIGNS, _SIGNS)
def test_the_key_of_any_text_is_its_own_key(left: str, right: str) -> None:
    """INV-05: an address is refused, or its key stands still."""
    key = key_or_none(f"{left}@{right}.fr")
    if key is None:
        assert not (left.isalpha() and left.isascii() and right.isalpha() and right.isascii())
        return
    assert key.isascii()
    assert key_or_none(key) == key


@pytest.mark.parametrize(
    "text",
    ["", "ana", "@x.fr", "ana@", "a b@x.fr", "ana@x", "ana@@x.fr", "ana@-x.fr", "ana@x..fr", "<ana@x.fr>",
     "Ana <ana@x.fr>", "ana@x.fr,b@x.fr", "ana@x.fr\nBcc: b@x.fr", "ana\0@x.fr",
     "ana@[127.0.0.1]", "a@" + "b" * 260 + ".fr",
     '"a b"@x.fr', "ana@x.fr ana@y.fr"],
)  # fmt: skip
def test_what_is_no_single_plain_address_is_refused(text: str) -> None:
    """INV-05, AUT-12: no second address, no header, gets through."""
    with pytest.raises(InvalidEmail) as refusal:
        email_address.parse(text)
    assert refusal.value.field == "email"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("06 12 34 56 78", "+33612345678"),
        ("06.12.34.56.78", "+33612345678"),
        ("+33 (0)6 12 34 56 78", "+33612345678"),
        ("0033612345678", "+33612345678"),
        ("+32 470 12 34 56", "+32470123456"),
    ],
)
def test_a_number_is_stored_in_one_form(typed: str, stored: str) -> None:
    assert phone.parse(typed) == stored
    assert phone.parse(phone.display(stored)) == stored


@pytest.mark.parametrize(
    "typed", ["", "12", "abc", "06 12 34 56", "+999 123", "0" * 40, "06\x0012345678x9", "+"]
)
def test_what_is_no_number_is_refused(typed: str) -> None:
    with pytest.raises(InvalidPhone) as refusal:
        phone.parse(typed)
    assert refusal.value.field == "phone"


def test_no_number_is_shown_as_nothing() -> None:
    assert phone.display("") == ""


@pytest.mark.parametrize(
    ("text", "folded"),
    [("HÉLÈNE  Œuvre", "helene oeuvre"),
     ("Straße", "strasse"), ("ﬁn", "fin"), ("\uff21\uff22", "ab"), ("L’Été", "l'ete"),
      ("Łódź", "lodz")],
)  # fmt: skip
def test_accents_case_width_and_spacing_are_folded(text: str, folded: str) -> None:
    assert fold(text) == folded


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text(st.characters(codec="utf-8", categories=["L", "N", "Zs"])))
def test_composed_and_decomposed_spellings_fold_alike(text: str) -> None:
    assert fold(unicodedata.normalize("NFC", text)) == fold(unicodedata.normalize("NFD", text))
