"""Text pasted from anywhere."""

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comunik_kit.importing import reading
from comunik_kit.kernel.errors import KitError
from tests.importing.files import read

MARIE, LUC = ["Marie Dupont", "marie@exemple.fr"], ["Luc Roy", "luc@exemple.fr"]


@pytest.mark.parametrize(
    "text",
    [
        "Marie Dupont <marie@exemple.fr>, Luc Roy <luc@exemple.fr>",
        "À : Dupont, Marie <marie@exemple.fr>; Roy, Luc <luc@exemple.fr>;",
        '"Dupont, Marie" <marie@exemple.fr>, "Luc Roy" <luc@exemple.fr>,\n',
        "Marie Dupont\tmarie@exemple.fr\nLuc Roy\tluc@exemple.fr",
        "Marie Dupont; marie@exemple.fr\nLuc Roy; luc@exemple.fr",
        "Marie Dupont marie@exemple.fr\nLuc Roy luc@exemple.fr",
        "marie@exemple.fr (Marie Dupont); luc@exemple.fr (Luc Roy)",
        "Marie Dupont\n<marie@exemple.fr>\nLuc Roy\n<mailto:luc@exemple.fr>",
        "To: Marie Dupont <marie@exemple.fr>\r\nCc: Luc Roy <luc@exemple.fr>\r\n",
        "- Marie Dupont <marie@exemple.fr>\n- Luc Roy <luc@exemple.fr>",
    ],
)
def test_people_are_found_in_what_mail_programs_and_spreadsheets_give(text: str) -> None:
    assert read(text, is_pasted=True) == [MARIE, LUC]


def test_a_name_is_guessed_where_there_is_only_an_address() -> None:
    text = "marie.dupont@exemple.fr\nluc-roy2@exemple.fr\n42@exemple.fr"
    assert read(text, is_pasted=True) == [
        ["Marie Dupont", "marie.dupont@exemple.fr"],
        ["Luc Roy", "luc-roy2@exemple.fr"],
        ["42", "42@exemple.fr"],
    ]


def test_what_is_no_address_comes_back_as_it_stood_and_hides_nobody() -> None:
    text = "Bonjour à tous\njean(at)exemple.fr\nrien; Marie Dupont <marie@exemple.fr>; fin"
    assert read(text, is_pasted=True) == [
        ["Bonjour à tous"],
        ["jean(at)exemple.fr"],
        ["rien"],
        MARIE,
        ["fin"],
    ]


def test_a_pasted_table_keeps_its_columns() -> None:
    text = "Nom complet,E-mail,Rôle\nMarie Dupont,marie@exemple.fr,Agent"
    assert read(text, is_pasted=True) == [["Nom complet", "E-mail", "Rôle"], [*MARIE, "Agent"]]


_PIECES = st.sampled_from(
    [*'<>",;:()[]@.\\ \t\n\r', "a", "é", "marie@exemple.fr", "mailto:", "À : ", "sep=;\n"]
)


@given(st.one_of(st.text(), st.lists(_PIECES).map("".join)))
def test_no_text_is_too_strange(text: str) -> None:
    """Property: whatever is pasted is read, or refused in words; each address stays on its line."""
    raw = text.encode(errors="replace")
    try:
        with reading.opened(io.BytesIO(raw), is_pasted=True) as sheet:
            found = [(line.number, line.cells) for line in sheet.lines]
    except KitError:
        return
    assert [number for number, _ in found] == sorted({number for number, _ in found})
    assert all(cells and all(isinstance(cell, str) for cell in cells) for _, cells in found)


@given(st.lists(st.from_regex(r"[a-z]{2,8}\.[a-z]{2,8}@[a-z]{2,8}\.fr", fullmatch=True), min_size=1, unique=True),
       st.sampled_from([", ", "; ", "\n", ",\n", ";"]))  # fmt: skip
def test_every_address_of_a_list_is_found(addresses: list[str], separator: str) -> None:
    """Property: none is lost, whatever stands between them."""
    assert [cells[-1] for cells in read(separator.join(addresses), is_pasted=True)] == addresses
