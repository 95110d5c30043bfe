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
        "Dupont, Marie marie@exemple.fr\nRoy, Luc luc@exemple.fr",
        "Dupont, Marie (marie@exemple.fr)\nRoy, Luc (luc@exemple.fr)",
        "Marie Dupont, marie@exemple.fr;\nLuc Roy, luc@exemple.fr;",
        "À :\tMarie Dupont <marie@exemple.fr>; Luc Roy <luc@exemple.fr>",
        "'Marie Dupont' <marie@exemple.fr>; Luc Roy <'luc@exemple.fr'>",
        "Marie Dupont <marie@exemple.fr> et Luc Roy <luc@exemple.fr>",
        "Marie Dupont, e-mail : marie@exemple.fr\nLuc Roy (courriel: luc@exemple.fr)",
        "1. Marie Dupont <marie@exemple.fr>\n2. Luc Roy <luc@exemple.fr>",
        "Marie Dupont | marie@exemple.fr\nLuc Roy | luc@exemple.fr",
        "\u202aMarie Dupont <marie@exemple.fr>\u202c; Luc Roy \u202aluc@exemple.fr\u202c",
        "Marie Dupont\nE-mail : marie@exemple.fr\nLuc Roy\nE-mail : luc@exemple.fr",
        "=?utf-8?Q?Dupont=2C_Marie?= <marie@exemple.fr>, =?utf-8?B?THVjIFJveQ==?= <luc@exemple.fr>",
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


@pytest.mark.parametrize(
    "text",
    [
        "'marie@exemple.fr'; 'luc@exemple.fr'",
        "To: \u2018marie@exemple.fr\u2019; \u2018luc@exemple.fr\u2019",
        "'marie@exemple.fr' <marie@exemple.fr>; \"'luc@exemple.fr'\" <luc@exemple.fr>",
        "marie@exemple.fr<mailto:marie@exemple.fr>\nluc@exemple.fr [mailto:LUC@exemple.fr]",
        "E-mail: marie@exemple.fr\nReply-To: luc@exemple.fr",
    ],
)
def test_an_address_in_quotation_marks_or_said_twice_is_one_person_and_nobody_s_name(text: str) -> None:
    assert read(text, is_pasted=True) == [["Marie", "marie@exemple.fr"], ["Luc", "luc@exemple.fr"]]


@pytest.mark.parametrize(
    "name", ["Bernadet Petit", "Ana et Bo", "Rolland & fils", "Et Nguyen", "Anna 3. Roy", "Gmail Roy"]
)
def test_a_name_that_holds_a_word_between_names_stays_whole(name: str) -> None:
    assert read(f"Marie Dupont <marie@exemple.fr>; {name} <luc@exemple.fr>", is_pasted=True) == [
        MARIE,
        [name, LUC[1]],
    ]


@pytest.mark.parametrize("text", ["Pat <pat.o'brien@exemple.ie>", "Pat 'pat.o'brien@exemple.ie'"])
def test_an_apostrophe_within_an_address_stays(text: str) -> None:
    assert read(text, is_pasted=True) == [["Pat", "pat.o'brien@exemple.ie"]]


def test_two_addresses_side_by_side_are_two_people() -> None:
    text = "marie@exemple.fr <luc@exemple.fr>, luc@exemple.fr"
    assert [cells[-1] for cells in read(text, is_pasted=True)] == [MARIE[1], LUC[1], LUC[1]]


@pytest.mark.parametrize(
    "name", ["=?utf-8?B?AAA?=", "=?nothing?Q?a?=", "=?utf-8?Q?=FF?=", "=?utf-8?Q?a=00?="]
)
def test_hidden_words_that_cannot_be_read_stay_as_they_are(name: str) -> None:
    assert read(f"{name} <marie@exemple.fr>", is_pasted=True) == [[name, "marie@exemple.fr"]]


@pytest.mark.parametrize(
    ("above", "label"),
    [
        ("Envoyé : lundi 3 mars 2025 10:00", "À : "),
        ("Sent: Monday, March 3, 2025 10:00 AM", "To: "),
        ("Subject: Kick-off", "To: "),
        ("Kick-off", "To: "),
        ("Subject: Kick-off", ""),
        ("Équipe commerciale :", ""),
    ],
)
@pytest.mark.parametrize("address", ["luc.roy@exemple.fr", "<luc.roy@exemple.fr>"])
def test_a_line_above_a_mail_s_recipients_is_nobody_s_name(above: str, label: str, address: str) -> None:
    found = read(
        f"De : Marie Dupont <marie@exemple.fr>\n{above}\n{label}{address}\nImportance : haute", is_pasted=True
    )
    assert found == [MARIE, [above.strip(" :")], ["Luc Roy", "luc.roy@exemple.fr"], ["Importance : haute"]]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("marie@x.fr\nMarie Dupont\nluc@x.fr\nLuc Roy", ["Marie Dupont", "Luc Roy"]),
        ("marie@x.fr\nMarie Dupont\nrh@x.fr\nLuc Roy", ["Marie Dupont", "Luc Roy"]),
        ("Marie Dupont\nmarie@x.fr\nana@x.fr\nLuc Roy\nrh@x.fr", ["Marie Dupont", "Ana", "Luc Roy"]),
        ("marie.dupont@x.fr\nLuc Roy\nluc@x.fr", ["Marie Dupont", "Luc Roy"]),
        ("marie.dupont@x.fr\nMarie Dupont\npaul.dupont@x.fr", ["Marie Dupont", "Paul Dupont"]),
        ("accueil@x.fr\nMarie Dupont\nrh@x.fr\nLuc Roy", ["Accueil", "", "Rh", ""]),
        ("luc@x.fr\nCordialement", ["Luc", ""]),
        ("luc@x.fr\n\nLuc Roy\n\nana@x.fr", ["Luc", "", "Ana"]),
    ],
)
def test_names_on_lines_of_their_own_go_to_their_own_address_or_to_none(text: str, names: list[str]) -> None:
    """A person with the name of another is worse than one with a name that was guessed."""
    found = read(text, is_pasted=True)
    assert [cells[0] if len(cells) > 1 else "" for cells in found] == names


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


def test_a_table_whose_cells_hold_the_signs_of_lists_keeps_its_columns() -> None:
    text = "Marie Dupont\tmarie@exemple.fr\t12, rue de la Paix, 75002, Paris\nLuc\tluc@exemple.fr\tLyon"
    assert read(text, is_pasted=True)[0] == [*MARIE, "12, rue de la Paix, 75002, Paris"]


def test_addresses_side_by_side_in_cells_are_so_many_people() -> None:
    text = "marie@exemple.fr\tluc@exemple.fr\nana@exemple.fr\t"
    assert [cells[-1] for cells in read(text, is_pasted=True)] == [MARIE[1], LUC[1], "ana@exemple.fr"]


def test_a_long_list_of_short_lines_is_read_whole() -> None:
    addresses = [f"p{n}@exemple.fr" for n in range(9_000)]
    assert [cells[-1] for cells in read("\n".join(addresses), is_pasted=True)] == addresses


_PIECES = st.sampled_from(
    [
        *'<>",;:()[]@.\\ \t\n\r',
        "a",
        "é",
        "'",
        "=?utf-8?Q?",
        "?=",
        "marie@exemple.fr",
        "mailto:",
        "À : ",
        "sep=;\n",
    ]
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
