"""One verdict for each line, before anything is written."""

import pytest

from comunik_kit.importing.inputs import Manner, Typos
from comunik_kit.importing.views import SeatsMissing
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.subscriptions.inputs import TierForm
from comunik_kit.users.errors import UnknownChoice
from comunik_kit.users.team_inputs import TeamForm
from tests.importing.desk import Desk

HEAD = "Nom complet;E-mail;Mobile;Rôle;Département;Entreprise;Abonnement;Langue\n"
LINES = {
    "Léa Neuve;lea@exemple.fr;06 12 34 56 78;Agent;;Acme;;Français": ("new", ""),
    "Rôle d'ailleurs;b@exemple.fr;;agent;;;;en": ("new", ""),
    "Max Manager;c@exemple.fr;;Manager;;;;": ("new", ""),
    "Olga Bis;OLGA@example.org;;;;;;": ("active", ""),
    "Ines Bis;ines@example.org;;;;;;": ("invited", ""),
    "Carl Bis;carl@example.org;;;;;;": ("created", ""),
    "Suzy Bis;suzy@example.org;;;;;;": ("suspended", ""),
    "Dora Bis;dora@example.org;;;;;;": ("deleted", ""),
    "Zoe Neuve;zoe@example.org;;;;;;": ("new", ""),  # deleted before she ever joined
    "Léa Encore;LEA@exemple.fr;;;;;;": ("twice", "2"),
    "Sans Adresse;;;;;;;": ("malformed", "email"),
    "Mal Adressé;jean(at)exemple.fr;;;;;;": ("malformed", "email"),
    ";sansnom@exemple.fr;;;;;;": ("malformed", "full_name"),
    "Mal Appelé;tel@exemple.fr;12;;;;;": ("malformed", "phone"),
    "Mal Parlant;langue@exemple.fr;;;;;;Klingon": ("malformed", "language"),
    "Ana Vite;ana@gmial.com;;;;;;": ("typo", ""),
    "Roi Roy;roi@exemple.fr;;Roi;;;;": ("unknown_role", "Roi"),
    "Platine;platine@exemple.fr;;;;;Platine;": ("unknown_tier", "Platine"),
    "Lunaire;lune@exemple.fr;;;Lune;;;": ("unknown_department", "Lune"),
    "Support;support@exemple.fr;;;SUPPORT;;;": ("new", ""),
}


def _populate(desk: Desk) -> None:
    cast = desk.cast
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ines Invitée", department="Support"))
    cast.create("Carl Créé")
    suzy, _ = cast.join("Suzy Suspendue", "agent")
    cast.kit.users.suspend(cast.admin, user_id=suzy.user_id)
    dora, _ = cast.join("Dora Partie", "agent")
    cast.kit.users.delete(cast.admin, user_id=dora.user_id)
    cast.kit.users.delete(cast.admin, user_id=cast.create("Zoe Jamais"))


def test_every_line_gets_its_verdict_and_nothing_is_written(desk: Desk) -> None:
    """INP-04."""
    _populate(desk)
    before = desk.people()
    import_id = desk.judge(HEAD + "\n".join(LINES))
    found = [(line.verdict, line.detail) for line in desk.lines(import_id)]
    assert dict(zip(LINES, found, strict=True)) == LINES
    assert desk.people() == before
    assert desk.view(import_id).state == "judged"
    assert desk.view(import_id).ready == 5


def test_a_probable_slip_comes_with_the_address_that_was_meant(lone_desk: Desk) -> None:
    import_id = lone_desk.judge("Nom;E-mail\nAna;ana@gmial.com")
    assert lone_desk.lines(import_id)[0].proposal == "ana@gmail.com"


