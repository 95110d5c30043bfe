"""A real process, killed with SIGKILL in the middle of a job of 500 people: nobody is done by half, nobody twice."""

import sys
from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.bulk.tables import BulkItem
from comunik_kit.users.tables import User
from tests.bulk.staff import Staff
from tests.support import forks

PEOPLE, SEED = 500, "4"
# Whether the database is SQLite: a moment is one of the program, whose transactions are the same on both.
DEATHS = {True: 50, False: 15}


@pytest.mark.timeout(240)
def test_fifty_processes_killed_at_random_moments_of_a_job(
    staff: Staff, database_url: str, tmp_path: Path
) -> None:
    """Fault 1, REL-05: each person both or neither, no message twice; the next process ends what was begun."""
    ids = staff.people(PEOPLE)
    job = staff.start("invite", ids)

    deaths = DEATHS[staff.kit.db.is_sqlite]
    told = _killed(database_url, tmp_path, deaths)

    progress = [int(word) for word in told.split()]
    assert len(progress) == deaths
    assert progress == sorted(progress)
    assert len(set(progress)) > deaths // 10, "nobody lived long enough to do anything"
    assert progress[-1] < PEOPLE
    job = staff.look(job)
    assert (job.state, job.total, job.done, job.refused) == ("finished", PEOPLE, PEOPLE, 0)
    with staff.kit.db.read() as s:
        assert Counter(s.execute(select(col(BulkItem.state))).scalars()) == {"done": PEOPLE}
        invited = s.execute(select(col(User.id)).where(col(User.status) == "invited")).scalars()
        assert sorted(invited) == sorted(ids)
    assert Counter(letter.recipient_id for letter in staff.cast.letters()) == Counter(ids)
    assert Counter(entry.target_id for entry in staff.entries("invitation_sent")) == Counter(ids)


def _killed(database_url: str, folder: Path, deaths: int) -> str:
    """Have so many engines die and one live; what was told of each death."""
    module = "tests.bulk.dying_engines"
    command = [sys.executable, "-m", module, database_url, str(folder), str(deaths), SEED]
    code, told = forks.run(command)
    assert code == 0, told
    return told
