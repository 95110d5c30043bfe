"""« Le résumé de la semaine »: what it counts, when it leaves, and to whom."""

from datetime import UTC, datetime, timedelta

import pytest

from comunik_kit.invitations.digest import Digests, due_by
from comunik_kit.mail.outbox import PATIENT, Template
from comunik_kit.mail.tables import OutboxMessage
from tests.access.acts import at_once
from tests.invitations.history import Letter, Past, Sent
from tests.invitations.looking import of
from tests.support.cast import Cast
from tests.support.clock import MovedClock
from tests.users.world import World

# In Paris it is Monday 2 March, 10:00: the digest of 23 February to 1 March is due.
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
IN_THE_WEEK = datetime(2026, 2, 25, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)


def digests(cast: Cast) -> list[OutboxMessage]:
    """List the digests, oldest first."""
    return of(cast, Template.DIGEST)


def another(cast: Cast, nudges: list[str] | None = None) -> Digests:
    """Be another process at the same work."""
    woken = nudges if nudges is not None else []
    return Digests(db=cast.kit.db, clock=cast.kit.clock, nudge=lambda: woken.append("nudge"))


@pytest.fixture
def news(cast: Cast, past: Past) -> Past:
    """Have something happen in the week."""
    past.write(Sent("Ana Lopez", at=IN_THE_WEEK, accepted_at=IN_THE_WEEK + DAY))
    assert digests(cast) == []
    return past


@pytest.mark.parametrize(
    ("now", "zone", "at", "first_day"),
    [
        ("2026-03-02T06:59", "Europe/Paris", "2026-02-23T07:00", "2026-02-16"),
        ("2026-03-02T07:00", "Europe/Paris", "2026-03-02T07:00", "2026-02-23"),
        ("2026-03-08T23:00", "Europe/Paris", "2026-03-02T07:00", "2026-02-23"),
        ("2026-03-01T21:59", "Pacific/Auckland", "2026-03-01T19:00", "2026-02-23"),
        ("2026-03-02T15:59", "America/Los_Angeles", "2026-02-23T16:00", "2026-02-16"),
        # The clocks went forward on Sunday 29 March: eight is eight.
        ("2026-03-30T06:00", "Europe/Paris", "2026-03-30T06:00", "2026-03-23"),
        ("2026-03-02T08:00", "Nowhere/Atall", "2026-03-02T08:00", "2026-02-23"),
        ("2026-03-02T08:00", "", "2026-03-02T08:00", "2026-02-23"),
    ],
)
def test_its_hour_is_monday_at_eight_where_the_workspace_is(
    now: str, zone: str, at: str, first_day: str
) -> None:
    due = due_by(datetime.fromisoformat(now).replace(tzinfo=UTC), zone)
    assert (due.at.isoformat()[:16], due.week.first_day) == (at, first_day)


def test_a_week_is_seven_days_of_the_workspace_also_when_the_clocks_change() -> None:
    week = due_by(datetime(2026, 3, 30, 6, 0, tzinfo=UTC), "Europe/Paris").week
    assert week.start == datetime(2026, 3, 22, 23, 0, tzinfo=UTC)
    assert week.end == datetime(2026, 3, 29, 22, 0, tzinfo=UTC)


def test_it_tells_what_the_week_brought(cast: Cast, past: Past) -> None:
    """People added, arrived, asking for a link; messages that did not arrive; who still waits today."""
    past.write(
        Sent("Ana Lopez", at=IN_THE_WEEK, accepted_at=IN_THE_WEEK + DAY),
        Sent(
            "Bea Roux",
            at=IN_THE_WEEK,
            lifetime=30 * DAY,
            letters=(Letter(state="failed", to_name="Bea Roux"),),
        ),
        Sent("Cleo Noir", at=IN_THE_WEEK, letters=(Letter(delivery="bounced", to_name="Cleo Noir"),)),
        Sent("Dora Brun", at=IN_THE_WEEK, revoked_at=IN_THE_WEEK + DAY, gone_at=IN_THE_WEEK + DAY),
        # Of other weeks: long ago, and this morning. Both are still waited for, or were.
        Sent("Eva Vieux", at=IN_THE_WEEK - 14 * DAY, lifetime=30 * DAY, letters=(Letter(state="dead"),)),
        Sent("Flo Jeune", at=MONDAY - timedelta(hours=2), accepted_at=MONDAY - timedelta(hours=1)),
    )
    assert cast.kit.digests.run_due() == 1
    (letter,) = digests(cast)
    said = letter.params

    assert (letter.to_email, letter.language, letter.recipient_rank) == ("olga@example.org", "fr", 50)
    assert (said["first_on"], said["last_on"]) == ("2026-02-23", "2026-03-01")
    assert (said["added"], said["added_names"]) == ("3", "Ana Lopez\nBea Roux\nCleo Noir")
    assert (said["accepted"], said["accepted_names"]) == ("1", "Ana Lopez")
    assert (said["troubled"], said["troubled_names"]) == ("2", "Bea Roux\nCleo Noir")
    assert (said["requested"], said["requested_names"]) == ("0", "")
    assert said["waiting"] == "3"
    assert (letter.priority, letter.state, letter.purpose) == (PATIENT, "queued", "")


