"""Two people at the door, in any order: passwords, second factors, links by mail; and what each must come to."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule
from pyotp.totp import TOTP
from sqlalchemy import select
from sqlmodel import col

from comunik_kit.access.errors import (
    BadCredentials,
    BadFactorCode,
    FactorClockOff,
    FactorStepOver,
    ResetLinkExpired,
    ResetLinkUsed,
    SignInLinkExpired,
    SignInLinkUsed,
    TooManyAttempts,
)
from comunik_kit.access.password_rules import Preset
from comunik_kit.access.sign_in_rules import NewRules
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.errors import KitError, ProofNeeded
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import OutboxMessage
from tests.access.believed import STEP, Person, Ticket, Windows
from tests.support.cast import PASSWORD, Cast
from tests.support.clock import MovedClock

WHO = st.sampled_from((0, 0, 1))
FROM = st.sampled_from(("192.0.2.1", "198.51.100.7"))
BACK = st.sampled_from((0, 0, 0, 1, 2))
TYPED = st.sampled_from(("right", "right", "right", "former", "wrong"))
COOKIE = st.sampled_from(("none", "own", "own", "another's"))
KINDS = (
    "0",
    "1",
    "-1",
    "2",
    "-2",
    "again",
    "again",
    "recovery",
    "recovery",
    "spent",
    "another's",
    "nonsense",
)
ROLES = ("agent", "admin")


def refused(act: Callable[[], object], *refusals: type[KitError | ProofNeeded]) -> None:
    """Do it, and be refused in one of these ways."""
    with pytest.raises(refusals):
        act()


def nth(tickets: list[Ticket], back: int) -> Ticket:
    """Choose the newest, or one a little before it, good or not."""
    return tickets[-1 - back % len(tickets)]


class Knocking(RuleBasedStateMachine):
    """An agent and an administrator; Olga, who is not acted upon, acts on them."""

    def __init__(self, cast: Cast, clock: MovedClock) -> None:
        """Have them join anew for each story, at a midnight: what was counted in the last one is long over."""
        super().__init__()
        self.cast, self.kit, self.clock = cast, cast.kit, clock
        clock.move_to((clock.now() + timedelta(days=3)).replace(hour=0, minute=0, second=0))
        self.windows, self.passwords = Windows(), 0
        self.required, self.by_link = frozenset[str](), True
        self.keep_rules()
        self.people = [self.joined(role) for role in ROLES]

    def joined(self, role: str) -> Person:
        """Bring somebody in by an invitation, which leaves them signed in."""
        email = f"{uuid.uuid4().hex}@example.org"
        actor, secret = self.cast.join("Ana Lopez", role, email=email)
        person = Person(actor.user_id, email, role == "admin", PASSWORD)
        person.begin(secret, self.clock.now())
        return person

    def keep_rules(self) -> None:
        """Set the workspace's rules to what they should be."""
        ids = tuple(sorted(self.cast.roles[role] for role in self.required))
        self.kit.sign_in_rules.set(self.cast.admin, rules=NewRules(Preset.KIT, ids, self.by_link))

    def cookie(self, who: int, kind: str) -> str:
        """Choose what the browser says of itself."""
        holder = self.people[who if kind == "own" else 1 - who]
        return holder.browsers[-1].secret if kind != "none" and holder.browsers else ""

    def is_asked(self, person: Person, cookie: str) -> bool:
        """MFA-07: who has a factor gives it, but in a browser that they trust."""
        good = [each.secret for each in person.browsers if each.is_good(self.clock.now())]
        return person.phone is not None and cookie not in good

    def opens(self, person: Person, answer: object, cookie: str, *, remember: bool = False) -> None:
        """Believe in a session, or in the half of one."""
        now = self.clock.now()
        if self.is_asked(person, cookie):
            assert isinstance(answer, AwaitedFactor)
            person.halves.append(Ticket(answer.secret, now + timedelta(minutes=5), remember))
            return
        assert isinstance(answer, StartedSession)
        person.take_back_links()
        person.begin(answer.secret, now, remember=remember, gave=person.phone is not None)

    @rule(who=WHO, typed=TYPED, ip=FROM, cookie=COOKIE, remember=st.booleans())
    def sign_in(self, who: int, typed: str, ip: str, cookie: str, *, remember: bool) -> None:
        """Sign in with the password of today, the one before, or none of them (AUT-07)."""
        person, device = self.people[who], self.cookie(who, cookie)
        words = {"right": person.password, "former": person.former, "wrong": "Wrong-one-12?"}[typed]
        tries = (("sign-in/address", ip), ("sign-in/account", person.email))
        door = partial(self.kit.sign_in.sign_in, email=person.email, password=words, remember=remember)
        act = partial(door, origin=Origin(ip, "a test"), device=device)
        if self.windows.fill(self.clock.now(), *tries):
            refused(act, TooManyAttempts)
        elif typed != "right" or not person.works:
            refused(act, BadCredentials)
        else:
            self.windows.forgive(*tries)
            self.opens(person, act(), device, remember=remember)

    @rule(who=WHO, ip=FROM, times=st.sampled_from((4, 9, 11)))
    def guess(self, who: int, ip: str, times: int) -> None:
        """Guess a password, over and over."""
        for _ in range(times):
            self.sign_in(who, "wrong", ip, "none", remember=False)

    def code(self, who: int, kind: str) -> tuple[str, str]:
        """Choose what is typed as a factor; and what it uses up, nothing when it must be refused (MFA-01, MFA-06)."""
        person, phone = self.people[who], self.people[who].phone
        holder = self.people[1 - who] if kind == "another's" else person
        if kind in {"recovery", "another's"} and holder.codes:
            return holder.codes[-1], holder.codes[-1] if holder is person else ""
        if kind == "spent" and person.spent:
            return person.spent[-1], ""
        here = int(self.clock.now().timestamp()) // STEP
        if phone is None or not (kind == "again" or kind.lstrip("-").isdigit()):
            return "000000", ""
        step = phone.last_step if kind == "again" else here + int(kind)
        is_good = abs(step - here) <= 1 and step > phone.last_step
        return TOTP(phone.seed).generate_otp(step), f"{phone.seed}/{step}" if is_good else ""

    @precondition(lambda self: any(each.halves for each in self.people))
    @rule(who=WHO, back=BACK, kind=st.sampled_from(KINDS), trust=st.booleans(), ip=FROM)
    def give_factor(self, who: int, back: int, kind: str, ip: str, *, trust: bool) -> None:
        """Give a factor to a half sign-in, which may be over (MFA-01, MFA-03, MFA-06, MFA-07)."""
        person, now = self.people[who], self.clock.now()
        if not person.halves:
            return
        half, (text, spends) = nth(person.halves, back), self.code(who, kind)
        origin = Origin(ip, "a test")
        act = partial(self.kit.second_step.finish, half.secret, code=text, trust=trust, origin=origin)
        if not (person.works and half.is_good(now)):
            refused(act, FactorStepOver)
        elif self.windows.fill(now, *factor_tries(person, ip)):
            refused(act, TooManyAttempts)
        elif not spends:
            refused(act, BadFactorCode, FactorClockOff)
        else:
            signed = act()
            half.used = True
            self.windows.forgive(*factor_tries(person, ip))
            self.spent(person, spends)
            person.take_back_links()
            person.begin(signed.started.secret, now, remember=half.remember, gave=True)
            assert bool(signed.device) is trust
            person.browsers += [Ticket(signed.device, now + timedelta(days=30))] * trust

    @precondition(lambda self: any(each.phone and each.works for each in self.people))
    @rule(who=WHO, kind=st.sampled_from(KINDS), then=st.sampled_from(("", "again", "spent")), ip=FROM)
    def come_in_with_a_factor(self, who: int, kind: str, then: str, ip: str) -> None:
        """Do both steps; and perhaps once more, with what the first time used up."""
        for each in (kind, then) if then else (kind,):
            known = len(self.people[who].halves)
            self.sign_in(who, "right", ip, "none", remember=False)
            if len(self.people[who].halves) > known:
                self.give_factor(who, 0, each, ip, trust=False)

    @staticmethod
    def spent(person: Person, what: str) -> None:
        """Use a code up."""
        person.spend(what)
        seed, _, step = what.partition("/")
        if person.phone is not None and seed == person.phone.seed:
            person.phone.last_step = int(step)
        else:
            person.codes.remove(what)
            person.spent.append(what)

    @precondition(lambda self: any(each.halves for each in self.people))
    @rule(who=WHO, ip=FROM, times=st.sampled_from((3, 6)))
    def guess_factors(self, who: int, ip: str, times: int) -> None:
        """Guess a factor, over and over (MFA-03)."""
        for _ in range(times):
            self.give_factor(who, 0, "nonsense", ip, trust=False)

    def letter(self, person: Person, template: Template) -> str:
        """Read the link in the newest message of a kind; empty when there is none."""
        wanted = (col(OutboxMessage.template) == template, col(OutboxMessage.to_email) == person.email)
        with self.kit.db.read() as s:
            query = select(OutboxMessage).where(*wanted).order_by(col(OutboxMessage.id).desc()).limit(1)
            found = s.execute(query).scalar()
        return self.kit.keyring.link(found.purpose, found.subject_id, found.version) if found else ""

    @rule(who=WHO, ip=FROM)
    def ask_for_a_new_password(self, who: int, ip: str) -> None:
        """Ask for a link to one: three an hour leave, and nobody is told (AUT-12)."""
        person, now = self.people[who], self.clock.now()
        act = partial(self.kit.recovery.request, email=person.email, origin=Origin(ip))
        if self.windows.fill(now, ("asking/address", ip)):
            return refused(act, TooManyAttempts)
        before = self.letter(person, Template.PASSWORD_RESET)
        act()
        leaves = not self.windows.fill(now, ("reset/account", person.email)) and person.works
        link = self.letter(person, Template.PASSWORD_RESET)
        assert (link != before) is leaves
        if leaves:
            person.take_back_links()
            person.resets.append(Ticket(link, now + timedelta(hours=1)))
        return None

    @precondition(lambda self: any(each.resets for each in self.people))
    @rule(who=WHO, back=BACK, ip=FROM)
    def set_a_new_password(self, who: int, back: int, ip: str) -> None:
        """Follow such a link: it signs nobody in, and everybody out (AUT-12, TOK-03, TOK-04, TOK-05)."""
        person, now = self.people[who], self.clock.now()
        if not person.resets:
            return
        link, new = nth(person.resets, back), self.another_password()
        act = partial(self.kit.recovery.reset, link.secret, password=new, confirmation=new, origin=Origin(ip))
        if self.windows.fill(now, ("link/address", ip)):
            refused(act, TooManyAttempts)
        elif not (link.is_good(now) and person.works):
            refused(act, ResetLinkUsed if link.used else ResetLinkExpired)
        else:
            act()
            link.used = True
            person.set_password(new)
            self.windows.empty(("sign-in/account", person.email))

    @rule(who=WHO, ip=FROM)
    def ask_for_a_link(self, who: int, ip: str) -> None:
        """Ask for a link that signs in, where the workspace lets its people."""
        person, now = self.people[who], self.clock.now()
        act = partial(self.kit.link_sign_in.request, email=person.email, origin=Origin(ip))
        if self.windows.fill(now, ("asking/address", ip)):
            return refused(act, TooManyAttempts)
        before = self.letter(person, Template.SIGN_IN_LINK)
        act()
        leaves = not self.windows.fill(now, ("link/account", person.email)) and person.works and self.by_link
        link = self.letter(person, Template.SIGN_IN_LINK)
        assert (link != before) is leaves
        for each in person.links * leaves:
            each.dead = True
        person.links += [Ticket(link, now + timedelta(minutes=15))] * leaves
        return None

    @precondition(lambda self: any(each.links for each in self.people))
    @rule(who=WHO, back=BACK, ip=FROM, cookie=COOKIE)
    def follow_a_link(self, who: int, back: int, ip: str, cookie: str) -> None:
        """Sign in by it: in place of the password, never of the factor (MFA-07, TOK-03, TOK-04, TOK-05)."""
        person, now, device = self.people[who], self.clock.now(), self.cookie(who, cookie)
        if not person.links:
            return
        link = nth(person.links, back)
        act = partial(self.kit.link_sign_in.use, link.secret, origin=Origin(ip), device=device)
        if self.windows.fill(now, ("link/address", ip)):
            refused(act, TooManyAttempts)
        elif not (link.is_good(now) and person.works and self.by_link):
            refused(act, SignInLinkUsed if link.used else SignInLinkExpired)
        else:
            link.used = True
            self.opens(person, act(), device)

    def another_password(self) -> str:
        """Think of one that nobody had."""
        self.passwords += 1
        return f"Train-bleu-{self.passwords}?"


def factor_tries(person: Person, ip: str) -> tuple[tuple[str, str], ...]:
    """Say on whom a factor's try counts."""
    theirs = ("factor/minutes", "factor/hour", "factor/day")
    return (("factor/address", ip), *((name, person.user_id) for name in theirs))
