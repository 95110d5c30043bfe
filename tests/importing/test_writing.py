"""Good lines become people, once, whatever happens on the way; and nobody, when it is taken back in time."""

from datetime import timedelta

import pytest

from comunik_kit.importing.errors import ImportMoved, MailHasLeft
from comunik_kit.importing.inputs import Sending
from comunik_kit.importing.working import WRITTEN_AT_ONCE
from comunik_kit.kernel.errors import Forbidden
from comunik_kit.users.errors import NoDomain
from tests.importing.desk import Desk
from tests.importing.files import people
from tests.support.clock import MovedClock

TWO = "Nom;E-mail\nAna;ana@exemple.fr\nBo;bo@exemple.fr"
BOTH = ["ana@exemple.fr", "bo@exemple.fr"]
ALONE = Sending(invites=False)


def test_good_lines_are_created_and_invited_and_the_bad_ones_stay_behind(desk: Desk) -> None:
    import_id = desk.judge(TWO + "\nMal;mal\n")
    view = desk.write(import_id)
    assert (view.state, view.written, view.refused) == ("finished", 2, 1)
    assert desk.people() == [*BOTH, "olga@example.org"]
    letters = desk.cast.letters()
    assert [letter.to_email for letter in letters] == BOTH
    assert desk.cast.acts()[-6:].count("user_created") == 2
    assert desk.cast.acts().count("invitation_sent") == 2
    assert {line.verdict: line.user_id != "" for line in desk.lines(import_id)} == {
        "written": True,
        "malformed": False,
    }


def test_the_first_message_waits_as_long_as_was_chosen(desk: Desk, clock: MovedClock) -> None:
    desk.write(desk.judge(TWO), sending=Sending(delay=60))
    assert {letter.next_at for letter in desk.cast.letters()} == {clock.now() + timedelta(minutes=60)}
    desk.write(desk.judge("Nom;E-mail\nCy;cy@exemple.fr"), sending=Sending(delay=0))
    assert desk.cast.letters()[-1].next_at == clock.now()


