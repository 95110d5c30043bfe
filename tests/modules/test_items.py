"""A module's list: who sees what, what the filters leave, how pages lead on, and what one activity tells."""

from dataclasses import replace
from datetime import timedelta

import pytest

from comunik_kit.kernel.errors import NotFound
from comunik_kit.modules import item_queries
from tests.modules.board import Board, asked_of
from tests.modules.conftest import Cast


def test_an_agent_sees_their_own_and_the_teams_and_a_supervisor_everything(board: Board, cast: Cast) -> None:
    """ACL-03; issue 6: Agent sees the own and the team's."""
    support, ventes = cast.departments["Support"], cast.departments["Ventes"]
    board.write(cast, "own", owner_id=cast["Agnès"].user_id)
    board.write(cast, "a colleague's", owner_id=cast["Solène"].user_id)
    board.write(cast, "the team's", department_id=support)
    board.write(cast, "other team's", department_id=ventes)
    board.write(cast, "nobody's at all")
    assert sorted(board.titles(cast["Agnès"])) == ["a colleague's", "own", "the team's"]
    assert len(board.titles(cast["Solène"])) == 5
    assert board.titles(cast["Ugo"]) == ["other team's"]


def test_somebody_without_a_department_sees_their_own_alone(board: Board, cast: Cast) -> None:
    board.write(cast, "own", owner_id=cast["Agnès"].user_id)
    board.write(cast, "the team's", department_id=cast.departments["Support"])
    alone = replace(cast["Agnès"], department_id=None)
    assert board.titles(alone) == ["own"]


def test_another_workspace_has_nothing_of_ours(board: Board, cast: Cast, neighbours: Cast) -> None:
    """ACL-03: nor does an id open it."""
    item = board.write(cast, "ours", owner_id=cast["Solène"].user_id)
    assert board.titles(neighbours["Solène"]) == []
    with pytest.raises(NotFound):
        board.item(neighbours["Solène"], item)


@pytest.mark.parametrize("wrong", ["", "x", "f" * 32, "' OR 1=1 --"])
def test_an_id_that_is_none_is_not_found(board: Board, cast: Cast, wrong: str) -> None:
    with pytest.raises(NotFound):
        board.item(cast["Solène"], wrong)


def test_a_module_opens_nothing_of_another(board: Board, cast: Cast) -> None:
    ticket = board.write(cast, "T", module="tickets", kind="created", status="open")
    with pytest.raises(NotFound):
        board.item(cast["Solène"], ticket, "calls")
    assert board.titles(cast["Solène"], "calls") == []


def test_a_module_that_is_not_on_is_not_found(board: Board, cast: Cast) -> None:
    for key in ("leads", "nonsense", ""):
        with pytest.raises(NotFound):
            board.items.page(cast["Ugo"], key, asked_of("calls"))
    assert board.titles(cast["Ugo"], "tickets") == []


def test_every_filter_leaves_what_it_says(board: Board, cast: Cast) -> None:
    boss, agnes = cast["Solène"], cast["Agnès"]
    board.write(cast, "mine", owner_id=boss.user_id, kind="received", status="answered")
    hers = board.write(cast, "hers", owner_id=agnes.user_id)
    board.write(cast, "nobody", department_id=cast.departments["Ventes"])
    board.acts.tag(boss, aim=board.aim(boss, hers), words=["Été"])
    assert board.titles(boss, owner="me") == ["mine"]
    assert board.titles(boss, owner="nobody") == ["nobody"]
    assert sorted(board.titles(boss, owner="team")) == ["hers", "mine"]
    assert board.titles(boss, owner=agnes.user_id) == ["hers"]
    assert board.titles(boss, department=cast.departments["Ventes"]) == ["nobody"]
    assert board.titles(boss, kind="received") == ["mine"]
    assert board.titles(boss, status="answered") == ["mine"]
    assert board.titles(boss, tag="ETE") == ["hers"]
    assert board.titles(boss, tag="hiver") == []
    assert board.items.choices(boss, "calls", asked_of("calls")).tags == ["ete"]


def test_an_agents_filters_reach_no_further_than_the_agent(board: Board, cast: Cast) -> None:
    """ACL-03: a filter narrows and never widens."""
    board.write(cast, "far", owner_id=cast["Ugo"].user_id)
    agnes = cast["Agnès"]
    assert board.titles(agnes, owner=cast["Ugo"].user_id) == []
    assert board.titles(agnes, department=cast.departments["Ventes"]) == []
    choices = board.items.choices(agnes, "calls", asked_of("calls", owner=cast["Ugo"].user_id))
    assert (choices.person, choices.departments) == ("", [])


def test_a_period_is_days_of_the_readers_calendar(board: Board, cast: Cast) -> None:
    for title, ago in (("now", 0), ("5 days", 5), ("20 days", 20), ("90 days", 90)):
        board.write(cast, title, ago=timedelta(days=ago))
    boss = cast["Solène"]
    assert board.titles(boss, period="today") == ["now"]
    assert board.titles(boss, period="7d") == ["now", "5 days"]
    assert board.titles(boss) == ["now", "5 days", "20 days"]
    day = (board.clock.now() - timedelta(days=90)).date().isoformat()
    assert board.titles(boss, since=day, until=day) == ["90 days"]
    assert len(board.titles(boss, since="2000-01-01")) == 4


