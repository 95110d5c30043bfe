"""Taking people out: who is in it, in which words, at which cost, and what the journal knows of it."""

import csv
import io
import resource
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.csv_cells import plain
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.users import exporting
from comunik_kit.users.export_files import Sheet
from comunik_kit.users.exporting import PeopleExports
from comunik_kit.users.filters import STATUS_OF, UserFilter
from comunik_kit.users.prepared import PreparedExports
from comunik_kit.users.tables import Department, User
from tests.users.crowd import crowd, statements
from tests.users.wishes import is_meant
from tests.users.world import Place, World

EVERYBODY = UserFilter()
MIB = 1024 * 1024
NAMES = (
    "Ana Lopez",
    "Zoé Ünal",
    "marie dupont",
    "Marie Dupont",
    "Éric Noir",
    "O'Brien Liam",
    "Lot 12-34",
    "名前 太郎",
)


@pytest.fixture
def exports(world: World) -> PeopleExports:
    """Lend the service."""
    return PeopleExports(db=world.db, clock=world.clock)


@pytest.fixture
def prepared(world: World, tmp_path: Path) -> PreparedExports:
    """Lend a folder of files that wait."""
    return PreparedExports(clock=world.clock, folder=tmp_path / "exports")


def csv_rows(written: bytes, separator: str = ";") -> list[list[str]]:
    return list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline=""), delimiter=separator))


def naive(place: Place, wanted: UserFilter) -> list[str]:
    """Find whom a filter means by looking at every row."""
    with place.world.db.read() as s:
        everybody = s.execute(select(User)).scalars().all()
    now = place.world.clock.now()
    meant = [
        user
        for user in everybody
        if user.workspace_id == place.id
        and user.deleted_at is None
        and (wanted.tab not in STATUS_OF or user.status == STATUS_OF[wanted.tab])
        and is_meant(user.search_text, wanted)
        and (not wanted.role_ids or user.role_id in wanted.role_ids)
        and (not wanted.department_ids or (user.department_id or "none") in wanted.department_ids)
        and (
            wanted.last_seen is None
            or (user.last_seen_at is not None and now - user.last_seen_at <= timedelta(days=7))
        )
    ]
    return [user.id for user in sorted(meant, key=lambda user: (user.sort_name, user.id))]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_it_holds_exactly_whom_a_look_at_every_row_finds_by_name(
    world: World, here: Place, elsewhere: Place, exports: PeopleExports, data: st.DataObject
) -> None:
    """ACL-03: nobody of another workspace, whatever is asked for."""
    if not here.people():
        fill(here), fill(elsewhere)
    with world.db.read() as s:
        departments = [*s.execute(select(col(Department.id))).scalars(), "none"]
    asked = UserFilter.parse(
        {
            "tab": data.draw(st.sampled_from(["all", *STATUS_OF])),
            "q": data.draw(st.sampled_from(["", "dupont", "mar", "é", "exemple.fr", "zz", "%", "12-34"])),
            "role": data.draw(st.sampled_from(["", here.roles["agent"], elsewhere.roles["agent"]])),
            "department": ",".join(data.draw(st.lists(st.sampled_from(departments), max_size=2))),
            "seen": data.draw(st.sampled_from(["", "7d"])),
        }
    )
    actor = here.actor(user=here.stored(naive(here, EVERYBODY)[0]))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(exporting, "CHUNK", 3)
        export = exports.begin(actor, asked)
        found = [person.id for chunk in export.chunks for person in chunk]
    assert found == naive(here, asked)
    assert export.total == len(found)


def fill(place: Place) -> None:
    now = place.world.clock.now()
    department = Department(
        id=place.tier_id, workspace_id=place.id, name="Vente", name_key="vente", created_at=now
    )
    with place.world.db.write() as s:
        s.add(department)
    for number, status in enumerate(("created", "invited", "active", "suspended", "deleted") * 4):
        role = ("agent", "user", "manager")[number % 3]
        person = place.person(NAMES[number % len(NAMES)], role, status=status)
        with place.world.db.write() as s:
            row = s.get_one(User, person.id)
            row.department_id = department.id if number % 4 == 0 else None
            row.last_seen_at = now - timedelta(days=number) if number % 2 else None