def test_people_can_be_created_without_a_message(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    assert desk.write(import_id, sending=ALONE).written == 2
    assert desk.cast.letters() == []
    assert {line.user_id != "" for line in desk.lines(import_id)} == {True}


def test_the_same_file_again_doubles_nobody(desk: Desk) -> None:
    desk.write(desk.judge(TWO))
    again = desk.judge(TWO)
    assert desk.verdicts(again) == ["invited", "invited"]
    assert desk.view(again).seen_before_at
    assert desk.write(again).written == 0
    assert len(desk.cast.letters()) == 2


def test_somebody_who_came_meanwhile_is_not_doubled(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    desk.cast.create("Ana", email="ana@exemple.fr")
    assert desk.write(import_id).written == 1
    assert desk.verdicts(import_id) == ["created", "written"]


def test_an_import_that_was_stopped_goes_on_where_it_was(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    import_id = desk.judge(people(250))
    desk.stop_after_the_first_chunk(import_id, monkeypatch)
    assert desk.write(import_id).state == "stopped"
    assert desk.view(import_id).written == WRITTEN_AT_ONCE
    assert desk.write(import_id).written == 250
    assert len(desk.people()) == 251
    assert len(desk.cast.letters()) == 250


def test_judging_that_was_stopped_waits_for_its_columns_again(lone_desk: Desk) -> None:
    import_id = lone_desk.bring(TWO)
    lone_desk.imports.judge(lone_desk.cast.admin, import_id=import_id, manner=lone_desk.manner(import_id))
    lone_desk.imports.stop(lone_desk.cast.admin, import_id=import_id)
    lone_desk.work(import_id)
    assert lone_desk.view(import_id).state == "read"


def test_an_import_is_worked_on_by_one_at_a_time(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.imports.write(desk.cast.admin, import_id=import_id, sending=Sending())
    assert desk.kit.import_work._claim(import_id) is not None
    desk.work(import_id)
    assert desk.view(import_id).written == 0
    clock.move(minutes=1)  # whoever held it is gone
    desk.work(import_id)
    assert desk.view(import_id).written == 2


def test_who_loses_the_right_writes_no_more(desk: Desk) -> None:
    """ACL-01: the rights are those of the moment, not those of the click."""
    manager, _ = desk.cast.join("Mia Manager", "manager")
    import_id = desk.judge(TWO, by=manager)
    desk.imports.write(manager, import_id=import_id, sending=Sending())
    desk.cast.demote(manager.user_id, "agent")
    desk.work(import_id)
    assert desk.view(import_id).state == "stopped"
    assert not set(BOTH) & set(desk.people())


def test_nobody_is_imported_without_a_domain(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    desk.lose_domain()
    with pytest.raises(NoDomain):
        desk.write(import_id)
    assert desk.people() == ["olga@example.org"]


def test_an_import_is_taken_back_as_a_whole_before_the_first_message_leaves(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    assert desk.write(import_id).may_undo
    view = desk.undo(import_id)
    assert (view.state, view.written) == ("undone", 0)
    assert desk.people() == ["olga@example.org"]
    assert {letter.state for letter in desk.cast.letters()} == {"cancelled"}
    assert desk.cast.acts().count("user_deleted") == 2
    assert not view.may_undo


def test_after_it_was_taken_back_the_same_file_is_new_again(desk: Desk) -> None:
    first = desk.judge(TWO)
    desk.write(first)
    desk.undo(first)
    again = desk.judge(TWO)
    assert desk.verdicts(again) == ["new", "new"]
    assert desk.write(again).written == 2
    assert [letter.state for letter in desk.cast.letters()] == ["cancelled"] * 2 + ["queued"] * 2


def test_whom_somebody_has_touched_is_kept(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id, sending=ALONE)
    ana = next(line.user_id for line in desk.lines(import_id) if line.name == "Ana")
    desk.cast.demote(ana, "supervisor")
    desk.undo(import_id)
    assert desk.people() == ["ana@exemple.fr", "olga@example.org"]
    assert desk.counts(import_id) == {"taken_back": 1, "touched": 1}


def test_once_a_message_has_left_nothing_is_taken_back(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    clock.move(minutes=11)
    while desk.kit.worker.step(1):
        pass
    with pytest.raises(MailHasLeft):
        desk.undo(import_id)
    assert not desk.view(import_id).may_undo
    assert desk.people() == [*BOTH, "olga@example.org"]


def test_a_manager_takes_back_their_own_import_and_nobody_elses(desk: Desk) -> None:
    manager, _ = desk.cast.join("Mia Manager", "manager")
    mine, theirs = desk.judge(TWO, by=manager), desk.judge("Nom;E-mail\nCy;cy@exemple.fr")
    desk.write(mine, by=manager)
    desk.write(theirs)
    with pytest.raises(Forbidden):
        desk.undo(theirs, by=manager)
    assert desk.undo(mine, by=manager).state == "undone"
    assert "cy@exemple.fr" in desk.people()


@pytest.mark.parametrize("act", ["judge", "write", "stop", "undo", "drop"])
def test_an_act_out_of_turn_is_refused_and_changes_nothing(lone_desk: Desk, act: str) -> None:
    import_id = lone_desk.judge(TWO)
    given = {"import_id": import_id}
    more = {"judge": {"manner": lone_desk.manner(import_id)}, "write": {"sending": Sending()}}
    if act in {"judge", "write", "drop"}:
        lone_desk.write(import_id)
    before = lone_desk.cast.dump()
    with pytest.raises(ImportMoved):
        getattr(lone_desk.imports, act)(lone_desk.cast.admin, **given, **more.get(act, {}))
    assert lone_desk.cast.dump() == before


@pytest.mark.parametrize("name", ["liste\udce9.csv", "liste\0.csv", " liste\n.csv "])
def test_a_file_may_have_any_name(desk: Desk, name: str) -> None:
    """The command line gives names as the disk has them, in whatever encoding."""
    assert desk.view(desk.bring(TWO, name=name)).name == "liste .csv"


def test_lists_nobody_needs_any_more_are_forgotten(desk: Desk, clock: MovedClock) -> None:
    left, done = desk.judge("Nom;E-mail\nLo;lo@exemple.fr"), None
    manager, _ = desk.cast.join("Mia Manager", "manager")
    done = desk.judge(TWO, by=manager)
    desk.write(done, by=manager)
    clock.move(days=2)
    desk.kit.import_work.sweep()
    assert "lo@exemple.fr" not in desk.cast.dump()
    assert desk.view(done).written == 2
    clock.move(days=30)
    desk.kit.import_work.sweep()
    assert desk.imports.recent(desk.cast.admin) == []
    assert set(BOTH) < set(desk.people())
    assert left != done
