"""One's own notifications, how one wants them, how long they stay."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.modules.acting import Aim
from comunik_kit.modules.activity import NewActivity, post
from comunik_kit.notices.rules import Quiet
from comunik_kit.notices.service import PAGE_SIZE
from comunik_kit.notices.sweeping import EVERY, KEPT
from comunik_kit.notices.tables import Notification
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.workspaces.houses import opened


def give(cast: Cast, to: Actor, title: str = "Dubois") -> str:
    """Let Olga give a call to somebody; its id."""
    now = cast.kit.clock.now()
    with cast.kit.db.write() as s:
        new = NewActivity(module="calls", kind="missed", status="missed", title=title, occurred_at=now)
        call = post(s, cast.workspace_id, new, now)
    cast.kit.module_acts.give(cast.admin, aim=Aim("calls", call, 1), owner_id=to.user_id)
    return call


@pytest.fixture
def ana(cast: Cast) -> Actor:
    return cast.join("Ana Lopez", "agent")[0]


def kinds(cast: Cast, actor: Actor) -> list[str]:
    return [each.kind for each in cast.kit.notices.page(actor).rows]


def about(cast: Cast, template: str) -> list[str]:
    return [each.to_email for each in cast.letters() if each.template == template]


def test_who_invited_somebody_is_told_that_they_came(cast: Cast, ana: Actor) -> None:
    (row,) = cast.kit.notices.page(cast.admin).rows
    assert (row.kind, row.who, row.title, row.path) == ("accepted", "Ana Lopez", "", f"/users/{ana.user_id}")
    assert about(cast, "invitation_accepted") == ["olga@example.org"]
    assert (cast.kit.notices.unread(cast.admin), cast.kit.notices.unread(ana)) == (1, 0)


def test_pages_go_there_and_back_and_a_forged_cursor_is_the_beginning(cast: Cast, ana: Actor) -> None:
    """ACL-09."""
    for number in range(PAGE_SIZE + 2):
        give(cast, ana, f"Appel {number:02}")
    page = cast.kit.notices.page
    first = page(ana)
    second = page(ana, after=first.after)
    assert [row.title for row in first.rows[:2]] == [f"Appel {PAGE_SIZE + 1}", f"Appel {PAGE_SIZE}"]
    assert [row.title for row in second.rows] == ["Appel 01", "Appel 00"]
    assert (first.before, second.after) == ("", "")
    assert page(ana, before=second.before) == first
    assert page(ana, after="nonsense") == first == page(ana, before=ana.user_id)


def test_read_is_read_one_by_one_by_what_it_is_about_or_all_at_once(cast: Cast, ana: Actor) -> None:
    call = give(cast, ana, "Dubois")
    give(cast, ana, "Morel")
    give(cast, ana, "Roux")
    notices = cast.kit.notices
    for _ in range(2):
        notices.read(ana, notice_id=notices.page(ana).rows[0].id)
        assert notices.unread(ana) == 2
    notices.seen(ana, subject_id=call)
    assert [each.is_read for each in notices.page(ana).rows] == [True, False, True]
    assert (notices.read_all(ana), notices.read_all(ana), notices.unread(ana)) == (1, 0, 0)


def test_anybody_elses_is_as_unknown_as_none(cast: Cast, ana: Actor) -> None:
    """ACL-03: a colleague's, an admin's, another workspace's; nothing of it is marked as read either."""
    call = give(cast, ana)
    houses = opened(cast, domain="voisine.localhost", email="paul@example.org", name="Paul Voisin")
    [notice] = cast.kit.notices.page(ana).rows
    foreign = replace(ana, workspace_id=houses.other_id)
    for other in (cast.admin, foreign):
        for notice_id in (notice.id, "0" * 32, "x", ""):
            with pytest.raises(NotFound):
                cast.kit.notices.read(other, notice_id=notice_id)
        cast.kit.notices.seen(other, subject_id=call)
        cast.kit.notices.read_all(other)
    assert cast.kit.notices.page(foreign).rows == []
    assert (cast.kit.notices.unread(foreign), cast.kit.notices.unread(ana)) == (0, 1)


def test_whoever_is_held_by_something_reads_and_sets_nothing(cast: Cast, ana: Actor) -> None:
    """AUT-11, MFA-08."""
    give(cast, ana)
    held = replace(ana, must_set_factor=True)
    asked = (
        lambda: cast.kit.notices.page(held),
        lambda: cast.kit.notices.unread(held),
        lambda: cast.kit.notices.read_all(held),
        lambda: cast.kit.notice_choices.choose(held, kind="assigned", wanted=False),
        lambda: cast.kit.notice_choices.keep_quiet(held, hours=None),
    )
    for each in asked:
        with pytest.raises(Forbidden):
            each()
    assert cast.kit.notices.unread(ana) == 1