def test_a_row_says_everything_in_the_readers_words_and_the_workspaces_time(
    world: World, here: Place, exports: PeopleExports
) -> None:
    actor = here.actor(user=here.person("Ana Lopez", "admin", status="active", email="ana@exemple.fr"))
    with world.db.write() as s:
        row = s.get_one(User, actor.user_id)
        row.phone, row.last_seen_at = "+33612345678", world.clock.now() + timedelta(microseconds=5)
    french = csv_rows(b"".join(Sheet(exports.begin(actor, EVERYBODY), "fr").csv()))
    english = csv_rows(b"".join(Sheet(exports.begin(actor, EVERYBODY), "en").csv()), ",")
    zone = "(Europe/Paris)"
    assert french[0] == [
        "Nom complet", "E-mail", "Mobile", "Rôle", "Département", "Entreprise", "Abonnement", "Langue",
        "Statut", f"Créé le {zone}", f"Invité le {zone}", f"Actif depuis {zone}", f"Vu le {zone}",
    ]  # fmt: skip
    at = "2026-03-02 10:00:00"
    assert french[1] == [
        "Ana Lopez", "ana@exemple.fr", "'+33612345678", "Admin", "", "", "Standard", "fr",
        "Actif", at, "", at, at,
    ]  # fmt: skip
    assert english[0][:4] == ["Full name", "E-mail", "Mobile", "Role"]
    assert english[1][8] == "Active"


def test_both_files_say_the_same(
    here: Place, exports: PeopleExports, prepared: PreparedExports, tmp_path: Path
) -> None:
    fill(here)
    here.person('=HYPERLINK("http://evil.example";"Ana")')
    actor = here.actor()
    written = csv_rows(b"".join(Sheet(exports.begin(actor, EVERYBODY), "fr").csv()))
    name = prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"))
    path = tmp_path / "got.xlsx"
    path.write_bytes(b"".join(prepared.take(actor, name).pieces()))
    book = load_workbook(path, read_only=True)
    rows = [[said(cell) for cell in row] for row in book.worksheets[0].values]
    book.close()
    assert rows == written
    assert "'=HYPERLINK" in repr(rows)
    assert plain(rows[1][0]) == '=HYPERLINK("http://evil.example";"Ana")'


def said(cell: Any) -> str:
    return "" if cell is None else str(cell)


def test_the_journal_says_who_took_whom_out_and_how_many(here: Place, exports: PeopleExports) -> None:
    """LOG-01."""
    crowd(here, 3)
    actor = here.actor()
    exports.begin(actor, UserFilter.parse({"q": "personne", "tab": "not_invited", "secret": "x"}))
    [entry] = here.journal("users_exported")
    assert entry.details == {"filter": {"tab": "not_invited", "q": "personne"}, "count": 3}
    assert (entry.actor_id, entry.target_id) == (actor.user_id, here.id)


def test_who_may_not_read_people_takes_none_out(here: Place, exports: PeopleExports) -> None:
    """ACL-01; nor does who has not yet replaced an initial password."""
    for actor in (here.actor("agent"), here.actor(must_change_password=True)):
        with pytest.raises(Forbidden):
            exports.begin(actor, EVERYBODY)
        with pytest.raises(Forbidden):
            exports.people(actor, EVERYBODY)
    assert here.journal("users_exported") == []


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # both read the same pages of people
@pytest.mark.timeout(400)  # putting 20,000 people there takes its time on a busy machine
def test_memory_stays_flat_however_many_there_are(
    here: Place, elsewhere: Place, exports: PeopleExports, prepared: PreparedExports
) -> None:
    """Holding 20,000 people would take some 24 MiB; SQLite's own cache may come to 8."""
    crowd(here, 2_000)
    crowd(elsewhere, 20_000)
    few, _ = (grown(exports, prepared, here.actor()) for _ in range(2))  # once before: what is loaded stays
    many = grown(exports, prepared, elsewhere.actor())
    assert many < few + 14 * MIB


