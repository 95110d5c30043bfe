"""The archive: every invitation ever, newest first, by any filter, of one workspace."""

from datetime import timedelta

import pytest

from comunik_kit.invitations.archive_filter import DELIVERY_GROUPS, ArchiveFilter
from comunik_kit.invitations.archive_views import ArchivePage, ArchiveRow
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.kernel.listing import encode_cursor
from comunik_kit.mail.delivery import Delivery
from tests.invitations.history import Letter, Past, Sent
from tests.invitations.looking import accept, invite
from tests.support.cast import Cast
from tests.support.clock import MovedClock

DAY = timedelta(days=1)


def page(cast: Cast, cursor: str = "", **query: str) -> ArchivePage:
    return cast.kit.archive.page(cast.admin, ArchiveFilter.parse(query), cursor=cursor)


def names(cast: Cast, **query: str) -> list[str]:
    return [row.name for row in page(cast, **query).rows]


def exported(cast: Cast, **query: str) -> list[ArchiveRow]:
    found = cast.kit.archive.export(cast.admin, ArchiveFilter.parse(query))
    return [row for chunk in found.chunks for row in chunk]


def everything(past: Past) -> dict[str, Sent]:
    """Give an invitation of each fate, by the name of its person."""
    at, now = past.now - DAY, past.now
    sent = Letter(sent_at=at)
    fates = {
        "Amandine": Sent(letters=(Letter(state="queued"),)),
        "Bruno": Sent(letters=(sent,), accepted_at=now, department="Vente"),
        "Carla": Sent(letters=(sent,), revoked_at=now),
        "Denis": Sent(letters=(Letter(sent_at=at, delivery="bounced"),), lifetime=timedelta(hours=1)),
        "Elsa": Sent(letters=(Letter(sent_at=at, delivered_at=at, delivery="delivered"),), gone_at=now),
        "Farid": Sent(letters=(Letter(sent_at=at, channel="local"),), department="Support"),
        "Gaia": Sent(),
    }
    return {
        name: Sent(**{**vars_of(fate), "name": f"{name} Martin", "at": at + timedelta(seconds=n)})
        for n, (name, fate) in enumerate(fates.items())
    }


def vars_of(sent: Sent) -> dict[str, object]:
    return {name: getattr(sent, name) for name in sent.__dataclass_fields__}


def test_every_invitation_ever_is_there_also_of_people_who_are_gone(cast: Cast, past: Past) -> None:
    past.write(*everything(past).values())
    found = page(cast)
    assert [(row.name.split()[0], row.state, row.delivery, row.is_gone) for row in found.rows] == [
        ("Gaia", "pending", "", False),
        ("Farid", "pending", "kept", False),
        ("Elsa", "pending", "delivered", True),
        ("Denis", "expired", "bounced", False),
        ("Carla", "revoked", "sent", False),
        ("Bruno", "accepted", "sent", False),
        ("Amandine", "pending", "queued", False),
    ]
    assert (found.first, found.total, found.capped, found.before, found.after) == (1, 7, False, "", "")


