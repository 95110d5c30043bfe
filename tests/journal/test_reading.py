"""The journal as it is read: what a filter shows, page by page, and who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.audit.telling import Told
from comunik_kit.journal.filter import JournalFilter
from comunik_kit.journal.groups import GROUPS, acts_of
from comunik_kit.journal.service import PAGE_SIZE
from comunik_kit.journal.views import EntryRow, JournalPage
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.listing import encode_cursor
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Workspace
from tests.audit.ledger import HERE, amina
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def page(cast: Cast, cursor: str = "", **query: str) -> JournalPage:
    return cast.kit.journal_pages.page(cast.admin, JournalFilter.parse(query), cursor=cursor)


def said(rows: list[EntryRow]) -> list[str]:
    return [Told(row.key, row.texts, row.words).spoken("fr") for row in rows]


def test_an_entry_says_who_did_what_from_where_and_leads_to_the_record(cast: Cast) -> None:
    """LOG-01, LOG-04."""
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.demote(ana.user_id, "supervisor")
    [changed] = page(cast, act="privilege_permissions_changed").rows
    assert said([changed]) == [
        "Olga Martin a changé le rôle de Ana Lopez\N{NO-BREAK SPACE}: Agent → Superviseur"
    ]
    assert (changed.ip, changed.user_agent) == ("127.0.0.1", "a test")
    assert (changed.record_id, changed.record_name) == (ana.user_id, "Ana Lopez")
    assert '"before": {"id"' in changed.details


def test_a_deleted_person_has_no_record_to_open(cast: Cast) -> None:
    ana, _ = cast.join("Ana Lopez", "agent")
    cast.kit.users.delete(cast.admin, user_id=ana.user_id)
    accepted, deleted = page(cast, act="invitation_accepted").rows[0], page(cast, act="user_deleted").rows[0]
    assert (accepted.record_id, deleted.record_name) == ("", "Olga Martin")


def test_filters_show_what_they_say(cast: Cast, clock: MovedClock) -> None:
    ana = cast.create("Ana Lopez")
    clock.move(days=10)
    cast.create("Bob Noir")
    created = {"act": "user_created"}
    assert said(page(cast, person=ana).rows) == ["Olga Martin a créé le compte Ana Lopez"]
    assert len(page(cast, **created).rows) == 3
    assert [row.texts["whom"] for row in page(cast, period="7d", **created).rows] == ["Bob Noir"]
    assert [row.texts["whom"] for row in page(cast, q="LOPEZ").rows] == ["Ana Lopez"]
    assert page(cast, q="%").rows == []
    day = (clock.now() - timedelta(days=10)).date().isoformat()
    assert [row.texts["whom"] for row in page(cast, to=day, act="people").rows][:1] == ["Ana Lopez"]
    assert {row.tag for row in page(cast, act="access").rows} == {"authn_login_success"}


def test_forged_values_ask_for_nothing(cast: Cast) -> None:
    """ACL-09."""
    whole = page(cast)
    assert page(cast, act="x", person="'", period="century") == whole
    assert page(cast, cursor="x") == page(cast, cursor=encode_cursor("a", -1, "f" * 32)) == whole
    assert page(cast, cursor=encode_cursor("a", 10**30, "f" * 32)) == whole


def test_pages_turn_both_ways_and_show_everything_once(cast: Cast) -> None:
    for n in range(PAGE_SIZE * 2):
        cast.create(f"Ana{n} Lopez", email=f"ana{n}@example.org")
    first = page(cast)
    second = page(cast, cursor=first.after)
    third = page(cast, cursor=second.after)
    ids = [row.id for each in (first, second, third) for row in each.rows]
    assert len(ids) == len(set(ids)) == PAGE_SIZE * 2 + 3
    assert ids == sorted(ids, reverse=True)
    assert (first.before, third.after) == ("", "")
    assert page(cast, cursor=third.before) == second
    assert page(cast, cursor=second.before).rows == first.rows


def test_another_workspaces_entries_and_people_are_nowhere(cast: Cast) -> None:
    """LOG-04, ACL-03: readable per workspace only."""
    with cast.kit.db.write() as s:
        s.add(Workspace(id=HERE, name="Voisin", brand="Kit", created_at=cast.kit.clock.now()))
    kit, ana = cast.kit, cast.create("Ana Lopez")
    with kit.db.read() as s:
        olga = s.execute(select(col(User.id)).where(col(User.full_name) == "Olga Martin")).scalar_one()
    stranger = amina()
    stranger = type(stranger)(
        stranger.user_id, HERE, "s", "Amina", "r", 50, frozenset({"audit:read", "security:manage"})
    )
    assert kit.journal_pages.page(stranger, JournalFilter()) == JournalPage()
    assert kit.journal_pages.page(stranger, JournalFilter.parse({"person": ana})) == JournalPage()
    assert kit.journal_pages.people(stranger, "ana") == []
    assert kit.journal_pages.person(stranger, olga) is None
    assert list(kit.journal_pages.entries(stranger, JournalFilter())) == []


def test_who_may_not_read_the_journal_reads_none(cast: Cast) -> None:
    """ACL-01."""
    mado, _ = cast.join("Mado Blanc", "manager")
    pages, asked = cast.kit.journal_pages, JournalFilter()
    for act in (
        lambda: pages.page(mado, asked),
        lambda: pages.person(mado, mado.user_id),
        lambda: pages.people(mado, "mado"),
        lambda: pages.entries(mado, asked),
        lambda: cast.kit.journal_exports.begin(mado, asked, language="fr"),
        lambda: cast.kit.journal_keeping.kept(mado),
        lambda: cast.kit.journal_keeping.keep(mado, months="12"),
    ):
        before = cast.acts()
        with pytest.raises(Forbidden):
            act()
        assert cast.acts() == before


def test_people_are_found_by_name_or_address_a_few_at_a_time(cast: Cast) -> None:
    for n in range(12):
        cast.create(f"Ana{n} Lopez", email=f"ana{n}@example.org")
    found = cast.kit.journal_pages.people(cast.admin, "lópez")
    assert len(found) == 8
    assert [each.name for each in cast.kit.journal_pages.people(cast.admin, "olga@ex")] == ["Olga Martin"]
    assert cast.kit.journal_pages.people(cast.admin, "  ") == []


def test_people_are_found_by_digits_as_they_are_written(cast: Cast) -> None:
    cast.create("Ana Lopez", email="21-0345@example.org", phone="06 12 34 56 78")
    cast.create("Salle 2024 2025", email="salle@example.org")
    for text, name in (("21-0345", "Ana Lopez"), ("06 12", "Ana Lopez"), ("2024 2025", "Salle 2024 2025")):
        assert [each.name for each in cast.kit.journal_pages.people(cast.admin, text)] == [name]


def test_every_act_is_in_one_group() -> None:
    grouped = [tag for tags in GROUPS.values() for tag in tags]
    assert len(grouped) == len(set(grouped))
    assert acts_of("roles")[0] == "privilege_permissions_changed"
    assert (acts_of("user_created"), acts_of("")) == (("user_created",), ())
