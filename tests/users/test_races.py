"""The end of an access against somebody coming in at the same moment."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest
from sqlalchemy import func, select
from sqlmodel import col

from comunik_kit.access.tables import UserSession
from comunik_kit.kernel.errors import KitError
from tests.support.cast import ORIGIN, PASSWORD, Cast
from tests.support.clock import MovedClock

ROUNDS = 25


def at_once(*acts: Callable[[], object]) -> None:
    """Begin several acts at the same moment; a refusal is an outcome like any other."""
    barrier = threading.Barrier(len(acts))

    def run(act: Callable[[], object]) -> None:
        barrier.wait()
        with suppress(KitError):
            act()

    with ThreadPoolExecutor(len(acts)) as pool:
        list(pool.map(run, acts))


def open_sessions(cast: Cast, user_id: str) -> int:
    query = select(func.count()).where(
        col(UserSession.user_id) == user_id, col(UserSession.ended_at).is_(None)
    )
    with cast.kit.db.read() as s:
        return s.execute(query).scalar_one()


@pytest.mark.parametrize("end", ["suspend", "delete"])
def test_no_session_outlives_an_access_that_ends_while_somebody_signs_in(
    cast: Cast, clock: MovedClock, end: str
) -> None:
    """SES-07."""
    ana, _ = cast.join("Ana Lopez", "agent")
    users = cast.kit.users
    for _ in range(ROUNDS):
        at_once(
            lambda: getattr(users, end)(cast.admin, user_id=ana.user_id),
            lambda: cast.kit.sign_in.sign_in(email="ana@example.org", password=PASSWORD, origin=ORIGIN),
        )
        clock.move(seconds=31)  # the counters of signing in empty meanwhile
        assert cast.person(ana.user_id).status in {"suspended", "deleted"}
        assert open_sessions(cast, ana.user_id) == 0
        users.restore(cast.admin, user_id=ana.user_id)


def test_a_suspension_and_an_acceptance_at_once_leave_no_session(cast: Cast) -> None:
    """SES-07, INV-07: whichever comes first."""
    form = {"password": PASSWORD, "confirmation": PASSWORD, "origin": ORIGIN}
    for number in range(ROUNDS):
        new = cast.new("Ana Lopez", email=f"ana{number}@example.org")
        sent = cast.kit.invitations.create_and_invite(cast.admin, new=new)
        link = cast.link(sent.invitation_id)
        at_once(
            lambda who=sent.user_id: cast.kit.users.suspend(cast.admin, user_id=who),
            lambda link=link, one=sent.invitation_id: cast.kit.acceptance.accept(
                link, invitation_id=one, **form
            ),
        )
        assert cast.person(sent.user_id).status == "suspended"
        assert open_sessions(cast, sent.user_id) == 0
