"""How far an act on many was taken back, and what is left of it to be taken back."""

from dataclasses import replace

import pytest

from comunik_kit.bulk.engine import CHUNK
from comunik_kit.bulk.errors import NotUndoable, TooManyJobs
from comunik_kit.bulk.service import MOST_AT_WORK
from comunik_kit.bulk.views import Job
from tests.bulk.staff import Staff


def stopped(staff: Staff, job: Job, steps: int = 1) -> Job:
    """Begin to take a job back, and stop that after some steps."""
    back = staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)
    for _ in range(steps):
        staff.engine.round()
    return staff.kit.bulk_jobs.stop(staff.cast.admin, job_id=back.id)


def test_one_that_was_stopped_goes_on_where_it_was(staff: Staff) -> None:
    """By another admin too, whose address is then the journal's; the time in between counts for no work."""
    ids = staff.people(4 * CHUNK)
    job = staff.done("suspend", ids)
    back = stopped(staff, job)
    assert (back.state, back.done) == ("stopped", CHUNK)
    assert staff.look(job).may_undo

    staff.clock.move(hours=1)
    eva, _ = staff.cast.join("Eva Seconde", "admin")
    again = staff.kit.bulk_jobs.undo(replace(eva, ip="192.0.2.9"), job_id=job.id)
    assert (again.id, again.state, again.done, again.started_by) == (back.id, "running", CHUNK, "Eva Seconde")
    assert again.seconds_left == 0
    assert not staff.look(job).may_undo
    again = staff.carried_out(again)

    assert (again.state, again.done, again.percent) == ("finished", 4 * CHUNK, 100)
    assert {staff.cast.person(each).status for each in ids} == {"created"}
    assert staff.journal()["user_restored"] == 4 * CHUNK
    begun = [(each.actor_id, each.ip, each.details["people"]) for each in staff.entries("bulk_job_started")]
    assert begun[1:] == [
        (staff.cast.admin.user_id, staff.cast.admin.ip, 4 * CHUNK),
        (eva.user_id, "192.0.2.9", 3 * CHUNK),
    ]


def test_a_rest_that_waits_takes_one_of_the_few_places(lone_staff: Staff) -> None:
    staff = lone_staff
    job = staff.done("suspend", staff.people(CHUNK + 1))
    back = stopped(staff, job)
    for _ in range(MOST_AT_WORK):
        staff.start("resend", [staff.cast.admin.user_id])
    with pytest.raises(TooManyJobs):
        staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)
    assert staff.look(back).state == "stopped"


def test_it_is_said_to_be_undone_when_it_is_and_for_whom(staff: Staff) -> None:
    """Not while that goes on; in part, where it was stopped or somebody was changed since."""
    ids = staff.people(CHUNK + 1)
    job = staff.done("suspend", ids)
    back = staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)
    assert told(staff, job) == ("", False, False)
    staff.engine.round()
    staff.kit.bulk_jobs.stop(staff.cast.admin, job_id=back.id)
    assert told(staff, job) == (back.id, True, True)
    staff.undone(job)
    assert told(staff, job) == (back.id, False, False)

    second = staff.done("department", ids[:2], department="Ventes")
    staff.rename(ids[0], "Ana Changée")
    part = staff.undone(second)
    assert told(staff, second) == (part.id, True, False)


def told(staff: Staff, job: Job) -> tuple[str, bool, bool]:
    found = staff.look(job)
    return found.undone_by, found.is_undone_in_part, found.may_undo


def test_one_that_did_nothing_is_not_called_undone(staff: Staff) -> None:
    [ana] = staff.people(1)
    job = staff.done("invite", [ana])
    while staff.kit.worker.step():
        pass

    back = staff.undone(job)

    assert staff.outcomes(back) == {ana: "mail_has_left"}
    assert told(staff, job) == ("", False, False)
    assert staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id).id == back.id


def test_what_changed_nobody_offers_no_undoing(staff: Staff) -> None:
    ids = staff.people(2)
    job = staff.done("role", ids, role_id=staff.cast.roles["agent"])
    assert (job.done, job.may_undo) == (2, False)
    with pytest.raises(NotUndoable):
        staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)
    [carla] = staff.people(1, role="supervisor")
    mixed = staff.done("role", [*ids, carla], role_id=staff.cast.roles["agent"])
    assert mixed.may_undo
