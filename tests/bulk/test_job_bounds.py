"""What a job never reaches: other companies' people, and what no page of ours asks for."""

import pytest

from comunik_kit.bulk.errors import NobodyMeant, TooManyChosen
from comunik_kit.bulk.inputs import MOST_CHOSEN, NewJob
from comunik_kit.kernel.errors import InvalidInput, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.users.errors import UnknownChoice
from tests.bulk.staff import EVERYBODY, Staff
from tests.users.world import Place

KEY = "0b54bd10-6bb9-4a22-8b0e-4d6d6d7b7b0a"


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
