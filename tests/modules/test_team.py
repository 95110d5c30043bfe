"""« Mon équipe » says of each person what the rows say, to who may know it."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update
from sqlmodel import Session, col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.modules import team as module_of_team
from comunik_kit.modules.asking import Span
from comunik_kit.modules.team import TeamBoard
from comunik_kit.modules.team_views import TeamFigures, TeamLine
from comunik_kit.users.tables import User
from comunik_kit.workspaces.tables import Tier
from tests.modules.conftest import Cast, happened
from tests.support.clock import MovedClock


@pytest.fixture
def database(sqlite_database: Database) -> Database:
    """Lend one kind: what the other answers is shown in `test_team_figures.py`."""
    return sqlite_database


@pytest.fixture
def board_of_team(database: Database, clock: MovedClock) -> TeamBoard:
    """Open the service."""
    return TeamBoard(db=database, clock=clock)


def line(figures: TeamFigures, name: str) -> TeamLine:
    return next(each for each in figures.people if each.name.startswith(name))


def numbers(each: TeamLine) -> tuple[int, int, int, int]:
    return each.received, each.missed, each.tickets, each.load


def lead(actor: Actor, *teams: str) -> Actor:
    return replace(actor, leads=frozenset(teams))


def fill(s: Session, cast: Cast, now: datetime) -> None:
    """Let Agnès receive two calls and miss one, hold two open tickets, and let Support have a ticket and a call."""
    agnes, support = cast["Agnès"].user_id, cast.departments["Support"]
    for hours in (1, 30):
        happened(s, cast, now - timedelta(hours=hours), owner_id=agnes, department_id=support)
    happened(s, cast, now - timedelta(hours=2), kind="missed", status="missed", owner_id=agnes)
    happened(s, cast, now - timedelta(days=20), kind="missed", status="called_back", owner_id=agnes)
    for status in ("open", "waiting", "closed"):
        happened(
            s, cast, now - timedelta(days=40), module="tickets", kind="created", status=status, owner_id=agnes
        )
    happened(s, cast, now, module="tickets", kind="created", status="open", department_id=support)
    happened(s, cast, now, kind="missed", status="missed", department_id=support)
    happened(s, cast, now, kind="missed", status="missed")


def test_each_person_has_a_line_with_what_is_theirs_and_nobody_has_one_too(
    board_of_team: TeamBoard, cast: Cast, database: Database, clock: MovedClock
) -> None:
    with database.write() as s:
        fill(s, cast, clock.now())
    found = board_of_team.view(cast["Solène"], span=Span.WEEK).figures
    assert [each.name for each in found.people] == ["Agnès Petit", "Solène Petit", "Ugo Petit"]
    agnes = line(found, "Agnès")
    assert numbers(agnes) == (2, 1, 2, 3)
    assert (agnes.last, agnes.team) == ((clock.now() - timedelta(hours=1)).isoformat(), "Support")
    assert (agnes.received_bar, agnes.missed_bar, agnes.load_bar) == (67, 33, 100)
    assert numbers(line(found, "Ugo")) == (0, 0, 0, 0)
    assert line(found, "Ugo").last == ""
    assert numbers(found.nobody) == (0, 2, 1, 3)
    assert numbers(found.total) == (2, 3, 3, 6)
    month = board_of_team.view(cast["Solène"], span=Span.MONTH).figures
    assert numbers(line(month, "Agnès")) == (2, 2, 2, 3)
    today = board_of_team.view(cast["Solène"], span=Span.TODAY).figures
    assert line(today, "Agnès").received == 1


def test_a_lead_sees_their_teams_and_what_is_nobodys_there_and_no_other(
    board_of_team: TeamBoard, cast: Cast, database: Database, clock: MovedClock
) -> None:
    """ACL-03: a team of others is as unknown as none."""
    support, sales = cast.departments["Support"], cast.departments["Ventes"]
    with database.write() as s:
        fill(s, cast, clock.now())
        happened(s, cast, clock.now(), owner_id=cast["Ugo"].user_id)
        happened(s, cast, clock.now(), kind="missed", status="missed", department_id=sales)
    chief = lead(cast["Agnès"], support)
    for asked in ("", support, sales, "0" * 32):
        view = board_of_team.view(chief, span=Span.WEEK, team=asked)
        assert ([each.id for each in view.teams], view.team, view.workspace_wide) == ([support], "", False)
        assert [each.name for each in view.figures.people] == ["Agnès Petit", "Solène Petit"]
        assert numbers(view.figures.nobody) == (0, 1, 1, 2)
    both = board_of_team.view(lead(cast["Agnès"], support, sales), span=Span.WEEK, team=sales)
    assert ([each.name for each in both.figures.people], both.team) == (["Ugo Petit"], sales)


def test_who_leads_nobody_and_reads_only_their_own_is_refused(board_of_team: TeamBoard, cast: Cast) -> None:
    """ACL-02, AUT-11."""
    support = cast.departments["Support"]
    held = replace(lead(cast["Solène"], support), must_change_password=True)
    for actor in (cast["Agnès"], cast["Ugo"], held):
        with pytest.raises(Forbidden):
            board_of_team.view(actor, span=Span.WEEK, team=support)
        with pytest.raises(Forbidden):
            board_of_team.wanted(actor, span=Span.WEEK)


def test_another_workspace_is_neither_counted_nor_named(
    board_of_team: TeamBoard, cast: Cast, neighbours: Cast, database: Database, clock: MovedClock
) -> None:
    """ACL-03: nor by the id of a team of theirs."""
    with database.write() as s:
        fill(s, neighbours, clock.now())
    theirs = neighbours.departments["Support"]
    for asked in ("", theirs):
        view = board_of_team.view(cast["Solène"], span=Span.WEEK, team=asked)
        assert (numbers(view.figures.total), view.team) == ((0, 0, 0, 0), "")
        assert {each.id for each in view.teams} == set(cast.departments.values())
        assert {each.id for each in view.figures.people} == {actor.user_id for actor in cast.people.values()}
    assert numbers(board_of_team.view(neighbours["Solène"], span=Span.WEEK).figures.total) == (2, 3, 3, 6)


def test_a_module_that_the_reader_does_not_have_is_not_told(
    board_of_team: TeamBoard, cast: Cast, database: Database, clock: MovedClock
) -> None:
    """ACL-02."""
    with database.write() as s:
        fill(s, cast, clock.now())
        s.execute(update(Tier).values(modules=["tickets"]))
    view = board_of_team.view(cast["Solène"], span=Span.WEEK)
    assert view.modules == ["tickets"]
    assert numbers(view.figures.total) == (0, 0, 3, 3)
    with database.write() as s:
        s.execute(update(Tier).values(modules=[]))
    assert numbers(board_of_team.view(cast["Solène"], span=Span.WEEK).figures.total) == (0, 0, 0, 0)


def test_what_a_deleted_account_still_holds_is_one_line(
    board_of_team: TeamBoard, cast: Cast, database: Database, clock: MovedClock
) -> None:
    with database.write() as s:
        fill(s, cast, clock.now())
        s.execute(update(User).where(col(User.full_name) == "Agnès Petit").values(deleted_at=clock.now()))
    found = board_of_team.view(cast["Solène"], span=Span.WEEK).figures
    assert [each.name for each in found.people] == ["Solène Petit", "Ugo Petit"]
    assert numbers(found.gone) == (2, 1, 2, 3)
    assert numbers(found.total) == (2, 3, 3, 6)


def test_a_crowd_is_cut_and_the_page_says_so(
    board_of_team: TeamBoard, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not board_of_team.view(cast["Solène"], span=Span.WEEK).figures.capped
    monkeypatch.setattr(module_of_team, "MOST_PEOPLE", 2)
    found = board_of_team.view(cast["Solène"], span=Span.WEEK).figures
    assert ([each.name for each in found.people], found.capped) == (["Agnès Petit", "Solène Petit"], True)


def test_lines_are_sorted_by_any_figure_and_stay_by_name_where_it_is_the_same() -> None:
    a, b, c = TeamLine(name="A", load=1), TeamLine(name="B", load=3), TeamLine(name="C", load=1)
    found = TeamFigures([a, b, c])
    assert found.sorted_by("load", down=True) == [b, a, c]
    assert found.sorted_by("load", down=False) == [a, c, b]
    assert found.sorted_by("name", down=True) == [c, b, a]
    assert found.sorted_by("initials", down=False) == [a, b, c]


def test_whoever_sees_the_same_wants_the_same(board_of_team: TeamBoard, cast: Cast) -> None:
    """NFR: so that many open pages are read once."""
    chief = replace(cast["Solène"], user_id=cast["Agnès"].user_id)
    same = {board_of_team.wanted(actor, span=Span.WEEK) for actor in (cast["Solène"], chief)}
    assert len(same) == 1
