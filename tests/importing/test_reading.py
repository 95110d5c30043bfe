"""INP-04: tables of text and spreadsheets, in any program's encoding, separator and quotation marks."""

import subprocess
import sys
from pathlib import Path

import pytest

from comunik_kit.importing import columns
from tests.importing.files import lines, people, read, spreadsheet

ROOT = Path(__file__).parents[2]
MARIE = [["Nom complet", "E-mail"], ["Marie Lévy", "marie@exemple.fr"]]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_a_table_is_read_whatever_program_wrote_it(separator: str, encoding: str) -> None:
    text = "".join(separator.join(row) + "\r\n" for row in MARIE)
    assert read(text.encode(encoding)) == MARIE


@pytest.mark.parametrize("ending", ["\r\n", "\n", "\r"])
def test_lines_end_as_every_system_ends_them(ending: str) -> None:
    assert read(ending.join(";".join(row) for row in MARIE)) == MARIE


def test_the_line_that_names_the_separator_is_none_of_the_table() -> None:
    assert read("sep=,\nNom complet,E-mail\nMarie Lévy,marie@exemple.fr") == MARIE


def test_a_tab_is_a_separator_that_can_be_named() -> None:
    assert read("sep=\t\nNom complet\tE-mail\nMarie Lévy\tmarie@exemple.fr") == MARIE


@pytest.mark.parametrize("separator", [";", ",", "\t"])
def test_a_table_may_begin_with_empty_lines(separator: str) -> None:
    text = "\n \n" + "\n".join(separator.join(row) for row in MARIE)
    assert read(text) == read(text, is_pasted=True) == MARIE
    assert [line.number for line in lines(text)] == [3, 4]


def test_the_sign_that_sets_the_addresses_apart_is_the_separator() -> None:
    heads = ["Nom complet", "E-mail", "Rue, numéro, code, ville"]
    assert read("\t".join(heads)) == [heads]
    assert read("Marie\tm@exemple.fr\t12, rue de la Paix, 75002") == [
        ["Marie", "m@exemple.fr", "12, rue de la Paix, 75002"]
    ]


def test_cells_in_quotation_marks_hold_separators_quotes_and_lines() -> None:
    text = 'Nom complet;E-mail\n"Lévy; dite ""Mimi""\nMarie";marie@exemple.fr\nLuc;luc@exemple.fr'
    found = lines(text)
    assert found[1].cells == ['Lévy; dite "Mimi" Marie', "marie@exemple.fr"]
    assert [line.number for line in found] == [1, 2, 4]


def test_empty_lines_are_left_out_and_the_others_keep_their_numbers() -> None:
    assert [line.number for line in lines("Nom;E-mail\n\n;;\nMarie;marie@exemple.fr\n")] == [1, 4]


def test_the_apostrophe_of_our_own_files_goes_and_anybody_elses_stays() -> None:
    """INP-03: what keeps a cell from being computed is no part of a telephone number."""
    assert read("Nom;Mobile\n'Abd;'+33612345678")[1] == ["'Abd", "+33612345678"]


def test_a_spreadsheet_gives_texts_whatever_its_cells_are() -> None:
    rows = [
        ["Nom", "E-mail", "Mobile"],
        ["Marie", "marie@exemple.fr", 612345678.0],
        [None, None],
        ["Luc", None, True],
    ]
    assert read(spreadsheet(rows)) == [
        ["Nom", "E-mail", "Mobile"],
        ["Marie", "marie@exemple.fr", "612345678"],
        ["Luc", "", "True"],
    ]


@pytest.mark.parametrize(
    ("heads", "places"),
    [
        ("Nom complet;E-mail;Mobile;Rôle;Département;Entreprise;Abonnement;Langue;Statut",
         {"full_name": 0, "email": 1, "phone": 2, "role": 3, "department": 4, "company": 5, "tier": 6,
          "language": 7, "status": 8}),
        ("Full name;Email;Mobile;Role;Department;Company;Plan;Language;Status",
         {"full_name": 0, "email": 1, "phone": 2, "role": 3, "department": 4, "company": 5, "tier": 6,
          "language": 7, "status": 8}),
        ("PRENOM;NOM;ADRESSE_E-MAIL", {"first_name": 0, "last_name": 1, "email": 2}),
        ("Courriel;Nom;Tél.", {"email": 0, "full_name": 1, "phone": 2}),
        ("Prénom;Nom;Utilisateur;E-mail", {"first_name": 0, "last_name": 1, "email": 3}),
        ("Contact;Nom;E-mail", {"full_name": 1, "email": 2}),
        ("Employee;Email", {"full_name": 0, "email": 1}),
        ("Société;Contact;Prénom;E-mail", {"company": 0, "full_name": 1, "email": 3}),
        ("Nom;Adresse @;Mail@", {"full_name": 0, "email": 1}),
        ("First Name;Last Name;E-mail 1 - Value;Phone 1 - Value",
         {"first_name": 0, "last_name": 1, "email": 2, "phone": 3}),
    ],
)  # fmt: skip
def test_columns_are_found_by_their_names(heads: str, places: dict[str, int]) -> None:
    found = columns.layout(lines(heads + "\n" + "x;" * heads.count(";") + "y"))
    assert found.has_head
    assert found.places == places


def test_a_table_without_a_head_is_known_by_what_it_holds() -> None:
    found = columns.layout(lines("17;marie@exemple.fr;Marie Lévy\n18;luc@exemple.fr;Luc Roy"))
    assert not found.has_head
    assert found.places == {"email": 1, "full_name": 2}


def test_a_head_in_words_nobody_knows_is_still_a_head() -> None:
    found = columns.layout(lines("Qui ?;Où ?\nMarie;marie@exemple.fr"))
    assert found.has_head
    assert found.places == {"email": 1, "full_name": 0}


def test_a_head_with_the_sign_of_addresses_is_a_head_and_a_line_with_half_an_address_none() -> None:
    found = columns.layout(lines("Qui ?;Courrier @ pro\nMarie;marie@exemple.fr"))
    assert (found.has_head, found.places) == (True, {"email": 1, "full_name": 0})
    for first in ("Marie;marie@", "Marie;@", "Marie;@exemple.fr"):
        assert not columns.layout(lines(f"{first}\nLuc;luc@exemple.fr")).has_head


def test_a_choice_of_columns_that_cannot_be_is_dropped() -> None:
    assert columns.known({"email": 1, "full_name": 1, "phone": 7, "role": "0", "oops": 0}, 3) == {
        "full_name": 1
    }


# The system's own account of a process begins anew with its program; `getrusage` counts who started it as well.
_PEAK = """
import re, sys
from comunik_kit.importing import reading
from tests.importing import files
with open(sys.argv[1], "rb") as file, reading.opened(file) as sheet:
    assert sum(1 for _ in sheet.lines) == int(sys.argv[2]) + 1
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
"""


def test_ten_times_as_many_lines_need_no_more_memory(tmp_path: Path) -> None:
    """INP-07: a process that reads 100,000 lines is as big as one that reads 10,000."""
    peaks = []
    for number in (10_000, 100_000):
        path = tmp_path / f"{number}.csv"
        path.write_text(people(number), encoding="utf-8")
        command = [sys.executable, "-c", _PEAK, str(path), str(number)]
        said = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
        peaks.append(int(said))
    assert peaks[1] < peaks[0] + 4 * 1024  # kB; the file itself is 5 MB larger