def test_slips_are_mended_or_kept_when_the_person_says_so(lone_desk: Desk) -> None:
    import_id = lone_desk.judge("Nom;E-mail\nAna;ana@gmial.com", typos=Typos.MEND)
    assert lone_desk.verdicts(import_id) == ["new"]
    lone_desk.write(import_id)
    assert "ana@gmail.com" in lone_desk.people()
    assert [line.email for line in lone_desk.lines(import_id)] == ["ana@gmail.com"]
    kept = lone_desk.judge("Nom;E-mail\nBo;bo@gmial.com", typos=Typos.KEEP)
    lone_desk.write(kept)
    assert "bo@gmial.com" in lone_desk.people()


def test_a_real_address_abroad_is_written_to_even_where_slips_are_mended(lone_desk: Desk) -> None:
    import_id = lone_desk.judge("Nom;E-mail\nAna;ana@hotmail.be\nBo;bo@yahoo.ca", typos=Typos.MEND)
    lone_desk.write(import_id)
    assert [letter.to_email for letter in lone_desk.cast.letters()] == ["ana@hotmail.be", "bo@yahoo.ca"]


def test_departments_are_made_when_the_person_says_so(lone_desk: Desk) -> None:
    text = "Nom;E-mail;Service\nAna;ana@exemple.fr;Lune\nBo;bo@exemple.fr;LUNE"
    import_id = lone_desk.judge(text)
    assert lone_desk.verdicts(import_id) == ["unknown_department"] * 2
    lone_desk.judge_again(import_id, makes_departments=True)
    assert lone_desk.write(import_id).written == 2
    assert lone_desk.kit.users.choices(lone_desk.cast.admin).departments == ["Lune"]


def test_who_was_here_and_left_comes_back_only_when_the_person_says_so(desk: Desk) -> None:
    _populate(desk)
    import_id = desk.judge("Nom;E-mail\nDora;dora@example.org", brings_back=True)
    assert desk.verdicts(import_id) == ["new"]


def test_nobody_imports_above_their_own_role(lone_desk: Desk) -> None:
    """INV-01, INP-04: neither by a cell nor by the role for empty cells."""
    manager, _ = lone_desk.cast.join("Mia Manager", "manager")
    import_id = lone_desk.judge(
        "Nom;E-mail;Rôle\nAna;ana@exemple.fr;Admin\nBo;bo@exemple.fr;Agent", by=manager
    )
    assert lone_desk.verdicts(import_id) == ["role_above", "new"]
    with pytest.raises(UnknownChoice):
        lone_desk.judge_again(import_id, by=manager, role_id=lone_desk.cast.roles["admin"])


def test_a_line_without_a_role_gets_its_team_s_if_the_importer_may_give_it(lone_desk: Desk) -> None:
    """INV-01: else the role for empty cells."""
    cast, teams = lone_desk.cast, lone_desk.kit.teams
    for name, role in (("Ventes", "supervisor"), ("Direction", "admin")):
        form = TeamForm.parse(
            {"name": name, "default_role": cast.roles[role], "off_calls": "on"}, teams.modules
        )
        teams.create(cast.admin, form=form)
    manager, _ = cast.join("Mia Manager", "manager")
    people = (("Ana", "Ventes", ""), ("Bo", "ventes", "Agent"), ("Di", "Direction", ""), ("Ed", "", ""))
    text = "Nom;E-mail;Service;Rôle\n" + "\n".join(f"{n};{n}@exemple.fr;{d};{r}" for n, d, r in people)
    import_id = lone_desk.judge(text, by=manager, role_id=cast.roles["user"])
    assert lone_desk.verdicts(import_id) == ["new"] * 4
    lone_desk.write(import_id, by=manager)
    keys = {role_id: key for key, role_id in cast.roles.items()}
    brought = [
        cast.person(cast.kit.users.holder(cast.admin, email_key=f"{n.lower()}@exemple.fr").user_id)
        for n, *_ in people
    ]
    assert [keys[each.role_id] for each in brought] == ["supervisor", "agent", "user", "user"]
    assert [each.modules_off for each in brought] == [["calls"], ["calls"], ["calls"], []]


