"""What must be true of people who sign in, kept beside the product in plain fields.

No database and none of the product's code is in it. Its numbers are written down once more on purpose: a limit that
moves in the product moves nothing here.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

_MINUTES, _HOUR, _DAY = timedelta(minutes=5), timedelta(hours=1), timedelta(days=1)
LIMITS: Mapping[str, tuple[int, timedelta]] = {
    "sign-in/address": (10, _MINUTES),
    "sign-in/account": (10, _MINUTES),
    "factor/address": (10, _MINUTES),
    "factor/minutes": (5, _MINUTES),
    "factor/hour": (20, _HOUR),
    "factor/day": (50, _DAY),
    "own-password": (10, _MINUTES),
    "asking/address": (10, _MINUTES),
    "reset/account": (3, _HOUR),
    "link/account": (5, _HOUR),
    "link/address": (30, _MINUTES),
}
PROOF = timedelta(minutes=15)
NOTED = timedelta(seconds=60)
STEP = 30

Try = tuple[str, str]
"""A limit, and on whom it counts."""


class Windows:
    """How often something was tried (AUT-07, MFA-03)."""

    def __init__(self) -> None:
        """Begin with nothing tried."""
        self._counted: dict[Try, tuple[datetime, int]] = {}

    def fill(self, now: datetime, *tries: Try) -> bool:
        """Count on each in turn until one is full, and tell whether one was: what follows a full one is left alone."""
        return any(self._is_full(each, now) for each in tries)

    def forgive(self, *tries: Try) -> None:
        """Take a try back."""
        for each in tries:
            began, counted = self._counted[each]
            self._counted[each] = (began, max(0, counted - 1))

    def empty(self, one: Try) -> None:
        """Forget every try."""
        self._counted.pop(one, None)

    def _is_full(self, one: Try, now: datetime) -> bool:
        most, lasts = LIMITS[one[0]]
        began, counted = self._counted.get(one, (now, 0))
        if now >= began + lasts:
            began, counted = now, 0
        self._counted[one] = (began, counted + 1)
        return counted >= most


@dataclass
class Visit:
    """A session.

    `owed`: its person had a factor when it began. `gave`: it began with one, or in a browser that they trust.
    """

    secret: str
    began_at: datetime
    lives: timedelta
    idle: timedelta
    owed: bool
    gave: bool
    seen_at: datetime = field(init=False)
    proven_at: datetime = field(init=False)
    ended: bool = False

    def __post_init__(self) -> None:
        """Count signing in as being there, and as a proof."""
        self.seen_at = self.proven_at = self.began_at

    def is_live(self, now: datetime) -> bool:
        """SES-05: not ended, and within both limits."""
        return not self.ended and now < self.began_at + self.lives and now < self.seen_at + self.idle

    def is_recent(self, now: datetime) -> bool:
        """SES-08: proven within a quarter of an hour."""
        return self.proven_at <= now < self.proven_at + PROOF

    def come_by(self, now: datetime) -> None:
        """Be there: noted once a minute."""
        if now - self.seen_at >= NOTED:
            self.seen_at = now


@dataclass
class Ticket:
    """What opens something until a moment, once: a half sign-in, a trusted browser's cookie, a mailed link."""

    secret: str
    until: datetime
    remember: bool = False
    used: bool = False
    dead: bool = False

    def is_good(self, now: datetime) -> bool:
        """Tell whether it still opens something."""
        return not self.used and not self.dead and now < self.until


@dataclass
class Phone:
    """An authenticator app that counts, and the last step that it was used for."""

    seed: str
    last_step: int


@dataclass
class Person:
    """Somebody who signs in; the newest of what they hold comes last."""

    user_id: str
    email: str
    is_admin: bool
    password: str
    former: str = "Never-mine-11?"
    suspended: bool = False
    deleted_at: datetime | None = None
    phone: Phone | None = None
    begun: Phone | None = None
    begun_until: datetime | None = None
    are_unkept: bool = False
    codes: list[str] = field(default_factory=list)
    spent: list[str] = field(default_factory=list)
    opened_by: set[str] = field(default_factory=set)
    visits: list[Visit] = field(default_factory=list)
    halves: list[Ticket] = field(default_factory=list)
    browsers: list[Ticket] = field(default_factory=list)
    resets: list[Ticket] = field(default_factory=list)
    links: list[Ticket] = field(default_factory=list)

    @property
    def works(self) -> bool:
        """Tell whether the account is in use."""
        return not self.suspended and self.deleted_at is None

    def live(self, now: datetime) -> list[Visit]:
        """List the sessions that still open something."""
        return [each for each in self.visits if each.is_live(now)]

    def begin(
        self,
        secret: str,
        now: datetime,
        *,
        remember: bool = False,
        gave: bool = False,
        owed: bool | None = None,
    ) -> Visit:
        """Begin a session; an administrator's is short, whatever was asked for (SES-05)."""
        lives = timedelta(days=30 if remember else 7)
        idle = lives if remember else _DAY
        if self.is_admin:
            lives, idle = timedelta(hours=12), timedelta(minutes=30)
        owes = self.phone is not None if owed is None else owed
        self.visits.append(Visit(secret, now, lives, idle, owes, gave))
        return self.visits[-1]

    def sign_out(self, but: Visit | None = None) -> None:
        """End every session, but perhaps one."""
        for each in self.visits:
            each.ended = each.ended or each is not but

    def forget_steps(self) -> None:
        """Have the factor asked for again everywhere."""
        kill(self.halves, self.browsers)

    def take_back_links(self) -> None:
        """Kill the links that wait in the mailbox (TOK-05)."""
        kill(self.resets, self.links)

    def set_password(self, password: str) -> None:
        """Have another password: whatever the old one had opened is over (AUT-06, TOK-05)."""
        self.former, self.password = self.password, password
        self.sign_out()
        self.take_back_links()
        self.forget_steps()

    def end_access(self) -> None:
        """Lose the access: what waits to open it goes with the sessions (SES-07, TOK-05)."""
        self.sign_out()
        self.take_back_links()
        self.forget_steps()

    def have_codes(self, codes: list[str]) -> None:
        """Have other recovery codes: the ones before are good for nothing (MFA-06)."""
        self.spent += self.codes
        self.codes, self.are_unkept = codes, bool(codes)

    def keep_codes(self, now: datetime) -> None:
        """Keep them, and with them an app that was confirmed shortly before."""
        self.are_unkept = False
        if self.begun is not None and self.begun_until is not None and now < self.begun_until:
            self.phone, self.begun = self.begun, None
            self.forget_steps()

    def lose_factor(self) -> None:
        """Have none any more."""
        self.phone = self.begun = None
        self.have_codes([])
        self.forget_steps()

    def spend(self, what: str) -> None:
        """MFA-01, MFA-06: a time step of an app, or a recovery code, opens one sign-in at most."""
        assert what not in self.opened_by
        self.opened_by.add(what)


def kill(*kinds: list[Ticket]) -> None:
    """Make what was handed out good for nothing."""
    for tickets in kinds:
        for each in tickets:
            each.dead = True
