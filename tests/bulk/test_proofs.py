"""Deleting many, and making many administrators, needs a fresh proof (SES-08); the steps of what was started do not."""

import uuid
from dataclasses import replace

import pytest

from comunik_kit.bulk.engine import CHUNK
from comunik_kit.bulk.inputs import NewJob
from comunik_kit.kernel.errors import ProofNeeded
from tests.bulk.staff import Staff
from tests.support.cast import Cast


@pytest.mark.parametrize("act", ["delete", "role"])
def test_a_job_that_matters_is_not_started_without_a_fresh_proof(cast: Cast, act: str) -> None:
    """SES-08: nothing is written down; with the proof it is."""
    ana = cast.create("Ana Lopez")
    asked = {"act": act, "request_key": str(uuid.uuid4())}
    asked |= {"role_id": cast.roles["admin"]} if act == "role" else {}
    new = NewJob.parse(asked, ids=(ana,), matching=None)
    before = cast.acts()
    with pytest.raises(ProofNeeded):
        cast.kit.bulk_jobs.start(replace(cast.admin, is_recent=False), new=new)
    assert cast.acts() == before
    assert cast.kit.bulk_jobs.start(cast.admin, new=new).total == 1


def test_a_lesser_job_asks_for_none(cast: Cast) -> None:
    ana = cast.create("Ana Lopez")
    asked = {"act": "role", "request_key": str(uuid.uuid4()), "role_id": cast.roles["user"]}
    new = NewJob.parse(asked, ids=(ana,), matching=None)
    assert cast.kit.bulk_jobs.start(replace(cast.admin, is_recent=False), new=new).total == 1


def test_taking_a_demotion_back_makes_administrators_and_asks_for_a_proof(staff: Staff) -> None:
    """SES-08: nobody is one again without it, and nothing is begun."""
    paul, _ = staff.cast.join("Paul Petit", "admin")
    [ana] = staff.people(1)
    job = staff.done("role", [paul.user_id, ana], role_id=staff.cast.roles["user"])
    before = staff.cast.acts()
    with pytest.raises(ProofNeeded):
        staff.undone(job, by=replace(staff.cast.admin, is_recent=False))
    assert staff.cast.acts() == before
    assert staff.cast.person(paul.user_id).role_id == staff.cast.roles["user"]
    staff.undone(job)
    assert staff.cast.person(paul.user_id).role_id == staff.cast.roles["admin"]


def test_taking_a_return_back_deletes_people_and_asks_for_a_proof(staff: Staff) -> None:
    """SES-08: also where that was stopped half-way, and goes on."""
    ids = staff.people(CHUNK + 1)
    staff.done("delete", ids)
    job, stale = staff.done("restore", ids), replace(staff.cast.admin, is_recent=False)
    with pytest.raises(ProofNeeded):
        staff.undone(job, by=stale)
    assert {staff.cast.person(each).status for each in ids} == {"created"}
    back = staff.kit.bulk_jobs.undo(staff.cast.admin, job_id=job.id)
    staff.engine.round()
    staff.kit.bulk_jobs.stop(staff.cast.admin, job_id=back.id)
    with pytest.raises(ProofNeeded):
        staff.undone(job, by=stale)
    assert [staff.cast.person(each).status for each in ids].count("deleted") == CHUNK


def test_what_gives_no_such_thing_is_taken_back_without_a_proof(staff: Staff) -> None:
    [ana, bo] = staff.people(2)
    staff.kit.users.suspend(staff.cast.admin, user_id=bo)
    jobs = [staff.done("role", [ana], role_id=staff.cast.roles["user"]), staff.done("restore", [bo])]
    for job in jobs:
        staff.undone(job, by=replace(staff.cast.admin, is_recent=False))
    assert staff.cast.person(ana).role_id == staff.cast.roles["agent"]
    assert staff.cast.person(bo).status == "suspended"