def test_lines_stop_where_the_seats_do(desk: Desk) -> None:
    desk.give_seats(3)  # one of them is the admin's
    import_id = desk.judge("Nom;E-mail\nA;a@exemple.fr\nB;b@exemple.fr\nC;c@exemple.fr")
    assert desk.verdicts(import_id) == ["new", "new", "no_seat"]
    desk.give_seats(2)  # meanwhile
    assert desk.write(import_id).written == 1
    assert desk.counts(import_id) == {"written": 1, "no_seat": 2}


def test_a_subscription_with_too_few_seats_is_named_with_the_numbers_before_anything_is_written(
    desk: Desk,
) -> None:
    admin, tiers = desk.cast.admin, desk.kit.subscriptions
    duo = tiers.create(admin, form=TierForm.parse({"name": "Duo", "seats": "2", "calls": "on"}))
    tiers.create(admin, form=TierForm.parse({"name": "Large", "seats": "9", "calls": "on"}))
    lines = [
        f"P{n};p{n}@exemple.fr;{tier}" for n, tier in enumerate(["Duo"] * 5 + ["Large"] * 4 + ["", "Duo"])
    ]
    text = "\n".join(["Nom;E-mail;Abonnement", *lines, "P0;p0@exemple.fr;Duo", "Sans;sans;Duo"])
    import_id = desk.judge(text)
    assert desk.view(import_id).seats_missing == [SeatsMissing("Duo", 2, 6, 4)]
    assert desk.counts(import_id) == {"new": 7, "no_seat": 4, "twice": 1, "malformed": 1}
    assert desk.people() == ["olga@example.org"]
    desk.cast.create("Ana Lopez", tier_id=duo)
    desk.judge_again(import_id)
    assert desk.view(import_id).seats_missing == [SeatsMissing("Duo", 1, 6, 5)]
    wide = TierForm.parse({"name": "Duo", "seats": "", "calls": "on"})
    [version] = [line.version for line in tiers.book(admin).tiers if line.id == duo]
    tiers.change(admin, tier_id=duo, form=wide, version=version)
    desk.judge_again(import_id)
    assert desk.view(import_id).seats_missing == []
    assert desk.counts(import_id)["new"] == 11


def test_too_few_seats_are_counted_over_all_chunks(desk: Desk) -> None:
    desk.give_seats(700)  # one of them is the admin's
    import_id = desk.judge("Nom;E-mail\n" + "".join(f"N {n};n{n}@exemple.fr\n" for n in range(1_200)))
    assert desk.view(import_id).seats_missing == [SeatsMissing("Standard", 699, 1_200, 501)]
    assert desk.write(import_id).seats_missing == []
    assert len(desk.people()) == 700


def test_a_line_twice_is_found_across_chunks(desk: Desk) -> None:
    many = "".join(f"N {n};n{n}@exemple.fr\n" for n in range(1_200))
    import_id = desk.judge("Nom;E-mail\n" + many + "Encore;N3@exemple.fr\n")
    assert desk.counts(import_id) == {"new": 1_200, "twice": 1}


def test_a_correction_of_the_columns_judges_anew(lone_desk: Desk) -> None:
    import_id = lone_desk.judge("Qui;Où;E-mail\nAna;Paris;ana@exemple.fr")
    assert lone_desk.lines(import_id)[0].name == "Ana"
    lone_desk.judge_again(import_id, places={"full_name": 1, "email": 2})
    assert lone_desk.lines(import_id)[0].name == "Paris"
    assert lone_desk.counts(import_id) == {"new": 1}


