"""Searching people: what is found, and what it costs."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comunik_kit.kernel.db import Database
from comunik_kit.kernel.folding import fold
from comunik_kit.users import gathering, names
from comunik_kit.users.filters import UserFilter
from comunik_kit.users.inputs import ChangeUser, NewColleague, UserListQuery
from comunik_kit.users.sorts import BY_NAME, Key, Sort
from comunik_kit.users.sorts import Place as Spot
from comunik_kit.users.views import UserPage
from tests.support.clock import MovedClock
from tests.users.crowd import crowd, names_on, statements
from tests.users.world import Place, World

FROM_Z = Sort(Key.NAME, descending=True)
FOUND = [
    ("dupont marie", {"Marie Dupont"}),
    ("MARIE", {"Marie Dupont", "Anne-Marie Légaré"}),
    ("legare", {"Anne-Marie Légaré"}),
    ("Légaré", {"Anne-Marie Légaré"}),
    ("  ﬁ  ", {"Sofiane Ali"}),
    ("m.dupont@exemple", {"Marie Dupont"}),
    ("société.fr", {"Sofiane Ali"}),
    ("xn--socit", {"Sofiane Ali"}),
    ("al", {"Sofiane Ali"}),
    ("a li", {"Sofiane Ali"}),
    ("100%", {"Cent 100% Sûr_e"}),
    ("r_e", {"Cent 100% Sûr_e"}),
    ('"', set()),
    ("%", {"Cent 100% Sûr_e"}),
    ("/", set()),
    ("a%t", set()),
    ("dup*", set()),
    ("marie OR sofiane", set()),
    ("zzz", set()),
    ("' OR 1=1 --", set()),
    ("\0marie\ud800", {"Marie Dupont", "Anne-Marie Légaré"}),
]


def test_search_finds_every_word_anywhere_in_name_or_address(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-09: the signs of SQL and of search languages are letters like others."""
    actor = here.actor(user=here.person("Ursule", "admin", status="active", email="u@uuu.org"))
    here.person("Marie Dupont", email="m.dupont@exemple.fr")
    here.person("Anne-Marie Légaré", email="aml@exemple.fr")
    here.person("Sofiane Ali", email="s@société.fr")
    here.person("Cent 100% Sûr_e", email="cent@exemple.fr")
    here.person("Marie Supprimée", status="deleted")
    elsewhere.person("Marie Étrangère")
    for search, found in FOUND:
        page = world.users.page(actor, UserListQuery.parse(search=search))
        assert set(names_on(page)) == found, search
        assert (page.total, page.capped) == (len(found), False), search


_NUMBERS = [
    ("2024 2025", {"Salle 2024 2025"}),
    ("24 20", {"Salle 2024 2025"}),
    ("20242025", set()),
    ("2025 2024", set()),
    ("007-42", {"Agent 007-42"}),
    ("0074", set()),
    ("0042", {"Box 0042"}),
    ("00123", {"Un"}),
    ("21-0345", {"Deux"}),
    ("2024-01", {"Trois"}),
    ("12.34", {"Quatre", "Cinq"}),
    ("1234", {"Cinq"}),
    ("06\u201112 34", {"Cinq"}),
    ("(+33) 6 12 34", {"Cinq"}),
    ("0033", {"Cinq"}),
    ("0033 6", {"Cinq"}),
    ("0612", {"Cinq"}),
]


