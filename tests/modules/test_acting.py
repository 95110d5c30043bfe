"""What people do to an activity: by whom, on which, told where, and what happens when two do it at once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.audit.tables import AuditEntry
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import ChangedMeanwhile, Forbidden, KitError, NotFound
from comunik_kit.kernel.fanout import Topic
from comunik_kit.modules.acting import Aim, ModuleActs
from comunik_kit.modules.errors import HeldByAnother, StatusDoesNotFollow
from comunik_kit.modules.registry import MODULES
from comunik_kit.modules.rules import Worker, may_give, may_take, may_work_on, next_statuses
from comunik_kit.modules.tables import ActivityEvent
from comunik_kit.users.tables import User
from tests.modules.board import Board
from tests.modules.conftest import Cast

ME, OTHER = "me", "other"


def acts_on(board: Board) -> list[str]:
    with board.db.read() as s:
        told = s.execute(select(col(AuditEntry.tag)).order_by(col(AuditEntry.id))).scalars()
        return [tag for tag in told if tag.startswith("activity_")]


def happenings(board: Board) -> int:
    with board.db.read() as s:
        return len(s.execute(select(col(ActivityEvent.id))).all())


@pytest.mark.parametrize(
    ("manages", "leads", "owner", "take", "give", "work"),
    [
        (False, False, None, False, False, False),
        (False, True, None, False, False, False),
        (False, False, ME, False, False, False),
        (True, False, None, True, False, True),
        (True, False, ME, False, True, True),
        (True, False, OTHER, False, False, False),
        (True, True, None, True, True, True),
        (True, True, ME, False, True, True),
        (True, True, OTHER, True, True, True),
    ],
)
def test_who_may_do_what_to_whose(
    *, manages: bool, leads: bool, owner: str | None, take: bool, give: bool, work: bool
) -> None:
    """ACL-02."""
    who = Worker(ME, manages=manages, leads=leads)
    assert (may_take(who, owner), may_give(who, owner), may_work_on(who, owner)) == (take, give, work)


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.key)
def test_statuses_follow_each_other_as_the_definition_says_and_none_is_a_dead_end_unsaid(
    module: object,
) -> None:
    known = {*module.every_status, ""}  # pyright: ignore[reportAttributeAccessIssue]
    follows = module.follows  # pyright: ignore[reportAttributeAccessIssue]
    assert set(follows) <= known
    for before, after in follows.items():
        assert before not in after
        assert set(after) <= known - {""}
    assert next_statuses(module, "nonsense") == follows[""]  # pyright: ignore[reportArgumentType]


def test_taking_makes_it_ones_own_and_is_written_down(board: Board, cast: Cast) -> None:
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    board.acts.take(agnes, aim=board.aim(agnes, item))
    view = board.item(agnes, item)
    assert (view.line.owner, view.line.is_mine, view.version) == ("Agnès Petit", True, 2)
    assert (view.may_take, view.may_give_back, view.may_work) == (False, True, True)
    assert [(each.act, each.actor, each.after) for each in view.timeline] == [
        ("taken", "Agnès Petit", "Agnès Petit")
    ]
    assert acts_on(board) == ["activity_taken"]


def test_of_two_who_take_it_at_once_one_wins_and_the_other_is_told(board: Board, cast: Cast) -> None:
    """REL: one conditional UPDATE on either database."""
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    aim = board.aim(cast["Agnès"], item)
    together = Barrier(2)

    def take(actor: Actor) -> str:
        together.wait()
        try:
            board.acts.take(actor, aim=aim)
        except KitError as error:
            return error.code
        return "taken"

    with ThreadPoolExecutor(2) as pool:
        told = sorted(pool.map(take, (cast["Agnès"], cast["Solène"])))
    assert told == ["changed_meanwhile", "taken"]
    assert acts_on(board) == ["activity_taken"]
    assert happenings(board) == 1


def test_a_colleagues_is_the_colleagues_but_anybody_of_the_team_may_note(board: Board, cast: Cast) -> None:
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", owner_id=cast["Solène"].user_id)
    aim = board.aim(agnes, item)
    view = board.item(agnes, item)
    assert (view.may_take, view.may_give, view.may_give_back, view.may_work) == (False, False, False, False)
    assert (view.may_note, view.statuses) == (True, [])
    for act in (
        lambda: board.acts.take(agnes, aim=aim),
        lambda: board.acts.give(agnes, aim=aim, owner_id=agnes.user_id),
        lambda: board.acts.move(agnes, aim=aim, status="called_back"),
        lambda: board.acts.tag(agnes, aim=aim, words=["x"]),
    ):
        with pytest.raises(HeldByAnother):
            act()
    board.acts.note(agnes, aim=aim, text="  Rappelle demain.\r\nMatin  ")
    assert board.item(agnes, item).timeline[0].text == "Rappelle demain.\nMatin"
    assert acts_on(board) == ["activity_noted"]
    with board.db.read() as s:
        entries = s.execute(select(col(AuditEntry.details))).scalars()
        assert "Rappelle" not in repr(list(entries))


def test_who_only_reads_changes_nothing(board: Board, cast: Cast) -> None:
    """ACL-02: Ugo holds calls:read alone."""
    ugo = cast["Ugo"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Ventes"])
    aim = board.aim(ugo, item)
    for act in every_act(board.acts, ugo, aim, ugo.user_id):
        with pytest.raises(Forbidden):
            act()
    view = board.item(ugo, item)
    assert not any((view.may_take, view.may_give, view.may_give_back, view.may_work, view.may_note))
    assert (view.version, acts_on(board), happenings(board)) == (1, [], 0)


def test_what_is_out_of_reach_is_as_unknown_as_what_is_missing(
    board: Board, cast: Cast, neighbours: Cast
) -> None:
    """ACL-03: another team's for an agent, another workspace's for anybody, another module's."""
    far = board.write(cast, "Loin", department_id=cast.departments["Ventes"])
    theirs = board.write(neighbours, "Voisin")
    ticket = board.write(cast, "Panne", module="tickets", kind="created", status="open")
    for actor, item in (
        (cast["Agnès"], far),
        (cast["Solène"], theirs),
        (cast["Solène"], ticket),
        (cast["Solène"], "f" * 32),
        (cast["Solène"], "nonsense"),
    ):
        for act in every_act(board.acts, actor, Aim("calls", item, 1), actor.user_id):
            with pytest.raises(NotFound):
                act()
    assert (acts_on(board), happenings(board)) == ([], 0)


