"""Pure words about people: initials, sorting, and proposals for a mistyped address."""

import pytest

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.users.names import initials, search_text, search_words, sort_name
from comunik_kit.users.suggestions import suggest_email


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Marie-Lou Dupont", "MD"),
        ("Ana", "A"),
        ("jean de la fontaine", "JF"),
        ("Ana (Paris)", "AP"),
        ("Ana 3", "A"),
        ("élodie œuvre", "ÉŒ"),
        ("123 456", "14"),
        ("", ""),
    ],
)
def test_initials_are_those_of_the_first_and_last_word(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_the_search_text_holds_the_name_and_both_spellings_of_an_address() -> None:
    address = EmailAddress("Ana@Société.fr", "ana@xn--socit-esab.fr")
    assert search_text("Hélène  ŒUVRE", address) == "helene oeuvre ana@societe.fr ana@xn--socit-esab.fr"
    assert sort_name("Éa" * 100) == ("ea" * 100)[:120]
    assert len(search_text("É" * 500, EmailAddress("é" * 400, "e" * 400))) <= 700


def test_a_search_has_at_most_eight_different_words() -> None:
    assert search_words("Été été  a b c d e f g h i") == ["ete", "a", "b", "c", "d", "e", "f", "g"]
    assert search_words(" \0\n ") == []


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("ana@gmial.com", "ana@gmail.com"),
        ("ana@gmail.con", "ana@gmail.com"),
        ("ana@gmai.com", "ana@gmail.com"),
        ("Ana.M@GMAIL.CO", "Ana.M@gmail.com"),
        ("ana@hotmial.fr", "ana@hotmail.fr"),
        ("ana@ornage.fr", "ana@orange.fr"),
        ("ana@outlok.com", "ana@outlook.com"),
        ("ana@la-poste.net", "ana@laposte.net"),
        (" ana@yaho.fr ", "ana@yahoo.fr"),
    ],
)
def test_a_slip_in_a_well_known_domain_is_noticed(typed: str, meant: str) -> None:
    assert suggest_email(typed) == meant


@pytest.mark.parametrize(
    "typed",
    ["ana@gmail.com", "ana@GMAIL.com", "ana@mail.com", "ana@ymail.com", "ana@exemple.fr", "ana@comunik.fr",
     "ana", "@gmial.com", "ana@", "", "ana@" + "g" * 100_000],
)  # fmt: skip
def test_other_addresses_are_left_alone(typed: str) -> None:
    assert suggest_email(typed) == ""