@pytest.mark.parametrize(("in_app", "by_mail"), [(True, True), (True, False), (False, True), (False, False)])
def test_each_way_is_chosen_by_itself(cast: Cast, ana: Actor, *, in_app: bool, by_mail: bool) -> None:
    cast.kit.notice_choices.choose(ana, kind="assigned", wanted=in_app)
    cast.kit.opt_outs.choose(ana, template="assigned", wanted=by_mail)
    give(cast, ana)
    assert kinds(cast, ana) == (["assigned"] if in_app else [])
    assert about(cast, "assigned") == (["ana@example.org"] if by_mail else [])


def test_choices_are_written_down_when_they_change_and_offered_to_whom_they_concern(
    cast: Cast, ana: Actor
) -> None:
    """LOG-01; an agent invites nobody."""
    before = cast.acts()
    for _ in range(2):
        cast.kit.notice_choices.choose(ana, kind="mentioned", wanted=False)
        cast.kit.notice_choices.keep_quiet(ana, hours=Quiet(1200, 450))
    view = cast.kit.notice_choices.view(ana)
    assert [(each.kind, each.wanted) for each in view.kinds] == [("assigned", True), ("mentioned", False)]
    assert (view.quiet, view.since, view.until, view.time_zone) == (True, "20:00", "07:30", "Europe/Paris")
    assert cast.acts()[len(before) :] == ["user_updated"] * 2
    for kind in ("accepted", "digest", ""):
        with pytest.raises(NotFound):
            cast.kit.notice_choices.choose(ana, kind=kind, wanted=False)
    offered = [each.kind for each in cast.kit.notice_choices.view(cast.admin).kinds]
    assert offered == ["assigned", "mentioned", "accepted"]
    cast.kit.notice_choices.keep_quiet(ana, hours=None)
    assert not cast.kit.notice_choices.view(ana).quiet


def test_mail_waits_for_the_end_of_the_quiet_hours_and_the_app_does_not(
    cast: Cast, clock: MovedClock, ana: Actor
) -> None:
    """Nothing is lost: the message is there, with its hour."""
    quiet = Quiet(0, 1439)
    cast.kit.notice_choices.keep_quiet(ana, hours=quiet)
    cast.kit.notice_choices.keep_quiet(cast.admin, hours=quiet)
    give(cast, ana)
    cast.join("Noé Petit", "agent")
    for letter in (each for each in cast.letters() if each.template in {"assigned", "invitation_accepted"}):
        if letter.recipient_id == cast.admin.user_id and letter.params["invitee"] == "Ana Lopez":
            assert letter.scheduled_at is None  # it was written before
            continue
        assert letter.scheduled_at is not None
        assert clock.now() < letter.scheduled_at == letter.next_at <= clock.now() + timedelta(days=1)
    assert (kinds(cast, ana), kinds(cast, cast.admin)) == (["assigned"], ["accepted", "accepted"])


def test_what_is_older_than_ninety_days_goes_read_or_not(cast: Cast, clock: MovedClock, ana: Actor) -> None:
    give(cast, ana, "Dubois")
    clock.move(days=KEPT.days - 1)
    give(cast, ana, "Morel")
    clock.move(days=1, seconds=1)
    cast.kit.chores.round()
    assert [each.title for each in cast.kit.notices.page(ana).rows] == ["Morel"]
    clock.move(seconds=EVERY.total_seconds())
    cast.kit.chores.round()
    assert cast.kit.notices.unread(ana) == 1


def test_nothing_names_a_forgotten_person_in_what_others_were_told(
    cast: Cast, clock: MovedClock, ana: Actor
) -> None:
    """GDPR article 17: neither as who acted, in the app and in the message, nor what they were told themselves."""
    zoe, _ = cast.join("Zoé Quelconque", "supervisor")
    call = give(cast, ana)
    cast.kit.module_acts.give(zoe, aim=Aim("calls", call, 2), owner_id=cast.admin.user_id)
    give(cast, zoe)
    assert len([each for each in cast.letters() if each.params.get("giver") == zoe.name]) == 1
    cast.kit.users.delete(cast.admin, user_id=zoe.user_id)
    clock.move(days=31)
    assert cast.kit.erasure.run() == 1
    assert zoe.name not in cast.dump()
    newest = cast.kit.notices.page(cast.admin).rows[0]
    assert (newest.kind, newest.who) == ("assigned", f"#{zoe.user_id[-6:]}")
    with cast.kit.db.read() as s:
        assert (
            s.execute(select(col(Notification.id)).where(col(Notification.user_id) == zoe.user_id)).all()
            == []
        )
