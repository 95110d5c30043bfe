"""Deleting many, and making many administrators, needs a fresh proof (SES-08); the steps of what was started do not."""

import uuid
from dataclasses import replace

import pytest

from comunik_kit.bulk.inputs import NewJob
from comunik_kit.kernel.errors import ProofNeeded
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