def every_act(acts: ModuleActs, actor: Actor, aim: Aim, owner_id: str) -> list[Callable[[], None]]:
    return [
        lambda: acts.take(actor, aim=aim),
        lambda: acts.give(actor, aim=aim, owner_id=owner_id),
        lambda: acts.move(actor, aim=aim, status="called_back"),
        lambda: acts.note(actor, aim=aim, text="x"),
        lambda: acts.tag(actor, aim=aim, words=["x"]),
    ]


def test_who_leads_gives_it_to_somebody_and_it_goes_to_their_team(board: Board, cast: Cast) -> None:
    boss = cast["Solène"]
    item = board.write(cast, "Dubois", owner_id=cast["Agnès"].user_id)
    board.acts.give(boss, aim=board.aim(boss, item), owner_id=cast["Ugo"].user_id)
    view = board.item(boss, item)
    assert (view.line.owner, view.line.department) == ("Ugo Petit", "Ventes")
    assert (view.timeline[0].before, view.timeline[0].after) == ("Agnès Petit", "Ugo Petit")
    with pytest.raises(NotFound):
        board.item(cast["Agnès"], item)
    assert acts_on(board) == ["activity_assigned"]


def test_an_agent_gives_back_what_is_theirs_and_gives_nothing_to_others(board: Board, cast: Cast) -> None:
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", owner_id=agnes.user_id)
    with pytest.raises(Forbidden):
        board.acts.give(agnes, aim=board.aim(agnes, item), owner_id=cast["Solène"].user_id)
    board.acts.give(agnes, aim=board.aim(agnes, item), owner_id="")
    view = board.item(agnes, item)
    assert (view.line.owner, view.line.department) == ("", "Support")
    assert acts_on(board) == ["activity_released"]


