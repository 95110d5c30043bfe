"""Who is told of what is done to an activity, on both databases."""

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.fanout import Topic
from comunik_kit.mail.tables import OutboxMessage
from comunik_kit.modules.acting import Aim, ModuleActs
from comunik_kit.notices.service import Notices
from comunik_kit.users.tables import User
from tests.modules.board import Board
from tests.modules.conftest import Cast

WORDS = "code 4711"


def told(board: Board, actor: Actor) -> list[tuple[str, str, str]]:
    rows = Notices(db=board.db, clock=board.clock).page(actor).rows
    return [(each.kind, each.who, each.title) for each in rows]


def letters(board: Board) -> list[OutboxMessage]:
    with board.db.read() as s:
        return list(s.execute(select(OutboxMessage).order_by(col(OutboxMessage.id))).scalars())


def everybody(board: Board, cast: Cast) -> dict[str, list[tuple[str, str, str]]]:
    return {name: told(board, actor) for name, actor in cast.people.items() if told(board, actor)}


def test_whom_something_is_given_to_is_told_and_nobody_else(board: Board, cast: Cast) -> None:
    """REL-01."""
    solene, agnes = cast["Solène"], cast["Agnès"]
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    board.acts.give(solene, aim=board.aim(solene, item), owner_id=agnes.user_id)
    assert everybody(board, cast) == {"Agnès": [("assigned", "Solène Petit", "Dubois")]}
    (letter,) = letters(board)
    assert (letter.template, letter.recipient_id, letter.to_email) == (
        "assigned",
        agnes.user_id,
        "agnes@example.org",
    )
    assert letter.params["path"] == f"/calls/{item}"


def test_nobody_is_told_of_what_they_take_give_themselves_or_give_back(board: Board, cast: Cast) -> None:
    solene = cast["Solène"]
    one, other = board.write(cast, "Dubois"), board.write(cast, "Morel")
    board.acts.take(solene, aim=board.aim(solene, one))
    board.acts.give(solene, aim=board.aim(solene, one), owner_id="")
    board.acts.give(solene, aim=board.aim(solene, other), owner_id=solene.user_id)
    board.acts.note(solene, aim=board.aim(solene, other), text="Pour @Solène Petit")
    assert (everybody(board, cast), letters(board)) == ({}, [])


def test_an_act_that_is_refused_tells_nobody(board: Board, cast: Cast) -> None:
    """REL-01: the row is there with the act, or not at all."""
    solene, agnes = cast["Solène"], cast["Agnès"]
    item = board.write(cast, "Dubois")
    with pytest.raises(KitError):
        board.acts.give(solene, aim=Aim("calls", item, 9), owner_id=agnes.user_id)
    with pytest.raises(KitError):
        board.acts.note(solene, aim=Aim("calls", item, 1), text="@Agnès Petit \x00")
    assert (everybody(board, cast), letters(board)) == ({}, [])


def test_whom_a_note_names_is_told_without_its_words(board: Board, cast: Cast) -> None:
    """By name and by address, once each; the note's own words are in no message."""
    solene = cast["Solène"]
    item = board.write(cast, "Dubois", owner_id=cast["Agnès"].user_id)
    said = f"@agnès petit, @agnes@example.org : {WORDS}"
    board.acts.note(solene, aim=board.aim(solene, item), text=said)
    assert everybody(board, cast) == {"Agnès": [("mentioned", "Solène Petit", "Dubois")]}
    (letter,) = letters(board)
    assert letter.template == "mentioned"
    assert WORDS not in repr(letter.params)


def test_who_may_not_see_it_is_not_told(board: Board, cast: Cast, neighbours: Cast) -> None:
    """ACL-03: out of reach, without the module, suspended, or of another workspace with the same name."""
    solene, agnes = cast["Solène"], cast["Agnès"]
    text = "@Ugo Petit @Agnès Petit @ugo@example.org"
    item = board.write(cast, "Dubois", department_id=cast.departments["Support"])
    for away in ({"modules_off": ["calls"]}, {"modules_off": [], "suspended_at": board.clock.now()}):
        with board.db.write() as s:
            s.get_one(User, agnes.user_id).sqlmodel_update(away)
        board.acts.note(solene, aim=board.aim(solene, item), text=text)
    with board.db.write() as s:
        s.get_one(User, agnes.user_id).sqlmodel_update({"modules_off": ["calls"], "suspended_at": None})
    board.acts.give(solene, aim=board.aim(solene, item), owner_id=agnes.user_id)
    assert everybody(board, cast) == everybody(board, neighbours) == {}
    assert letters(board) == []


def test_pages_and_the_worker_wake_after_the_act_only_if_somebody_was_told(board: Board, cast: Cast) -> None:
    solene, agnes = cast["Solène"], cast["Agnès"]
    heard: list[str] = []

    def announce(workspace_id: str, topic: Topic) -> None:
        assert workspace_id == cast.workspace_id
        heard.append(topic.value)

    acts = ModuleActs(db=board.db, clock=board.clock, announce=announce, nudge=lambda: heard.append("worker"))
    item = board.write(cast, "Dubois")
    acts.note(solene, aim=board.aim(solene, item), text="Rien de neuf")
    assert heard == ["activity"]
    acts.give(solene, aim=board.aim(solene, item), owner_id=agnes.user_id)
    assert heard[1:] == ["activity", "notices", "worker"]


def test_a_colleague_without_the_right_to_act_tells_nobody(board: Board, cast: Cast) -> None:
    """ACL-02."""
    reader = replace(cast["Agnès"], permissions=frozenset({"calls:read"}))
    item = board.write(cast, "Dubois", owner_id=reader.user_id)
    with pytest.raises(KitError):
        board.acts.note(reader, aim=Aim("calls", item, 1), text="@Solène Petit")
    assert everybody(board, cast) == {}