def test_a_row_says_who_where_when_and_by_whom(cast: Cast, past: Past) -> None:
    at = past.now - DAY
    first, second = at + timedelta(minutes=1), at + timedelta(hours=2)
    letters = (
        Letter(sent_at=at, delivered_at=first, delivery="delivered"),
        Letter(sent_at=at, opened_at=second, clicked_at=second, delivery="clicked", version=2),
        Letter(state="queued", purpose="reset", version=3),
    )
    past.write(
        Sent(
            name="Ana Lopez",
            email="ana@new.example",
            own_email="ana@old.example",
            department="Vente",
            at=at,
            letters=letters,
            accepted_at=past.now,
            reminders=2,
        )
    )
    row = page(cast).rows[0]
    assert (row.name, row.email, row.department, row.inviter) == (
        "Ana Lopez",
        "ana@old.example",
        "Vente",
        "Olga Martin",
    )
    assert (row.delivery, row.reminders, row.initials) == ("clicked", 2, "AL")
    times = (row.issued_at, row.delivered_at, row.opened_at, row.accepted_at)
    assert [time[:19] for time in times] == [each.isoformat()[:19] for each in (at, first, second, past.now)]


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({"state": "pending"}, "Gaia Farid Elsa Amandine"),
        ({"state": "accepted"}, "Bruno"),
        ({"state": "expired"}, "Denis"),
        ({"state": "revoked"}, "Carla"),
        ({"delivery": "under_way"}, "Amandine"),
        ({"delivery": "left"}, "Farid Carla Bruno"),
        ({"delivery": "arrived"}, "Elsa"),
        ({"delivery": "trouble"}, "Denis"),
        ({"delivery": "kept"}, "Farid"),
        ({"delivery": "none"}, "Gaia"),
        ({"department": "none"}, "Gaia Elsa Denis Carla Amandine"),
        ({"q": "elsa"}, "Elsa"),
        ({"q": "ÈLSÀ mart"}, "Elsa"),
        ({"q": "@example.org brun"}, "Bruno"),
        ({"q": "zzz"}, ""),
        ({"state": "pending", "delivery": "left"}, "Farid"),
        ({"state": "accepted", "delivery": "trouble"}, ""),
        ({"state": "stolen", "delivery": "'; --", "department": "x", "inviter": "%"}, None),
    ],
)
def test_each_filter_finds_just_those_and_the_export_the_same(
    cast: Cast, past: Past, query: dict[str, str], wanted: str | None
) -> None:
    """ACL-09: a forged value counts as not asked for."""
    every = everything(past)
    past.write(*(Sent(**{**vars_of(s), "email": f"{n.lower()}@example.org"}) for n, s in every.items()))
    found = [name.split()[0] for name in names(cast, **query)]
    assert found == ((wanted if wanted is not None else " ".join(reversed(every))).split())
    assert [row.name.split()[0] for row in exported(cast, **query)] == found


def test_digits_are_searched_for_as_they_are_written(cast: Cast, past: Past) -> None:
    """In a name, in the address of now, in the one that was invited, and of who is gone."""
    past.write(
        Sent(name="Salle 2024 2025"),
        Sent(name="Ana", email="21-0345@example.org"),
        Sent(name="Bob", email="00123@old.example", own_email="bob@example.org"),
        Sent(name="Agent 007-42", gone_at=past.now),
    )
    found = (
        ("2024 2025", "Salle"),
        ("21-0345", "Ana"),
        ("00123", "Bob"),
        ("007-42", "Agent"),
        ("007-43", ""),
    )
    for search, wanted in found:
        assert [name.split()[0] for name in names(cast, q=search)] == wanted.split(), search
        assert [row.name.split()[0] for row in exported(cast, q=search)] == wanted.split(), search


def test_departments_and_inviters_are_filters_by_id(cast: Cast, past: Past) -> None:
    other = cast.create("Mado Petit")
    past.write(Sent(name="Ana", department="Vente"), Sent(name="Bob", department="Support", inviter=other))
    assert names(cast, department=past.departments["Vente"]) == ["Ana"]
    assert names(cast, inviter=other) == ["Bob"]
    choices = cast.kit.archive.choices(cast.admin, ArchiveFilter())
    assert [each.name for each in choices.departments] == ["Support", "Vente"]
    assert [each.name for each in choices.inviters] == ["Mado Petit", "Olga Martin"]


def test_the_last_message_gives_the_word_whatever_the_older_ones_say(cast: Cast, past: Past) -> None:
    at = past.now - DAY
    bounced = Letter(sent_at=at, delivery="bounced")
    past.write(Sent(name="Ana", letters=(bounced, Letter(sent_at=at, delivery="opened", version=2))))
    assert names(cast, delivery="trouble") == []
    assert names(cast, delivery="opened") == ["Ana"]


@pytest.mark.parametrize("word", list(Delivery))
def test_each_word_that_a_row_shows_is_found_by_it(cast: Cast, past: Past, word: Delivery) -> None:
    """The SQL of the filter and the rule of the row are one."""
    at = past.now - DAY
    states = {"queued", "delayed", "scheduled", "waiting"}
    ours = {"cancelled", "dead", "failed", "suppressed"}
    letter = Letter(
        state="queued" if word in states else word if word in ours else "sent",
        delivery="" if word in states | ours | {"kept", "sent"} else word,
        channel="local" if word == "kept" else "resend",
        last_error="busy" if word == "delayed" else "",
        scheduled_at=past.now + DAY if word == "scheduled" else None,
        sent_at=None if word in states else at,
    )
    past.write(Sent(name="Ana", letters=(letter,)), Sent(name="Nobody"))
    shown = page(cast).rows[1].delivery
    assert shown == ("queued" if word == "waiting" else word)
    assert names(cast, delivery=shown) == ["Ana"]
    group = next(name for name, words in DELIVERY_GROUPS.items() if shown in words)
    assert names(cast, delivery=group) == ["Ana"]