def test_many_are_counted_and_few_are_named(cast: Cast, past: Past) -> None:
    past.write(*(Sent(f"Ana {letter}nne", at=IN_THE_WEEK) for letter in "ABCDEFGHIJKL"))
    cast.kit.digests.run_due()
    said = digests(cast)[0].params

    assert said["added"] == "12"
    assert 0 < len(said["added_names"].splitlines()) < 12
    assert said["added_names"].splitlines()[0] == "Ana Anne"


def test_a_week_without_news_is_passed_over(cast: Cast, past: Past) -> None:
    """That somebody still waits is no news by itself."""
    past.write(Sent("Eva Vieux", at=IN_THE_WEEK - 14 * DAY, lifetime=60 * DAY))
    woken: list[str] = []
    assert another(cast, woken).run_due() == 0
    assert (digests(cast), woken) == ([], [])


@pytest.mark.usefixtures("news")
def test_it_waits_for_its_hour_and_is_not_told_days_late(cast: Cast, clock: MovedClock) -> None:
    """By the workspace's own clock; an app that was off over Monday and Tuesday keeps quiet until the next week."""
    clock.move_to(datetime(2026, 3, 2, 6, 59, 59, tzinfo=UTC))
    assert cast.kit.digests.run_due() == 0
    clock.move_to(datetime(2026, 3, 4, 7, 0, tzinfo=UTC))
    assert cast.kit.digests.run_due() == 0
    assert digests(cast) == []

    clock.move_to(datetime(2026, 3, 4, 6, 59, 59, tzinfo=UTC))
    assert cast.kit.digests.run_due() == 1


@pytest.mark.usefixtures("news")
def test_however_many_processes_look_it_is_written_once(cast: Cast, clock: MovedClock) -> None:
    """REL-05: at the same moment, one after the other, and after a restart."""
    woken: list[str] = []
    looks = [another(cast, woken).run_due for _ in range(4)]
    assert sorted(at_once(*looks), key=str) == [0, 0, 0, 1]
    clock.move(hours=3)
    assert [look() for look in looks] == [0] * 4
    assert another(cast, woken).run_due() == 0

    assert len(digests(cast)) == 1
    assert woken == ["nudge"]


@pytest.mark.usefixtures("news")
def test_the_next_week_has_its_own(cast: Cast, clock: MovedClock) -> None:
    """Of that week alone, by the same process."""
    cast.kit.digests.run_due()
    cast.create("Bea Roux")
    clock.move(days=7)
    assert cast.kit.digests.run_due() == 1

    assert [each.params["first_on"] for each in digests(cast)] == ["2026-02-23", "2026-03-02"]
    assert "Bea Roux" in digests(cast)[1].params["added_names"]
    assert digests(cast)[1].params["accepted"] == "0"


@pytest.mark.usefixtures("news")
def test_it_goes_to_who_may_read_mail_and_has_not_switched_it_off(cast: Cast) -> None:
    """LOG-05, ACL-01: two admins of three; no manager, no admin who has not come in."""
    for name in ("Paul Roy", "Rita Sol"):
        cast.join(name, "admin")
    cast.join("Mado Petit", "manager")
    cast.create("Nina Faure", role_id=cast.roles["admin"])
    cast.kit.opt_outs.choose(cast.admin, template="digest", wanted=False)
    assert cast.kit.digests.run_due() == 2

    assert sorted(each.to_email for each in digests(cast)) == ["paul@example.org", "rita@example.org"]
    assert {each.params["full_name"] for each in digests(cast)} == {"Paul Roy", "Rita Sol"}


@pytest.mark.usefixtures("news")
def test_when_everybody_has_switched_it_off_nobody_is_woken(cast: Cast) -> None:
    """LOG-05."""
    cast.kit.opt_outs.choose(cast.admin, template="digest", wanted=False)
    woken: list[str] = []
    assert another(cast, woken).run_due() == 0
    assert (digests(cast), woken) == ([], [])


@pytest.mark.usefixtures("news")
def test_each_workspace_tells_its_own_to_its_own(cast: Cast, clock: MovedClock) -> None:
    """ACL-03: no name, no count and no reader of another one."""
    clock.move_to(IN_THE_WEEK)
    place = World(cast.kit.db, clock).workspace("Ailleurs")
    place.person("Zoé Voisine", "admin", status="active", email="zoe@ailleurs.example")
    place.person("Yves Voisin", status="created")
    clock.move_to(MONDAY)
    assert cast.kit.digests.run_due() == 2
    ours, theirs = sorted(digests(cast), key=lambda each: each.workspace_id != cast.workspace_id)

    assert (ours.to_email, theirs.to_email) == ("olga@example.org", "zoe@ailleurs.example")
    assert ours.params["added_names"] == "Ana Lopez"
    assert theirs.params["added_names"].splitlines() == ["Yves Voisin", "Zoé Voisine"]
    assert (theirs.workspace_id, theirs.params["workspace"]) == (place.id, "Ailleurs")
    assert theirs.params["accepted"] == "0"