def test_refused_lines_come_back_whole_however_wide_they_are(lone_desk: Desk) -> None:
    people = "".join(f"N {n};n{n}@exemple.fr\n" for n in range(25))
    import_id = lone_desk.judge(f"Nom;E-mail\n{people}Dupont;Marie;marie@exemple.fr\nMal;mal\n")
    table = lone_desk.imports.refused(lone_desk.cast.admin, import_id, language="fr")
    wrong = "L’adresse e-mail manque ou n’est pas valable."
    assert table.head == ["Nom", "E-mail", "", "Ligne", "Motif"]
    assert [row for chunk in table.chunks for row in chunk] == [
        ["Dupont", "Marie", "marie@exemple.fr", 27, wrong],
        ["Mal", "mal", "", 28, wrong],
    ]
    assert [column.place for column in lone_desk.view(import_id).columns] == [0, 1]


def test_pasted_people_need_no_columns(lone_desk: Desk) -> None:
    import_id = lone_desk.judge("Dupont, Marie <marie@exemple.fr>; luc.roy@exemple.fr", is_pasted=True)
    assert lone_desk.view(import_id).is_list
    assert [(line.name, line.verdict) for line in lone_desk.lines(import_id)] == [
        ("Marie Dupont", "new"),
        ("Luc Roy", "new"),
    ]


def test_pasted_people_are_written_to_at_their_own_address_and_by_no_line_of_a_head(lone_desk: Desk) -> None:
    head = "Envoyé : lundi 3 mars 2025 10:00\nÀ : 'luc.roy@exemple.fr'; 'ana@exemple.fr' <ana@exemple.fr>\n"
    lone_desk.write(lone_desk.judge(head, is_pasted=True))
    letters = [(letter.to_name, letter.to_email) for letter in lone_desk.cast.letters()]
    assert letters == [("Luc Roy", "luc.roy@exemple.fr"), ("Ana", "ana@exemple.fr")]


@pytest.mark.parametrize(
    "form",
    [
        {"column_email": "0"},
        {"column_email": "0", "role_id": "x" * 32, "tier_id": "0" * 32},
        {"column_email": "-1", "role_id": "0" * 32, "tier_id": "0" * 32},
        {"column_email": "1", "column_full_name": "1", "role_id": "0" * 32, "tier_id": "0" * 32},
        {"column_email": "1", "role_id": "0" * 32, "tier_id": "0" * 32, "typos": "all"},
        {"column_email": "1", "role_id": "0" * 32, "tier_id": "0" * 32, "workspace_id": "1"},
    ],
)
def test_a_manner_that_cannot_be_is_refused(form: dict[str, str]) -> None:
    """ACL-05, INP-01."""
    with pytest.raises(InvalidInput):
        Manner.parse(form)


def test_an_import_is_there_for_who_may_create_people_of_its_workspace_alone(lone_desk: Desk) -> None:
    """ACL-03: a foreign id is an unknown one."""
    import_id = lone_desk.bring("Nom;E-mail\nAna;ana@exemple.fr")
    agent, _ = lone_desk.cast.join("Axel Agent", "agent")
    for act in (lambda: lone_desk.imports.view(agent, import_id), lambda: lone_desk.bring("a;b", by=agent)):
        with pytest.raises(Forbidden):
            act()
    with pytest.raises(NotFound):
        lone_desk.imports.view(lone_desk.cast.admin, "0" * 32)


def test_a_new_list_takes_the_place_of_one_left_lying(lone_desk: Desk) -> None:
    first = lone_desk.judge("Nom;E-mail\nAna;ana@exemple.fr")
    second = lone_desk.bring("Nom;E-mail\nBo;bo@exemple.fr")
    with pytest.raises(NotFound):
        lone_desk.view(first)
    assert lone_desk.view(second).state == "read"


def test_nothing_of_a_refused_file_is_kept(lone_desk: Desk) -> None:
    with pytest.raises(Exception, match="import_line_too_long"):
        lone_desk.bring("Nom;E-mail\n" + "A;a@exemple.fr\n" * 1_000 + "x" * 100_000)
    assert "a@exemple.fr" not in lone_desk.cast.dump()
