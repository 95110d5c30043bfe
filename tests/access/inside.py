"""What people do once they are in, to their own account, in any order; and what each must come to."""

from datetime import timedelta
from functools import partial

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule
from pyotp.totp import TOTP

from comunik_kit.access.errors import FactorIsRequired, NoFactor, TooManyAttempts
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import InvalidInput, ProofNeeded
from tests.access.believed import STEP, Person, Phone, Visit, kill
from tests.access.knocking import BACK, Knocking, factor_tries, refused
from tests.support.cast import ORIGIN

HERE = st.integers(min_value=0, max_value=7)
somebody_is_in = precondition(lambda self: bool(self.inside()))


class Inside(Knocking):
    """What people do in a session of theirs."""

    def inside(self) -> list[tuple[Person, Visit]]:
        """List who is signed in, the newest session of the first person first."""
        return [(each, visit) for each in self.people for visit in reversed(each.live(self.clock.now()))]

    def acting(self, here: int) -> tuple[Person, Visit, Actor]:
        """Read one of them as the guard does."""
        inside = self.inside()
        person, visit = inside[here % len(inside)]
        actor = self.kit.sessions.actor(visit.secret, origin=ORIGIN)
        assert actor is not None
        visit.come_by(self.clock.now())
        return person, visit, actor

    @initialize(has_factor=st.sampled_from((True, True, False)))
    def begin(self, *, has_factor: bool) -> None:
        """Begin most stories with somebody who has a factor and came in with it, once: there is more to tell."""
        if has_factor:
            self.enrol(0, "kept")
            self.clock.move(seconds=STEP)
            self.come_in_with_a_factor(0, "0", "again", ORIGIN.ip)

    @somebody_is_in
    @rule(here=HERE)
    def come_by(self, here: int) -> None:
        """Look at a page: the idle limit begins anew (SES-05)."""
        self.acting(here)

    @somebody_is_in
    @rule(here=HERE, is_right=st.booleans())
    def prove(self, here: int, *, is_right: bool) -> None:
        """Give the password once more (SES-08)."""
        (person, visit, actor), now = self.acting(here), self.clock.now()
        one = ("own-password", person.user_id)
        act = partial(self.kit.proving.prove, actor, password=person.password if is_right else person.former)
        if self.windows.fill(now, one):
            refused(act, TooManyAttempts)
        elif not is_right:
            refused(act, InvalidInput)
        else:
            act()
            self.windows.forgive(one)
            visit.proven_at = now

    @somebody_is_in
    @rule(here=HERE, is_right=st.booleans())
    def change_password(self, here: int, *, is_right: bool) -> None:
        """Choose another: one session is left, which is what the one before was (AUT-06)."""
        (person, visit, actor), now, new = self.acting(here), self.clock.now(), self.another_password()
        one = ("own-password", person.user_id)
        current = person.password if is_right else person.former
        act = partial(self.kit.passwords.change, actor, current=current, password=new, confirmation=new)
        if self.windows.fill(now, one):
            refused(act, TooManyAttempts)
        elif not is_right:
            refused(act, InvalidInput)
        else:
            started = act()
            self.windows.forgive(one)
            person.set_password(new)
            person.begin(started.secret, now, owed=visit.owed, gave=visit.gave)

    @somebody_is_in
    @rule(here=HERE, how_far=st.sampled_from(("begun", "confirmed", "kept", "kept", "kept")))
    def enrol(self, here: int, how_far: str) -> None:
        """Switch an app on, or leave half way (MFA-01, MFA-03, MFA-05)."""
        (person, visit, actor), now, factors = self.acting(here), self.clock.now(), self.kit.factors
        if not visit.is_recent(now):
            return refused(partial(factors.begin, actor), ProofNeeded)
        factors.begin(actor)
        person.begun = None
        if how_far == "begun":
            return None
        seed, tries = factors.secret(actor).key.replace("-", ""), factor_tries(person, actor.ip)
        act = partial(factors.confirm, actor, code=TOTP(seed).at(int(now.timestamp())))
        if self.windows.fill(now, *tries):
            return refused(act, TooManyAttempts)
        act()
        self.windows.forgive(*tries)
        person.begun, person.begun_until = (
            Phone(seed, int(now.timestamp()) // STEP),
            now + timedelta(minutes=30),
        )
        person.spend(f"{seed}/{person.begun.last_step}")
        person.have_codes(factors.codes(actor))
        return self.keep(here) if how_far == "kept" else None

    @precondition(lambda self: any(each.are_unkept for each in self.people))
    @somebody_is_in
    @rule(here=HERE)
    def keep(self, here: int) -> None:
        """Say that the recovery codes are kept: an app that was confirmed counts from now on (MFA-05)."""
        (person, visit, actor), now = self.acting(here), self.clock.now()
        if not visit.is_recent(now):
            refused(partial(self.kit.factors.keep, actor), ProofNeeded)
        elif not person.are_unkept:
            refused(partial(self.kit.factors.keep, actor), NoFactor)
        else:
            self.kit.factors.keep(actor)
            person.keep_codes(now)

    @somebody_is_in
    @rule(here=HERE, removes=st.booleans())
    def remove_or_renew(self, here: int, *, removes: bool) -> None:
        """Switch one's app off, or make new recovery codes (MFA-05, MFA-06, MFA-08)."""
        (person, visit, actor), factors = self.acting(here), self.kit.factors
        act = partial(factors.remove if removes else factors.renew_codes, actor)
        if not visit.is_recent(self.clock.now()):
            refused(act, ProofNeeded)
        elif person.phone is None:
            refused(act, NoFactor)
        elif removes and self.is_required(person):
            refused(act, FactorIsRequired)
        elif removes:
            act()
            person.lose_factor()
        else:
            act()
            person.have_codes(factors.codes(actor))

    @somebody_is_in
    @rule(here=HERE)
    def distrust(self, here: int) -> None:
        """Have every browser asked for the factor again (MFA-07)."""
        person, _, actor = self.acting(here)
        self.kit.factors.distrust(actor)
        kill(person.browsers)

    @somebody_is_in
    @rule(here=HERE, back=BACK, how=st.sampled_from(("here", "one", "others")))
    def end_sessions(self, here: int, back: int, how: str) -> None:
        """Sign out, here or elsewhere (SES-04, SES-06)."""
        person, visit, actor = self.acting(here)
        live = person.live(self.clock.now())
        if how == "here":
            self.kit.sessions.end(visit.secret, origin=ORIGIN)
            visit.ended = True
        elif how == "one":
            chosen = live[-1 - back % len(live)]
            self.kit.open_sessions.end(actor, user_id=person.user_id, session_id=self.id_of(chosen))
            chosen.ended = True
        else:
            assert self.kit.open_sessions.end(actor, user_id=person.user_id) == len(live) - 1
            person.sign_out(but=visit)

    def id_of(self, visit: Visit) -> str:
        """Name a session as its list does."""
        actor = self.kit.sessions.actor(visit.secret, origin=ORIGIN, visits=False)
        assert actor is not None
        return actor.session_id

    def is_required(self, person: Person) -> bool:
        """MFA-08: whether the person's role must have a factor."""
        return ("admin" if person.is_admin else "agent") in self.required