def test_nobody_is_given_anything_who_cannot_sign_in_or_is_not_here(
    board: Board, cast: Cast, neighbours: Cast
) -> None:
    """ACL-03."""
    boss = cast["Solène"]
    item = board.write(cast, "Dubois")
    with board.db.write() as s:
        s.get_one(User, cast["Ugo"].user_id).suspended_at = board.clock.now()
    for owner_id in (cast["Ugo"].user_id, neighbours["Agnès"].user_id, "f" * 32, "x"):
        with pytest.raises(NotFound):
            board.acts.give(boss, aim=board.aim(boss, item), owner_id=owner_id)
    assert (board.item(boss, item).version, acts_on(board)) == (1, [])


def test_a_status_comes_only_after_one_that_leads_to_it(board: Board, cast: Cast) -> None:
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    assert board.item(agnes, item).statuses == ["called_back", "dismissed"]
    for wrong in ("answered", "missed", "open", ""):
        with pytest.raises(StatusDoesNotFollow):
            board.acts.move(agnes, aim=board.aim(agnes, item), status=wrong)
    board.acts.move(agnes, aim=board.aim(agnes, item), status="called_back")
    view = board.item(agnes, item)
    assert (view.line.status, view.timeline[0].before, view.timeline[0].after) == (
        "called_back",
        "missed",
        "called_back",
    )
    assert acts_on(board) == ["activity_status_changed"]


def test_who_saw_an_older_version_is_told_and_overwrites_nothing(board: Board, cast: Cast) -> None:
    boss, agnes = cast["Solène"], cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    old = board.aim(agnes, item)
    board.acts.move(boss, aim=board.aim(boss, item), status="dismissed")
    for act in (
        lambda: board.acts.take(agnes, aim=old),
        lambda: board.acts.move(agnes, aim=old, status="called_back"),
        lambda: board.acts.tag(agnes, aim=old, words=["x"]),
        lambda: board.acts.give(boss, aim=old, owner_id=agnes.user_id),
    ):
        with pytest.raises(ChangedMeanwhile):
            act()
    assert board.item(agnes, item).line.status == "dismissed"
    assert happenings(board) == 1


def test_each_act_is_announced_after_its_commit_and_no_refusal_is(board: Board, cast: Cast) -> None:
    told: list[tuple[str, Topic]] = []
    boss = cast["Solène"]
    acts = ModuleActs(db=board.db, clock=board.clock, announce=lambda *what: told.append(what))
    item = board.write(cast, "Dubois")
    acts.take(boss, aim=board.aim(boss, item))
    acts.move(boss, aim=board.aim(boss, item), status="called_back")
    acts.note(boss, aim=board.aim(boss, item), text="x")
    acts.tag(boss, aim=board.aim(boss, item), words=["x"])
    acts.give(boss, aim=board.aim(boss, item), owner_id="")
    assert told == [(cast.workspace_id, Topic.ACTIVITY)] * 5
    with pytest.raises(ChangedMeanwhile):
        acts.take(boss, aim=Aim("calls", item, 1))
    assert len(told) == 5


def test_a_right_that_is_taken_away_counts_at_the_next_act(board: Board, cast: Cast) -> None:
    """ACL-04."""
    agnes = cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    aim = board.aim(agnes, item)
    lesser = replace(agnes, permissions=agnes.permissions - {"calls:manage"})
    with pytest.raises(Forbidden):
        board.acts.take(lesser, aim=aim)
    assert board.item(agnes, item).line.owner == ""
