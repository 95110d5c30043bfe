"""Signing in and everything that ends it, in any order, with a clock that moves: what must hold after each step.

security.md, section 6: the invariants of the state machine. Each act is done by the services as pages and doors do
it, and must come to what `believed` says; nothing in that knows the product's code or its limits.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, precondition, rule, run_state_machine_as_test
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.errors import NoAccountYet, NoFactor
from comunik_kit.access.tables import UserSession
from comunik_kit.kernel.errors import NotFound
from comunik_kit.users.errors import AlreadySuspended, NothingToRestore, TooLateToRestore
from comunik_kit.users.tables import User, UserStatus
from tests.access.believed import Person, Visit
from tests.access.inside import Inside, somebody_is_in
from tests.access.knocking import BACK, ROLES, WHO, refused
from tests.support.cast import ORIGIN, Cast
from tests.support.clock import MovedClock

PASSES: tuple[Mapping[str, float], ...] = (
    {"seconds": 1},
    {"seconds": 30},
    {"seconds": 30},
    {"minutes": 5},
    {"minutes": 14, "seconds": 59},
    {"minutes": 15},
    {"minutes": 29, "seconds": 59},
    {"minutes": 30},
    {"hours": 1},
    {"hours": 12},
    {"hours": 24},
    {"days": 7},
    {"days": 30},
)
RESTORABLE = timedelta(days=30)


class Life(Inside):
    """What an administrator does to people, what time does, and what is true in between."""

    def __init__(self, cast: Cast, clock: MovedClock) -> None:
        """Watch over nobody yet."""
        super().__init__(cast, clock)
        self.watched: list[tuple[Person, Visit]] = []

    @rule(passes=st.sampled_from(PASSES))
    def time_passes(self, passes: Mapping[str, float]) -> None:
        """Let steps, windows, proofs, links and sessions run out."""
        self.clock.move(**passes)

    @rule(required=st.sets(st.sampled_from(ROLES)), by_link=st.sampled_from((True, True, False)))
    def set_rules(self, required: set[str], *, by_link: bool) -> None:
        """Require a factor of roles, and let people in by a link or not (MFA-08)."""
        self.required, self.by_link = frozenset(required), by_link
        self.keep_rules()

    @rule(who=WHO, how=st.sampled_from(("suspend", "delete")))
    def end_access(self, who: int, how: str) -> None:
        """End an access, for a while or for good (SES-07)."""
        person = self.people[who]
        act = partial(getattr(self.kit.users, how), self.cast.admin, user_id=person.user_id)
        if person.deleted_at is not None:
            return refused(act, NotFound)
        if how == "suspend" and person.suspended:
            return refused(act, AlreadySuspended)
        act()
        person.suspended = person.suspended or how == "suspend"
        person.deleted_at = self.clock.now() if how == "delete" else None
        return person.end_access()

    @precondition(lambda self: not all(each.works for each in self.people))
    @rule(who=WHO)
    def restore(self, who: int) -> None:
        """Undo the last of both: the account works again, and nothing that it had opened."""
        person = self.people[who]
        act = partial(self.kit.users.restore, self.cast.admin, user_id=person.user_id)
        if person.works:
            return refused(act, NothingToRestore)
        if person.deleted_at is not None and self.clock.now() >= person.deleted_at + RESTORABLE:
            return refused(act, TooLateToRestore)
        act()
        if person.deleted_at is None:
            person.suspended = False
        person.deleted_at = None
        return self.watch_all()

    @rule(who=WHO)
    def reset_factor(self, who: int) -> None:
        """Take somebody's factor, and every session with it (MFA-08)."""
        person = self.people[who]
        act = partial(self.kit.factors.reset, self.cast.admin, user_id=person.user_id)
        if not person.works:
            refused(act, NoAccountYet, NotFound)
        elif person.phone is None:
            refused(act, NoFactor)
        else:
            act()
            person.lose_factor()
            person.sign_out()

    @somebody_is_in
    @rule(who=WHO, back=BACK, only_one=st.booleans())
    def end_their_sessions(self, who: int, back: int, *, only_one: bool) -> None:
        """Sign somebody out from afar, in one browser or in all (SES-06)."""
        person, live = self.people[who], self.people[who].live(self.clock.now())
        act = partial(self.kit.open_sessions.end, self.cast.admin, user_id=person.user_id)
        if only_one and live:
            chosen = live[-1 - back % len(live)]
            assert act(session_id=self.id_of(chosen)) == 1
            chosen.ended = True
        elif person.deleted_at is not None:
            refused(act, NotFound)
        else:
            assert act() == len(live)
            person.sign_out()

    def watch_all(self) -> None:
        """Look at every session there ever was when the next step is judged."""
        self.watched = [(each, visit) for each in self.people for visit in each.visits]

    @invariant()
    def a_cookie_stands_for_whom_it_should_and_for_nobody_else(self) -> None:
        """AUT-06, MFA-08, SES-03 to SES-08: those that should be alive, and those that were a step ago."""
        now, inside = self.clock.now(), self.inside()
        for person, visit in [*inside, *(each for each in self.watched if each not in inside)]:
            actor = self.kit.sessions.actor(visit.secret, origin=ORIGIN, visits=False)
            assert (actor is not None) is visit.is_live(now)
            if actor is not None:
                assert actor.user_id == person.user_id
                assert actor.is_recent is visit.is_recent(now)
                assert actor.must_set_factor is (self.is_required(person) and person.phone is None)
                assert any(map(actor.may, actor.permissions)) is not actor.must_set_factor
        self.watched = inside

    @invariant()
    def nobody_is_in_who_owed_a_factor_and_gave_none(self) -> None:
        """MFA-07: in a trusted browser it was given before; who set one up while they were in owed none."""
        assert all(visit.gave or not visit.owed for _, visit in self.inside())

    @invariant()
    def no_session_is_left_of_an_account_that_has_ended(self) -> None:
        """SES-07: in the rows themselves, whatever the guard makes of them."""
        mine = col(User.id).in_([each.user_id for each in self.people])
        query = (
            select(col(User.status)).join(UserSession, col(UserSession.user_id) == col(User.id)).distinct()
        )
        with self.kit.db.read() as s:
            found = set(s.execute(query.where(mine, col(UserSession.ended_at).is_(None))).scalars())
        assert found <= {UserStatus.ACTIVE.value}

    def teardown(self) -> None:
        """Judge every session once more: what is over stays over."""
        self.watch_all()
        self.a_cookie_stands_for_whom_it_should_and_for_nobody_else()


def test_however_people_come_in_and_whatever_ends_it_the_invariants_hold(
    cast: Cast, clock: MovedClock
) -> None:
    """AUT-06, AUT-07, AUT-12, MFA-01, MFA-03, MFA-05, MFA-06, MFA-07, MFA-08, SES-04, SES-05, SES-06, SES-07, SES-08.

    TOK-03, TOK-04, TOK-05: in any order, on both databases.
    """
    examples = 8 if cast.kit.db.is_sqlite else 3
    story: Any = partial(Life, cast, clock)
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        ),
    )
