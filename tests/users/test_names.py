"""Pure words about people: initials, sorting, and proposals for a mistyped address."""

import pytest

from comunik_kit.kernel.email_address import EmailAddress
from comunik_kit.users.names import as_typed, initials, search_text, search_words, sort_name
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


def test_the_search_text_holds_the_phone_in_both_spellings_and_the_company() -> None:
    ana = EmailAddress("ana@exemple.fr", "ana@exemple.fr")
    assert search_text("Ana", ana, "+33612345678", "Société Générale") == (
        "ana ana@exemple.fr +33612345678 0612345678 societe generale"
    )
    assert search_text("Ana", ana, "+12015550123") == "ana ana@exemple.fr +12015550123"
    longest = search_text("É" * 500, EmailAddress("é" * 400, "a" * 400), "+33612345678", "Œ" * 120)
    assert len(longest) == 700


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ("06 12", "0612"),
        ("06.12.34.56.78", "0612345678"),
        ("06-12 34", "061234"),
        ("+33 6 12", "+33612"),
        ("+33 (0)6 12", "+33612"),
        ("0033 6 12", "+33612"),
        ("(201) 555-0123", "2015550123"),
        ("\uff12\uff10\uff11 555", "201555"),
        ("(+33) 6 12", "+33612"),
        ("(+33) (0)6 12", "+33612"),
        ("06\u201112\u201334", "061234"),
        ("0033", "+33"),
        ("00 33", "+33"),
    ],
)
def test_a_number_is_one_word_however_it_is_spaced(typed: str, word: str) -> None:
    assert search_words(typed) == [word]


@pytest.mark.parametrize("typed", ["06", "06 1", "rue 12 34", "12:34", "+", "100%"])
def test_other_words_with_digits_stay_words(typed: str) -> None:
    assert search_words(typed) == typed.split()


@pytest.mark.parametrize(
    ("searched", "typed"),
    [
        ("2024 2025", "2024 2025"),
        ("007-42", "007-42"),
        ("00123", "00123"),
        ("\uff12\uff10\uff11  555", "201 555"),
        ("0612", ""),
        ("+33612", ""),
        ("2024-", ""),
        ("06 1", ""),
        ("rue 12 34", ""),
        ("ana", ""),
        ("", ""),
    ],
)
def test_a_number_is_searched_for_as_it_was_typed_too(searched: str, typed: str) -> None:
    """Where it was not written so already, or what is searched for is in it: it may be a room's, or a file's."""
    assert as_typed(searched) == typed


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
        ("ana@hotmail.fe", "ana@hotmail.fr"),
        ("ana@hotmail.con", "ana@hotmail.com"),
        ("ana@yahoo.cm", "ana@yahoo.com"),
        ("ana@laposte.ne", "ana@laposte.net"),
        ("ana@gmail.ca", "ana@gmail.com"),
    ],
)
def test_a_slip_in_a_well_known_domain_is_noticed(typed: str, meant: str) -> None:
    assert suggest_email(typed) == meant


@pytest.mark.parametrize(
    "domain",
    ["hotmail.be", "hotmail.it", "HOTMAIL.ES", "hotmail.ca", "outlook.be", "outlook.es", "outlook.de",
     "yahoo.ca", "yahoo.de", "yahoo.co.uk", "live.be", "live.ca", "orange.be", "orange.es", "proton.ch",
     "protonmail.ch", "gmx.net", "gmx.de", "gmx.ch", "hotmail.uk"],
)  # fmt: skip
def test_a_well_known_service_in_another_country_is_no_slip(domain: str) -> None:
    """What is proposed there would be somebody else's address."""
    assert suggest_email(f"ana@{domain}") == ""


@pytest.mark.parametrize(
    "typed",
    ["ana@gmail.com", "ana@GMAIL.com", "ana@mail.com", "ana@ymail.com", "ana@exemple.fr", "ana@comunik.fr",
     "ana", "@gmial.com", "ana@", "", "ana@" + "g" * 100_000],
)  # fmt: skip
def test_other_addresses_are_left_alone(typed: str) -> None:
    assert suggest_email(typed) == ""