def test_pages_lead_down_and_up_and_a_forged_place_is_the_first_page(cast: Cast, past: Past) -> None:
    """ACL-09."""
    past.write_many(Sent(name=f"P {n:02}", at=past.now - timedelta(minutes=n)) for n in range(60))
    first = page(cast)
    second = page(cast, first.after)
    third = page(cast, second.after)
    assert [len(each.rows) for each in (first, second, third)] == [25, 25, 10]
    assert [each.first for each in (first, second, third)] == [1, 26, 51]
    assert [row.name for each in (first, second, third) for row in each.rows] == [
        f"P {n:02}" for n in range(60)
    ]
    assert page(cast, third.before).rows == second.rows
    assert page(cast, second.before).rows == first.rows
    assert (first.before, third.after) == ("", "")
    forged = ["x", "é", "e30", encode_cursor("a", "x" * 32, 5), encode_cursor("a", first.rows[0].id, -4)]
    assert {page(cast, each) == first for each in forged} == {True}


def test_invitations_of_the_services_are_there_with_what_people_did(cast: Cast, clock: MovedClock) -> None:
    ana = invite(cast, "Ana Lopez")
    accept(cast, ana.invitation_id)
    clock.move(hours=1)
    bob = invite(cast, "Bob Noir")
    cast.kit.invitations.revoke(cast.admin, user_id=bob.user_id)
    clock.move(hours=1)
    eva = invite(cast, "Eva Rose")
    clock.move(days=8)
    cast.kit.users.delete(cast.admin, user_id=eva.user_id)
    assert [(row.name, row.state, row.is_gone) for row in page(cast).rows] == [
        ("Eva Rose", "revoked", True),
        ("Bob Noir", "revoked", False),
        ("Ana Lopez", "accepted", False),
    ]


def test_no_row_and_no_choice_comes_from_another_workspace(cast: Cast, past: Past, elsewhere: Past) -> None:
    """ACL-03, INV-10: whatever is asked for."""
    at = past.now - DAY
    letters = (Letter(sent_at=at, delivery="opened", opened_at=at),)
    elsewhere.write(
        *[Sent(name="Zoé Voisine", department="Ailleurs", letters=letters, accepted_at=past.now)] * 3
    )
    past.write(Sent(name="Ana Lopez", department="Vente", letters=letters))
    queries: list[dict[str, str]] = [
        {},
        {"q": "zoe"},
        {"q": "example"},
        {"state": "accepted"},
        {"delivery": "opened"},
        {"delivery": "arrived"},
        {"department": elsewhere.departments["Ailleurs"]},
        {"inviter": elsewhere.inviter_id},
        {"period": "7d"},
    ]
    for query in queries:
        assert "Zoé Voisine" not in repr(page(cast, **query)), query
        assert {row.name for row in exported(cast, **query)} <= {"Ana Lopez"}, query
    choices = cast.kit.archive.choices(cast.admin, ArchiveFilter())
    assert [each.name for each in choices.departments] == ["Vente"]
    assert [each.name for each in choices.inviters] == ["Olga Martin"]


def test_who_may_not_read_people_reads_no_archive(cast: Cast) -> None:
    """ACL-01: nor is an export written down."""
    agent, _ = cast.join("Anna Petit", "agent")
    before, asked = cast.acts(), ArchiveFilter()
    for act in (cast.kit.archive.page, cast.kit.archive.choices, cast.kit.archive.export):
        with pytest.raises(Forbidden):
            act(agent, asked)
    assert cast.acts() == before


def test_an_export_is_written_down_and_reads_by_small_steps(
    cast: Cast, past: Past, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Flat memory: never more than one chunk at a time; what came meanwhile is newer and left out."""
    monkeypatch.setattr("comunik_kit.invitations.archive.CHUNK", 10)
    past.write_many(Sent(name=f"P {n:02}", at=past.now - timedelta(minutes=n)) for n in range(25))
    found = cast.kit.archive.export(cast.admin, ArchiveFilter.parse({"q": "p"}))
    assert cast.acts().count("invitations_exported") == 1
    sizes = [len(next(found.chunks))]
    past.write(Sent(name="P later"))
    rest = list(found.chunks)
    sizes += [len(each) for each in rest]
    assert sizes == [10, 10, 5]
    assert "P later" not in repr(rest)