def test_digits_are_found_as_they_are_written_and_as_a_telephone_number(
    world: World, here: Place, elsewhere: Place
) -> None:
    """ACL-03: in names, addresses and companies as in numbers; narrowed or not; nobody of another workspace."""
    actor = here.actor(user=here.person("Ursule", "admin", status="active", email="u@uuu.org"))
    emails = {"Un": "00123", "Deux": "21-0345", "Trois": "dupont.2024-01", "Quatre": "12.34", "Cinq": "c"}
    for name, local in (emails | {"Salle 2024 2025": "s", "Agent 007-42": "a", "Box 0042": "b"}).items():
        form = here.form(
            full_name=name, email=f"{local}@exemple.fr", phone="06 12 34 56 78" * (name == "Cinq")
        )
        world.users.create(actor, new=NewColleague.parse(form))
        elsewhere.person(name, email=f"{local}@exemple.fr")
    for search, found in _NUMBERS:
        for asked in (
            UserFilter(),
            UserFilter(tab="not_invited"),
            UserFilter(role_ids=(here.roles["agent"],)),
        ):
            for sort in (BY_NAME, Sort(Key.CREATED)):
                wanted = UserListQuery.of(replace(asked, search=UserFilter.parse({"q": search}).search), sort)
                page = world.users.page(actor, wanted)
                assert (set(names_on(page)), page.total) == (found, len(found)), (search, asked, sort)


def test_search_keeps_to_its_tab(world: World, here: Place) -> None:
    actor = here.actor(user=here.person("Ursule", "admin", status="active"))
    here.person("Marie Invitée", status="invited")
    here.person("Marie Créée")
    page = world.users.page(actor, UserListQuery.parse(tab="invited", search="marie"))
    assert (names_on(page), page.total) == (["Marie Invitée"], 1)


def test_a_search_follows_a_changed_name(world: World, here: Place) -> None:
    actor, person = here.actor(), here.person("Marie Dupont")
    change = ChangeUser.parse(here.changed(person.id, full_name="Marie Lefèvre"))
    world.users.change(actor, user_id=person.id, change=change)
    assert names_on(world.users.page(actor, UserListQuery.parse(search="lefevre"))) == ["Marie Lefèvre"]
    assert names_on(world.users.page(actor, UserListQuery.parse(search="dupont"))) == []


_LETTERS = st.sampled_from([*"abeéÈ%_\"'*-ßœﬁ", "İ", "ı", "Å", " "])
_NAMES = st.text(_LETTERS, min_size=1, max_size=8).filter(lambda name: name.strip() != "")


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=st.lists(_NAMES, max_size=8), search=st.text(_LETTERS, max_size=6))
def test_search_is_the_naive_scan(database: Database, people: list[str], search: str) -> None:
    world = World(database, MovedClock())
    here = world.workspace()
    actor = here.actor(user=here.person("ZZZ", "admin", status="active", email="z@zzz.org"))
    for number, name in enumerate(people):
        here.person(name, email=f"u{number}@zzz.org")
    words = fold(search).split()
    expected = sorted(
        name
        for number, name in enumerate(people)
        if all(word in f"{fold(name)} u{number}@zzz.org" for word in words)
    )
    page = world.users.page(actor, UserListQuery.parse(search=search))
    shown = sorted(name for name in names_on(page) if name != "ZZZ")
    assert shown == expected


def test_a_search_that_finds_much_is_counted_to_a_thousand_and_paged_on(world: World, here: Place) -> None:
    crowd(here, 1_005)
    actor = here.actor()
    first = world.users.page(actor, UserListQuery.parse(search="personne foule"))
    assert (first.total, first.capped, names_on(first)[0]) == (1_000, True, "Personne 00000")
    second = world.users.page(actor, UserListQuery.parse(search="personne foule", cursor=first.after))
    assert (second.first, names_on(second)[0]) == (26, "Personne 00025")
    everybody = world.users.page(actor, UserListQuery.parse())
    assert (everybody.total, everybody.capped) == (1_006, False)


