"""Who may do what to many, and what is forged: refused as for one, wherever it is tried."""

import pytest

from comunik_kit.bulk.engine import CHUNK
from comunik_kit.bulk.errors import NobodyMeant, TooManyChosen
from comunik_kit.bulk.inputs import MOST_CHOSEN, NewJob
from comunik_kit.kernel.errors import Forbidden, InvalidInput, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles.rules import RoleAboveYours
from comunik_kit.users.errors import UnknownChoice
from tests.bulk.staff import EVERYBODY, Staff
from tests.users.world import Place

KEY = "0b54bd10-6bb9-4a22-8b0e-4d6d6d7b7b0a"


@pytest.mark.parametrize("change", ["demote", "suspend", "delete"])
def test_a_job_stops_when_who_started_it_may_no_more(staff: Staff, change: str) -> None:
    """SES-03, ACL-06: rights are those of each step's moment."""
    maud, _ = staff.cast.join("Maud Chef", "manager")
    ids = staff.people(2 * CHUNK)
    job = staff.start("suspend", ids, by=maud)
    staff.engine.round()

    if change == "demote":
        staff.cast.demote(maud.user_id, "agent")
    else:
        getattr(staff.kit.users, change)(staff.cast.admin, user_id=maud.user_id)
    job = staff.carried_out(job)

    reason = "starter_may_not" if change == "demote" else "starter_gone"
    assert (job.state, job.reason, job.done) == ("stopped", reason, CHUNK)
    assert [staff.cast.person(each).status for each in ids].count("suspended") == CHUNK


def test_who_may_not_act_on_one_may_not_on_many(staff: Staff) -> None:
    """ACL-01, ACL-02: neither start, nor stop, nor take back; readers read."""
    maud, _ = staff.cast.join("Maud Chef", "manager")
    sam, _ = staff.cast.join("Sam Visor", "supervisor")
    alf, _ = staff.cast.join("Alf Agent", "agent")
    ids = staff.people(2)
    with pytest.raises(Forbidden):
        staff.start("delete", ids, by=maud)
    with pytest.raises(Forbidden):
        staff.start("invite", ids, by=sam)
    job, jobs = staff.start("delete", ids), staff.kit.bulk_jobs
    for act in (jobs.stop, jobs.undo):
        with pytest.raises(Forbidden):
            act(maud, job_id=job.id)
    assert not jobs.look(sam, job_id=job.id).may_stop
    for read in (jobs.page, jobs.recent):
        with pytest.raises(Forbidden):
            read(alf)
    with pytest.raises(Forbidden):
        jobs.look(alf, job_id=job.id)
    with pytest.raises(Forbidden):
        jobs.refusals(alf, job_id=job.id)
    with pytest.raises(Forbidden):
        jobs.matching(alf, EVERYBODY)


def test_nothing_above_ones_own_is_given_to_many(staff: Staff) -> None:
    """INV-01: refused before anything is written."""
    maud, _ = staff.cast.join("Maud Chef", "manager")
    ids = staff.people(1)

    with pytest.raises(RoleAboveYours):
        staff.start("role", ids, by=maud, role_id=staff.cast.roles["admin"])

    assert staff.journal()["bulk_job_started"] == 0


def test_another_companys_people_are_nobody_here(staff: Staff, elsewhere: Place) -> None:
    """ACL-03, ACL-09: a foreign id is like one that does not exist, and a filter ends at the workspace."""
    [ana] = staff.people(1)
    stranger = elsewhere.person("Personne Étrangère")
    unknown = new_id(staff.clock.now())

    for forged in ([stranger.id], [unknown]):
        with pytest.raises(NobodyMeant):
            staff.start("suspend", forged)
    named = staff.done("suspend", [ana, stranger.id, unknown])
    everybody = staff.done("delete", matching=EVERYBODY)

    assert (named.total, list(staff.outcomes(named))) == (1, [ana])
    assert stranger.id not in staff.outcomes(everybody)
    assert elsewhere.stored(stranger.id).status == "created"


def test_another_companys_choices_cannot_be_given(staff: Staff, elsewhere: Place) -> None:
    """ACL-03."""
    ids = staff.people(1)

    with pytest.raises(UnknownChoice):
        staff.start("role", ids, role_id=elsewhere.roles["agent"])
    with pytest.raises(UnknownChoice):
        staff.start("tier", ids, tier_id=elsewhere.tier_id)


def test_another_companys_jobs_do_not_exist_here(staff: Staff, elsewhere: Place) -> None:
    """ACL-03: seen, stopped or taken back by nobody of another workspace."""
    job = staff.done("suspend", staff.people(1))
    stranger, jobs = elsewhere.actor(), staff.kit.bulk_jobs

    for act in (jobs.look, jobs.stop, jobs.undo, jobs.refusals):
        for forged in (job.id, "nothing", "0" * 32):
            with pytest.raises(NotFound):
                act(stranger, job_id=forged)
    assert jobs.page(stranger).rows == jobs.recent(stranger) == []
    assert staff.look(job).state == "finished"


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"act": "promote"},
        {"act": "role"},
        {"act": "role", "role_id": "admin"},
        {"act": "tier", "tier_id": ["0" * 32]},
        {"act": "suspend", "request_key": "again"},
        {"act": "suspend", "state": "finished"},
        {"act": 7},
    ],
)
def test_a_forged_question_is_refused(form: dict[str, object]) -> None:
    """ACL-05, INP-01."""
    with pytest.raises(InvalidInput):
        NewJob.parse({"request_key": KEY, **form}, ids=["0" * 32])


def test_a_page_names_people_by_ids_and_not_too_many() -> None:
    form = {"act": "suspend", "request_key": KEY}
    some = [f"{each:032x}" for each in range(MOST_CHOSEN + 1)]

    assert NewJob.parse(form, ids=[*some[:2], "x", 7, None, some[0]]).ids == tuple(some[:2])
    with pytest.raises(TooManyChosen):
        NewJob.parse(form, ids=some)
    with pytest.raises(NobodyMeant):
        NewJob.parse(form, ids=["' OR 1=1"])
