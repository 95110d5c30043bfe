"""Everything that can happen to people, in any order, in two workspaces: what must hold after each step.

security.md, section 6: the invariants of the state machine.
"""

import uuid
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import func, select
from sqlmodel import Session, col

from comunik_kit.access import repository as accounts
from comunik_kit.access.tables import UserSession
from comunik_kit.audit.tables import AuditEntry
from comunik_kit.invitations.tables import Invitation
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.users import repository as people
from comunik_kit.users.inputs import ChangeUser
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.wiring import Kit
from tests.support.cast import ORIGIN, PASSWORD, kit_on
from tests.support.clock import MovedClock
from tests.users.world import Place, World

ADDRESSES = tuple(f"personne{number}@exemple.fr" for number in range(4))
ROLES = ("user", "agent", "manager", "admin")
SIDES = st.sampled_from((0, 1))
NUMBERS = st.integers(min_value=0, max_value=30)


class Life(RuleBasedStateMachine):
    """Two companies in one database, each with an admin who acts; everybody may be acted on."""

    def __init__(self, kit: Kit, clock: MovedClock) -> None:
        """Found both anew for each story."""
        super().__init__()
        self.kit, self.clock = kit, clock
        world = World(kit.db, clock)
        self.places = [world.workspace(uuid.uuid4().hex) for _ in range(2)]
        self.first = [place.person("Première", "admin", status="active") for place in self.places]
        self.known: list[list[str]] = [[user.id] for user in self.first]

    def acting(self, side: int, number: int) -> Actor:
        """Choose an admin who is active at this moment, as the guard reads them."""
        place = self.places[side]
        with self.kit.db.read() as s:
            admins = sorted(people.active_admins(s, place.id))
            user = s.get_one(User, admins[number % len(admins)])
        return place.actor("admin", user=user)

    def somebody(self, side: int, number: int) -> str:
        """Choose among those who were ever here."""
        return self.known[side][number % len(self.known[side])]

    def done(self, act: Callable[[], object]) -> object:
        """Do it: what is done is written down, what is refused leaves no entry (LOG-01)."""
        before = self.entries()
        try:
            outcome = act()
        except KitError:
            assert self.entries() == before
            return None
        assert self.entries() > before
        return outcome

    def entries(self) -> int:
        """Count the journal of both."""
        here = col(AuditEntry.workspace_id).in_([place.id for place in self.places])
        with self.kit.db.read() as s:
            return s.execute(select(func.count()).select_from(AuditEntry).where(here)).scalar_one()

    @rule(side=SIDES, number=NUMBERS, email=st.sampled_from(ADDRESSES), role=st.sampled_from(ROLES))
    def invite(self, side: int, number: int, email: str, role: str) -> None:
        """Create and invite at one of few addresses, so that they collide."""
        place = self.places[side]
        new = place.new(email=email, role_id=place.roles[role])
        create = self.kit.invitations.create_and_invite
        invited = self.done(partial(create, self.acting(side, number), new=new))
        if invited is not None:
            self.known[side].append(getattr(invited, "user_id"))  # noqa: B009

    @rule(side=SIDES, by=NUMBERS, number=NUMBERS, name=st.sampled_from(("invite", "resend", "revoke")))
    def manage_an_invitation(self, side: int, by: int, number: int, name: str) -> None:
        """Invite, send again, revoke."""
        act, wanted = getattr(self.kit.invitations, name), self.somebody(side, number)
        if name == "invite" and self.live(wanted) is not None:
            return  # answered « already », or sent anew: either is no new entry to count on
        self.done(partial(act, self.acting(side, by), user_id=wanted))

    def live(self, user_id: str) -> Invitation | None:
        """Find the invitation that waits for an answer."""
        waiting = (col(Invitation.accepted_at).is_(None), col(Invitation.revoked_at).is_(None))
        with self.kit.db.read() as s:
            return s.execute(select(Invitation).where(col(Invitation.user_id) == user_id, *waiting)).scalar()

    @rule(side=SIDES, number=NUMBERS, stale=st.booleans())
    def accept(self, side: int, number: int, *, stale: bool) -> None:
        """Accept by the present link, or by the one before it."""
        invitation = self.live(self.somebody(side, number))
        if invitation is None:
            return
        secret = self.kit.keyring.link("invite", invitation.id, invitation.version - stale)
        form = {"password": PASSWORD, "confirmation": PASSWORD, "origin": ORIGIN}
        started = self.done(partial(self.kit.acceptance.accept, secret, invitation_id=invitation.id, **form))
        assert not (stale and started)

    @rule(side=SIDES, number=NUMBERS)
    def sign_in(self, side: int, number: int) -> None:
        """Open a session as signing in does, once the password was right."""
        with self.kit.db.write() as s:
            wanted = self.somebody(side, number)
            if accounts.account_by_id(s, self.places[side].id, wanted, hold=True) is not None:
                self.kit.sessions.start(s, wanted, origin=ORIGIN)

    @rule(side=SIDES, by=NUMBERS, number=NUMBERS, name=st.sampled_from(("suspend", "restore", "delete")))
    def end_or_restore(self, side: int, by: int, number: int, name: str) -> None:
        """Suspend, restore, delete."""
        act = getattr(self.kit.users, name)
        self.done(partial(act, self.acting(side, by), user_id=self.somebody(side, number)))

    @rule(side=SIDES, by=NUMBERS, number=NUMBERS, role=st.sampled_from(ROLES))
    def change_role(self, side: int, by: int, number: int, role: str) -> None:
        """Give another role, up or down."""
        place, wanted, actor = self.places[side], self.somebody(side, number), self.acting(side, by)
        stored = place.stored(wanted)
        if stored.role_id == place.roles[role]:
            return
        change = ChangeUser(
            stored.full_name or "x",
            place.roles[role],
            stored.tier_id,
            stored.version,
            language=stored.language,
        )
        self.done(partial(self.kit.users.change, actor, user_id=wanted, change=change))

    @rule(side=SIDES, by=NUMBERS, number=NUMBERS, name=st.sampled_from(("suspend", "restore", "delete")))
    def reach_across(self, side: int, by: int, number: int, name: str) -> None:
        """ACL-03: the id of somebody in the other workspace is nobody's."""
        foreign = self.somebody(1 - side, number)
        before, entries = self.places[1 - side].stored(foreign), self.entries()
        with pytest.raises(NotFound):
            getattr(self.kit.users, name)(self.acting(side, by), user_id=foreign)
        assert (self.places[1 - side].stored(foreign), self.entries()) == (before, entries)

    @rule(days=st.sampled_from((0.1, 8, 31)))
    def time_passes(self, days: float) -> None:
        """Let terms and days run out."""
        self.clock.move(days=days)

    @precondition(lambda self: any(len(known) > 1 for known in self.known))
    @rule()
    def forget(self) -> None:
        """Let the chore have its turn."""
        self.kit.erasure.run()

    @invariant()
    def an_active_admin_remains(self) -> None:
        """ACL-07."""
        with self.kit.db.read() as s:
            assert all(people.active_admins(s, place.id) for place in self.places)

    @invariant()
    def an_address_is_one_persons_and_an_invitation_has_one_end(self) -> None:
        """INV-04, INV-07."""
        with self.kit.db.read() as s:
            for place in self.places:
                keys = self.keys(s, place)
                assert len(keys) == len(set(keys))
                mine = col(Invitation.workspace_id) == place.id
                found = s.execute(select(Invitation).where(mine)).scalars().all()
                assert not [each for each in found if each.accepted_at and each.revoked_at]
                live = [each.user_id for each in found if not (each.accepted_at or each.revoked_at)]
                assert len(live) == len(set(live))

    @staticmethod
    def keys(s: Session, place: Place) -> list[str]:
        """List the addresses of the living."""
        living = (col(User.workspace_id) == place.id, col(User.deleted_at).is_(None))
        return list(s.execute(select(col(User.email_key)).where(*living)).scalars())

    @invariant()
    def nobody_is_signed_in_who_may_not_be(self) -> None:
        """SES-07."""
        query = (
            select(col(User.status))
            .join(UserSession, col(UserSession.user_id) == col(User.id))
            .where(col(UserSession.ended_at).is_(None))
            .where(col(User.workspace_id).in_([place.id for place in self.places]))
        )
        with self.kit.db.read() as s:
            assert set(s.execute(query).scalars()) <= {UserStatus.ACTIVE.value}


def test_whatever_happens_the_invariants_hold(database_url: str, clock: MovedClock, tmp_path: Path) -> None:
    """ACL-03, ACL-07, INV-04, INV-07, SES-07, LOG-01: in any order, on both databases."""
    kit = kit_on(database_url, clock, tmp_path)
    examples = 12 if kit.db.is_sqlite else 4
    story: Any = partial(Life, kit, clock)
    run_state_machine_as_test(
        story,
        settings=settings(
            max_examples=examples,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=[
                HealthCheck.too_slow,
                HealthCheck.data_too_large,
                HealthCheck.filter_too_much,
            ],
        ),
    )
    kit.db.dispose()