@pytest.mark.parametrize(("gathered", "further"), [(20_000, 20_000), (1_010, 20_000), (1_010, 2_050)])
def test_many_who_stand_together_are_paged_as_they_are_named(
    world: World, here: Place, monkeypatch: pytest.MonkeyPatch, gathered: int, further: int
) -> None:
    """More than a search counts, behind more than are looked among one by one; and three before these.

    They are gathered; or found among more names; or, when they stand behind these too, gathered however many.
    """
    monkeypatch.setattr(gathering, "_MOST_GATHERED", gathered)
    monkeypatch.setattr(gathering, "_FURTHER", further)
    crowd(here, 2_100, name="Adèle {:05}")
    crowd(here, 1_030, name="Zoé {:05}", start=5_000)
    crowd(here, 3, name="Abel Zoé {:05}", start=9_000)
    actor = here.actor()
    all_of_them = [f"Abel Zoé {9_000 + number:05}" for number in range(3)]
    all_of_them += [f"Zoé {5_000 + number:05}" for number in range(1_030)]

    def page(cursor: str = "", tab: str = "all") -> UserPage:
        return world.users.page(actor, UserListQuery.parse(search="zoé", cursor=cursor, tab=tab))

    first, second = page(), page(page().after)
    assert (names_on(first), first.total, first.capped) == (all_of_them[:25], 1_000, True)
    assert (names_on(second), second.first) == (all_of_them[25:50], 26)
    assert names_on(page(second.before)) == all_of_them[:25]
    late = Spot(names.sort_name("Zoé 06000"), "f" * 32, 1_001, after=True).cursor(BY_NAME)
    assert names_on(page(late)) == all_of_them[1_004:][:25]
    assert names_on(page(tab="not_invited")) == all_of_them[:25]


@pytest.mark.parametrize("search", ["", "zoé", "adèle", "adèle foule", "èl", "o"])
def test_from_z_to_a_a_search_is_read_from_the_end(world: World, here: Place, search: str) -> None:
    """As few people are read as from A to Z: the first pages are those of the end, and lead back."""
    crowd(here, 1_040, name="Adèle {:05}")
    crowd(here, 60, name="Zoé {:05}", start=5_000)
    crowd(here, 3, name="Abel Zoé {:05}", start=9_000)
    everybody = [f"Zoé {number:05}" for number in reversed(range(5_000, 5_060))]
    everybody += [f"Adèle {number:05}" for number in reversed(range(1_040))]
    everybody += [f"Abel Zoé {number:05}" for number in reversed(range(9_000, 9_003))]
    meant = [
        name for name in everybody if all(word in f"{fold(name)} foule.fr" for word in fold(search).split())
    ]
    actor = here.actor(user=here.person("A", "admin", status="active", email="a@aaa.aa"))
    asked = UserFilter.parse({"q": search})

    def page(cursor: str = "", *, of: Sort = FROM_Z) -> tuple[UserPage, int]:
        with statements(world.db) as seen:
            found = world.users.page(actor, UserListQuery.of(asked, of, cursor=cursor))
        return found, len(seen)

    first, asked_first = page()
    second, _ = page(first.after)
    assert names_on(first) == meant[:25]
    assert (names_on(second), second.first) == (meant[25:50], 26)
    assert names_on(page(second.before)[0]) == meant[:25]
    upwards, asked_upwards = page(of=BY_NAME)
    assert [name for name in names_on(upwards) if name != "A"][:24] == meant[::-1][:24]
    assert (first.total, first.capped) == (upwards.total, upwards.capped)
    assert max(asked_first, asked_upwards) <= (3 if world.db.is_sqlite else 5)


@pytest.mark.parametrize(
    ("one", "other"), [("Box 1 b", "Box 2 a"), ("D'aza", "D-aya"), ("Ωb", "Ψa"), ("L,b", "L-a")]
)
def test_signs_and_digits_in_a_name_leave_nobody_out(world: World, here: Place, one: str, other: str) -> None:
    """All of a search that finds more than are counted are met, page after page, in the order of names."""
    crowd(here, 510, name=one + "{:05}")
    crowd(here, 510, name=other + "{:05}", start=1_000)
    everybody = sorted((f"{one}{number:05}" for number in range(510)), key=names.sort_name)
    everybody += [f"{other}{number:05}" for number in range(1_000, 1_510)]
    everybody.sort(key=names.sort_name)
    actor, seen, cursor = here.actor(), [], ""
    for _ in range(41):
        page = world.users.page(actor, UserListQuery.parse(search="foule.fr", cursor=cursor))
        seen += names_on(page)
        cursor = page.after
    assert cursor == ""
    assert seen == everybody