def test_what_lies_in_the_future_has_not_happened(board: Board, cast: Cast) -> None:
    board.write(cast, "tomorrow", ago=-timedelta(hours=12))
    tomorrow = (board.clock.now() + timedelta(days=1)).date().isoformat()
    assert board.titles(cast["Solène"]) == []
    assert board.titles(cast["Solène"], until=tomorrow) == []


def test_a_search_knows_no_accents_and_finds_customer_and_number(board: Board, cast: Cast) -> None:
    boss = cast["Solène"]
    board.write(cast, "Rappel", customer="Hélène Œuvré", details={"number": "+33 1 99 00 12 34"})
    board.write(cast, "Autre", customer="100 % Bio_")
    for words in ("helene", "OEUVRE", "rappel hélène", "199001234", "+33 1"):
        assert board.titles(boss, q=words) == ["Rappel"], words
    assert board.titles(boss, q="% bio_") == ["Autre"]
    assert board.titles(boss, q="rap%el") == []
    assert board.page(boss, q="helene").total == 1


def test_counts_by_status_do_not_change_with_the_chosen_one(board: Board, cast: Cast) -> None:
    boss = cast["Solène"]
    for _ in range(3):
        board.write(cast, "Dubois")
    board.write(cast, "Morel", kind="received", status="answered")
    page = board.page(boss, status="answered")
    assert (page.counts, page.total, page.capped) == ({"answered": 1, "missed": 3}, 4, False)
    assert [row.title for row in page.rows] == ["Morel"]
    assert board.page(boss, q="dub").counts == {"missed": 3}


def test_counts_stop_where_they_would_cost_too_much_and_say_so(
    board: Board, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(item_queries, "MOST_COUNTED", 2)
    for _ in range(3):
        board.write(cast, "Dubois")
    page = board.page(cast["Solène"])
    assert (page.total, page.capped, len(page.rows)) == (2, True, 3)


@pytest.mark.parametrize("name", ["Agnès", "Solène"])
def test_pages_lead_on_and_back_without_a_gap_or_a_repetition(board: Board, cast: Cast, name: str) -> None:
    """Many at the same moment, own and the team's mixed."""
    owners = [cast["Agnès"].user_id, None]
    for n in range(60):
        board.write(
            cast,
            f"{n:02}",
            ago=timedelta(minutes=n // 4),
            owner_id=owners[n % 2],
            department_id=cast.departments["Support"],
        )
    actor, seen, after = cast[name], [], ""
    while True:
        page = board.page(actor, after=after)
        seen.append([row.id for row in page.rows])
        if not page.after:
            break
        after = page.after
    assert [len(rows) for rows in seen] == [25, 25, 10]
    assert len({each for rows in seen for each in rows}) == 60
    back = board.page(actor, before=page.before)
    assert [row.id for row in back.rows] == seen[1]
    first = board.page(actor, before=back.before)
    assert [row.id for row in first.rows] == seen[0]
    assert (first.before, bool(first.after)) == ("", True)


@pytest.mark.parametrize("cursor", ["x", "W10", "WyJ4IiwgInkiXQ", "é" * 50])
def test_a_forged_cursor_is_the_beginning(board: Board, cast: Cast, cursor: str) -> None:
    """ACL-09."""
    board.write(cast, "one")
    assert [row.title for row in board.page(cast["Solène"], after=cursor).rows] == ["one"]


def test_an_activity_tells_its_details_and_what_else_there_is_of_the_customer(
    board: Board, cast: Cast
) -> None:
    support = cast.departments["Support"]
    given = {"number": "+33199001234", "duration": 245, "queue": "Nuit"}
    item = board.write(cast, "Appel", customer="Zoé Roy", department_id=support, details=given)
    near = board.write(
        cast, "Panne", module="tickets", kind="created", customer="ZOE ROY", department_id=support
    )
    board.write(cast, "Loin", customer="Zoé Roy", department_id=cast.departments["Ventes"])
    lead = board.write(cast, "Piste", module="leads", kind="created", customer="Zoé Roy")
    view = board.item(cast["Agnès"], item)
    assert [(each.name, each.value, each.shape) for each in view.details] == [
        ("number", "+33199001234", "text"),
        ("duration", "4:05", "duration"),
        ("queue", "Nuit", "text"),
    ]
    assert view.line.told["duration"] == "4:05"
    assert (view.line.customer, view.line.department) == ("Zoé Roy", "Support")
    assert [each.id for each in view.related] == [near]
    assert lead in {each.id for each in board.item(cast["Solène"], item).related}


def test_the_owners_department_is_where_it_belongs_when_none_is_told(board: Board, cast: Cast) -> None:
    board.write(cast, "hers", owner_id=cast["Agnès"].user_id)
    assert board.page(cast["Solène"], department=cast.departments["Support"]).total == 1


def test_people_to_give_it_to_are_found_by_who_leads_alone(board: Board, cast: Cast) -> None:
    found = board.items.people(cast["Solène"], "calls", "agn")
    assert [each.name for each in found] == ["Agnès Petit"]
    assert board.items.people(cast["Agnès"], "calls", "") == []
    assert len(board.items.people(cast["Solène"], "calls", "")) == 3
