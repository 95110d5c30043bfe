"""A job from its start to its end: who is meant, how far it is, what stops it, who may see it."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.bulk.engine import CHUNK, PATIENCE
from comunik_kit.bulk.errors import NotUndoable, TooManyJobs
from comunik_kit.bulk.service import MOST_AT_WORK, PAGE
from comunik_kit.bulk.tables import BulkItem, BulkJob
from comunik_kit.kernel.errors import WrongType
from comunik_kit.users.filters import UserFilter
from tests.bulk.staff import Staff

KEY = "0b54bd10-6bb9-4a22-8b0e-4d6d6d7b7b0a"


def test_a_filter_means_everybody_who_matches_when_the_job_starts(staff: Staff) -> None:
    ids = staff.people(CHUNK + 3)
    tara = staff.cast.create("Tara Tout")
    wanted = UserFilter(search="personne")
    assert staff.kit.bulk_jobs.matching(staff.cast.admin, wanted) == len(ids)

    job = staff.start("suspend", matching=wanted)
    late = staff.cast.create("Personne Tardive")
    job = staff.carried_out(job)

    assert sorted(staff.outcomes(job)) == sorted(ids)
    assert (job.state, job.total, job.done, job.percent) == ("finished", len(ids), len(ids), 100)
    assert {staff.cast.person(each).status for each in (tara, late)} == {"created"}


def test_progress_is_counted_and_the_rest_estimated(lone_staff: Staff) -> None:
    staff = lone_staff
    job = staff.start("suspend", staff.people(4 * CHUNK))
    assert (job.seconds_left, job.handled) == (-1, 0)

    staff.engine.round()
    staff.clock.move(seconds=10)
    job = staff.look(job)

    assert (job.handled, job.percent, job.seconds_left, job.is_over) == (CHUNK, 25, 30, False)


def test_a_job_is_stopped_between_two_steps(staff: Staff) -> None:
    ids = staff.people(3 * CHUNK)
    job = staff.start("suspend", ids)
    staff.engine.round()

    stopped = staff.kit.bulk_jobs.stop(staff.cast.admin, job_id=job.id)

    assert (stopped.state, stopped.done, stopped.total) == ("stopped", CHUNK, 3 * CHUNK)
    assert not staff.engine.round()
    assert [staff.cast.person(each).status for each in ids].count("suspended") == CHUNK
    assert staff.journal()["bulk_job_stopped"] == 1

    staff.kit.bulk_jobs.stop(staff.cast.admin, job_id=job.id)
    assert staff.journal()["bulk_job_stopped"] == 1

    staff.undone(stopped)
    assert {staff.cast.person(each).status for each in ids} == {"created"}


def test_the_same_click_twice_is_one_job(staff: Staff) -> None:
    """INV-04: also when both arrive at the same moment."""
    new = replace(staff.new("invite", staff.people(2)), request_key=KEY)

    def start(_: int) -> str:
        return staff.kit.bulk_jobs.start(staff.cast.admin, new=new).id

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(start, range(4)))) == 1
    while staff.engine.round():
        pass
    assert start(5) in start(6)
    assert staff.journal()["invitation_sent"] == 2
    with pytest.raises(WrongType):
        staff.kit.bulk_jobs.start(
            staff.cast.admin, new=replace(new, act=staff.new("suspend", ["0" * 32]).act)
        )


def test_a_job_is_taken_back_once(staff: Staff) -> None:
    job = staff.done("suspend", staff.people(2))
    assert job.may_undo

    back = staff.undone(job)

    assert staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id).id == back.id
    assert not staff.look(job).may_undo
    with pytest.raises(NotUndoable):
        staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=back.id)
    assert staff.journal()["user_restored"] == 2


def test_what_cannot_be_taken_back_is_not(staff: Staff) -> None:
    ids = staff.people(1)
    running = staff.start("suspend", ids)
    with pytest.raises(NotUndoable):
        staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=running.id)
    staff.carried_out(running)
    nothing = staff.done("suspend", ids)
    assert not nothing.may_undo
    revoked = staff.done("revoke", ids)

    for job in (nothing, revoked):
        with pytest.raises(NotUndoable):
            staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)


def test_jobs_of_two_people_go_on_side_by_side(staff: Staff) -> None:
    maud, _ = staff.cast.join("Maud Chef", "manager")
    ids = staff.people(3 * CHUNK)
    long, short = (
        staff.start("suspend", ids),
        staff.start("tier", ids[:2], by=maud, tier_id=staff.cast.tier_id),
    )

    staff.engine.round()

    assert staff.look(short).is_over
    assert staff.look(long).handled == CHUNK


def test_two_engines_do_nothing_twice(staff: Staff) -> None:
    """REL-05."""
    job = staff.start("invite", staff.people(3 * CHUNK))

    def work(_: int) -> None:
        while not staff.look(job).is_over:
            staff.engine.round()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))

    assert (staff.look(job).done, staff.journal()["invitation_sent"]) == (3 * CHUNK, 3 * CHUNK)
    assert len(staff.cast.letters()) == 3 * CHUNK


def test_a_workspace_has_a_few_jobs_under_way_at_most(lone_staff: Staff) -> None:
    ids = lone_staff.people(1)
    job = [lone_staff.start("suspend", ids) for _ in range(MOST_AT_WORK)][-1]

    with pytest.raises(TooManyJobs):
        lone_staff.start("suspend", ids)

    lone_staff.kit.bulk_jobs.stop(lone_staff.cast.admin, job_id=job.id)
    lone_staff.start("suspend", ids)


def test_refusals_are_listed_by_reason_and_page(lone_staff: Staff) -> None:
    staff = lone_staff
    ids = staff.people(PAGE + 2)
    staff.done("suspend", ids[:2])

    job = staff.done("revoke", ids)
    first = staff.kit.bulk_jobs.refusals(staff.cast.admin, job_id=job.id)
    second = staff.kit.bulk_jobs.refusals(staff.cast.admin, job_id=job.id, after=first.after)
    some = staff.kit.bulk_jobs.refusals(staff.cast.admin, job_id=job.id, code="not_invitable")

    assert [(each.code, each.people) for each in first.reasons] == [
        ("no_live_invitation", PAGE),
        ("not_invitable", 2),
    ]
    assert [row.full_name for row in (*first.rows, *second.rows)] == [
        f"Personne {each:03}" for each in range(PAGE + 2)
    ]
    assert second.after == 0
    assert [row.user_id for row in some.rows] == ids[:2]


def test_the_jobs_of_the_workspace_are_listed_newest_first(lone_staff: Staff) -> None:
    ids, jobs = lone_staff.people(1), []
    for _ in range(PAGE + 1):
        lone_staff.clock.move(minutes=1)
        jobs.append(lone_staff.done("resend", ids).id)

    first = lone_staff.kit.bulk_jobs.page(lone_staff.cast.admin)
    rest = lone_staff.kit.bulk_jobs.page(lone_staff.cast.admin, after=first.after)

    assert [row.id for row in (*first.rows, *rest.rows)] == jobs[::-1]
    assert rest.after == ""
    assert lone_staff.kit.bulk_jobs.page(lone_staff.cast.admin, after="' OR 1=1").rows == first.rows


def test_a_job_that_fails_by_our_fault_ends_and_keeps_no_other_from_its_turn(
    lone_staff: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    staff = lone_staff
    ids = staff.people(2)
    broken, sound = staff.start("resend", ids), staff.start("suspend", ids)

    def fail(*_: Any) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("comunik_kit.bulk.invitation_acts.InvitationActs.resend", fail)
    table = dict(staff.engine._acts)
    name = next(each for each in table if each == "resend")
    table[name] = replace(table[name], carry=fail)
    monkeypatch.setattr(staff.engine, "_acts", table)
    for _ in range(PATIENCE):
        staff.engine.round()

    assert (staff.look(broken).state, staff.look(broken).reason) == ("stopped", "unexpected")
    assert staff.look(sound).state == "finished"


def test_where_a_job_was_started_from_is_forgotten_when_it_is_over(lone_staff: Staff) -> None:
    job = lone_staff.done("suspend", lone_staff.people(1))

    with lone_staff.kit.db.read() as s:
        row = s.execute(select(BulkJob).where(col(BulkJob.id) == job.id)).scalar_one()
        kept = s.execute(select(BulkItem)).scalars().all()
    assert (row.ip, row.user_agent) == ("", "")
    assert "Personne" not in repr(kept)