def grown(exports: PeopleExports, prepared: PreparedExports, actor: Actor) -> int:
    """Tell by how much the process grows at most while it writes both files."""
    start, seen = resident(), []
    seen += [resident() for _ in Sheet(exports.begin(actor, EVERYBODY), "fr").csv()]
    sheet = Sheet(exports.begin(actor, EVERYBODY), "fr")
    name = prepared.prepare(actor, sheet, lambda _: seen.append(resident()))
    seen += [resident() for _ in prepared.take(actor, name).pieces()]
    return max(seen) - start


def resident() -> int:
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()


def test_sqlite_walks_the_index_of_names_whatever_is_asked_for(world: World, here: Place) -> None:
    """A chunk must not cost a sort of everybody."""
    if not world.db.is_sqlite:
        pytest.skip("PostgreSQL decides by its statistics")
    asked = UserFilter.parse({"department": here.tier_id, "role": here.tier_id, "seen": "7d"})
    with world.db.look() as c, statements(world.db) as seen:
        exporting.Walk(c, here.id, asked, world.clock.now()).next(c, ("", ""), 10)
        [(query, given)] = seen
        plan = [row[3] for row in c.exec_driver_sql(f"EXPLAIN QUERY PLAN {query}", given)]
    assert any("ix_users_workspace_id_sort_name_id" in line for line in plan)
    assert [line for line in plan if "TEMP B-TREE" in line] == []


def test_a_prepared_file_is_handed_over_once_and_to_who_asked_alone(
    here: Place, elsewhere: Place, exports: PeopleExports, prepared: PreparedExports
) -> None:
    """ACL-03, ACL-09."""
    actor = here.actor()
    name = prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"))
    for other in (here.actor(), elsewhere.actor()):
        with pytest.raises(NotFound):
            prepared.take(other, name)
    for forged in ("*", "../x", "", name[:-1], "?" * 32):
        with pytest.raises(NotFound):
            prepared.take(actor, forged)
    ready = prepared.take(actor, name)
    assert ready.name == "utilisateurs-2026-03-02.xlsx"
    assert len(b"".join(ready.pieces())) == ready.size
    with pytest.raises(NotFound):
        prepared.take(actor, name)


def test_of_two_who_fetch_a_file_at_once_one_finds_nothing(
    here: Place, exports: PeopleExports, prepared: PreparedExports, monkeypatch: pytest.MonkeyPatch
) -> None:
    actor = here.actor()
    name = prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"))
    found, first = prepared._find(actor, name), prepared.take(actor, name)
    assert first.size == sum(map(len, first.pieces()))
    monkeypatch.setattr(prepared, "_find", lambda _actor, _name: found)
    with pytest.raises(NotFound):
        prepared.take(actor, name)


def test_what_nobody_fetched_is_thrown_away(
    world: World, here: Place, exports: PeopleExports, prepared: PreparedExports, tmp_path: Path
) -> None:
    actor = here.actor()
    old = prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"))
    folder = tmp_path / "exports"
    [file] = folder.iterdir()
    (folder / f"{file.name}.parts").mkdir()  # as a process leaves it that is killed at work
    (folder / "note").write_text("not one of ours")
    world.clock.move(minutes=16)
    with pytest.raises(NotFound):
        prepared.take(actor, old)
    new = prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"))
    assert sorted(each.name.split(".")[-1] for each in folder.iterdir()) == ["note", "xlsx"]
    prepared.take(actor, new).file.close()


def test_one_may_stop_while_it_is_prepared(
    here: Place, exports: PeopleExports, prepared: PreparedExports, tmp_path: Path
) -> None:
    crowd(here, 2_500)
    actor, seen = here.actor(), []

    def watch(written: int) -> None:
        seen.append(written)
        if written >= 2_000:
            raise InterruptedError

    with pytest.raises(InterruptedError):
        prepared.prepare(actor, Sheet(exports.begin(actor, EVERYBODY), "fr"), watch)
    assert seen == [0, 1_000, 2_000]
    assert list((tmp_path / "exports").iterdir()) == []
