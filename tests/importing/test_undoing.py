"""Who is taken back is gone with their mail, who stays has theirs; by whoever may at the moment it happens."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import Session

from comunik_kit.importing import undoing
from comunik_kit.importing.errors import ImportMoved, MailHasLeft
from comunik_kit.importing.inputs import Sending
from comunik_kit.importing.working import WRITTEN_AT_ONCE
from comunik_kit.kernel.errors import Forbidden
from tests.importing.desk import Desk
from tests.importing.files import people
from tests.support.clock import MovedClock

TWO = "Nom;E-mail\nAna;ana@exemple.fr\nBo;bo@exemple.fr"
BOTH = ["ana@exemple.fr", "bo@exemple.fr"]
ALONE = Sending(invites=False)


def _mail(desk: Desk) -> dict[str, str]:
    return {letter.to_email: letter.state for letter in desk.cast.letters()}


def _send(desk: Desk) -> None:
    while desk.kit.worker.step(1):
        pass


def _ana(desk: Desk, import_id: str) -> str:
    return next(line.user_id for line in desk.lines(import_id) if line.name == "Ana")


def test_whom_somebody_has_touched_gets_their_invitation_at_its_hour(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    hour = clock.now() + timedelta(minutes=10)
    desk.cast.demote(_ana(desk, import_id), "supervisor")
    desk.undo(import_id)
    assert desk.counts(import_id) == {"taken_back": 1, "touched": 1}
    assert _mail(desk) == {"ana@exemple.fr": "queued", "bo@exemple.fr": "cancelled"}
    assert desk.cast.letters()[0].next_at == hour
    _send(desk)
    assert _mail(desk)["ana@exemple.fr"] == "queued"
    clock.move(minutes=11)
    _send(desk)
    assert _mail(desk) == {"ana@exemple.fr": "sent", "bo@exemple.fr": "cancelled"}


@pytest.mark.parametrize("act", ["suspend", "revoke"])
def test_whose_invitation_ended_meanwhile_is_kept_and_gets_no_mail(
    desk: Desk, clock: MovedClock, act: str
) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    ana = _ana(desk, import_id)
    desk.imports.undo(desk.cast.admin, import_id=import_id)
    acts = {"suspend": desk.kit.users.suspend, "revoke": desk.kit.invitations.revoke}
    desk.cast.demote(ana, "supervisor")
    acts[act](desk.cast.admin, user_id=ana)
    desk.work(import_id)
    clock.move(minutes=11)
    _send(desk)
    assert set(_mail(desk).values()) == {"cancelled"}
    assert "ana@exemple.fr" in desk.people()


def test_a_link_sent_anew_meanwhile_leaves_once_to_who_stays(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    ana = _ana(desk, import_id)
    desk.imports.undo(desk.cast.admin, import_id=import_id)
    desk.cast.demote(ana, "supervisor")
    clock.move(minutes=2)
    desk.kit.invitations.resend(desk.cast.admin, user_id=ana)
    desk.work(import_id)
    clock.move(minutes=11)
    _send(desk)
    states = sorted((letter.to_email, letter.state) for letter in desk.cast.letters())
    assert states == [(BOTH[0], "cancelled"), (BOTH[0], "sent"), (BOTH[1], "cancelled")]


def test_a_link_sent_anew_meanwhile_does_not_leave_to_who_goes(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    desk.imports.undo(desk.cast.admin, import_id=import_id)
    clock.move(minutes=2)
    desk.kit.invitations.resend(desk.cast.admin, user_id=_ana(desk, import_id))
    desk.work(import_id)
    clock.move(minutes=11)
    _send(desk)
    assert desk.people() == ["olga@example.org"]
    assert {letter.state for letter in desk.cast.letters()} == {"cancelled"}


def test_going_on_with_anothers_import_gives_no_right_to_take_it_back(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    manager, _ = desk.cast.join("Mia Manager", "manager")
    import_id = desk.judge(people(WRITTEN_AT_ONCE + 50))
    desk.stop_after_the_first_chunk(import_id, monkeypatch)
    assert desk.write(import_id).state == "stopped"
    desk.write(import_id, by=manager)
    assert not desk.imports.view(manager, import_id).may_undo
    with pytest.raises(Forbidden):
        desk.undo(import_id, by=manager)
    assert len(desk.people()) == WRITTEN_AT_ONCE + 52
    mail = [state for email, state in _mail(desk).items() if email.startswith("personne")]
    assert mail == ["queued"] * (WRITTEN_AT_ONCE + 50)
    assert desk.undo(import_id).state == "undone"


def test_writing_what_another_had_judged_is_ones_own(desk: Desk) -> None:
    manager, _ = desk.cast.join("Mia Manager", "manager")
    import_id = desk.judge(TWO)
    desk.write(import_id, by=manager)
    assert desk.undo(import_id, by=manager).state == "undone"


def test_it_can_be_taken_back_until_the_first_message_leaves(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.bring(TWO)
    clock.move(hours=23)
    desk.judge_again(import_id)
    desk.write(import_id, sending=Sending(delay=24 * 60))
    clock.move(hours=23, minutes=59)
    view = desk.view(import_id)
    assert view.may_undo
    assert datetime.fromisoformat(view.leaves_at) > clock.now()
    assert desk.undo(import_id).state == "undone"
    assert desk.people() == ["olga@example.org"]


def test_mail_that_is_held_back_keeps_it_open(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id)
    clock.move(days=3)
    assert desk.view(import_id).may_undo
    assert desk.undo(import_id).state == "undone"


def test_without_mail_it_can_be_taken_back_for_a_day_from_its_writing(desk: Desk, clock: MovedClock) -> None:
    import_id = desk.bring(TWO)
    clock.move(hours=20)
    desk.judge_again(import_id)
    desk.write(import_id, sending=ALONE)
    clock.move(hours=23)
    assert desk.view(import_id).may_undo
    clock.move(hours=2)
    assert not desk.view(import_id).may_undo
    with pytest.raises(ImportMoved):
        desk.undo(import_id)
    assert desk.people() == [*BOTH, "olga@example.org"]


@pytest.mark.parametrize("loss", ["suspended", "demoted"])
def test_who_loses_the_right_takes_nobody_back_and_all_mail_leaves(
    desk: Desk, clock: MovedClock, loss: str
) -> None:
    """ACL-01: the rights are those of the moment, not those of the click."""
    manager, _ = desk.cast.join("Mia Manager", "manager")
    import_id = desk.judge(TWO, by=manager)
    desk.write(import_id, by=manager)
    desk.imports.undo(manager, import_id=import_id)
    if loss == "demoted":
        desk.cast.demote(manager.user_id, "agent")
    else:
        desk.kit.users.suspend(desk.cast.admin, user_id=manager.user_id)
    desk.work(import_id)
    view = desk.view(import_id)
    assert (view.state, view.written) == ("finished", 2)
    assert set(BOTH) < set(desk.people())
    assert "user_deleted" not in desk.cast.acts()
    assert {_mail(desk)[email] for email in BOTH} == {"queued"}
    clock.move(minutes=1)
    assert desk.undo(import_id).state == "undone"
    assert not set(BOTH) & set(desk.people())


def test_a_message_that_leaves_at_the_last_moment_is_not_overlooked(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks, asks when no worker can begin any more."""
    import_id = desk.judge(TWO)
    desk.write(import_id, sending=Sending(delay=0))
    hold = undoing.hold_mail
    with desk.kit.db.read() as s:
        is_alone = s.get_bind().dialect.name == "sqlite"

    def late(s: Session, one: str, now: datetime) -> int:
        if not is_alone:  # on SQLite nobody else writes meanwhile
            assert desk.kit.worker.step(1) == 1
        return hold(s, one, now)

    monkeypatch.setattr(undoing, "hold_mail", late)
    if is_alone:
        assert desk.undo(import_id).state == "undone"
        return
    with pytest.raises(MailHasLeft):
        desk.undo(import_id)
    assert sorted(_mail(desk).values()) == ["queued", "sent"]
    assert desk.people() == [*BOTH, "olga@example.org"]


def test_a_message_in_a_workers_hands_is_not_taken_back(desk: Desk) -> None:
    import_id = desk.judge(TWO)
    desk.write(import_id, sending=Sending(delay=0))
    assert desk.kit.worker._claim(1) is not None
    before = desk.cast.dump()
    with pytest.raises(MailHasLeft):
        desk.undo(import_id)
    assert desk.cast.dump() == before
