"""The second step of signing in: the password was right, and nothing is open before a factor is given (MFA-07)."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import ceremonies, factor_queries, limits, passkey_queries, repository, trusted
from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import FactorStepOver, PasskeyCopied
from comunik_kit.access.factor_use import Given, attempts
from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.passkey_rules import Party
from comunik_kit.access.passkey_use import GivenKey
from comunik_kit.access.repository import Account
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.tables import PendingSignIn
from comunik_kit.access.throttle import Throttle
from comunik_kit.access.views import AwaitedFactor, SignedIn
from comunik_kit.access.ways import Ways
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring, random_secret
from comunik_kit.workspaces.hosts import Place

_LONGEST_SECRET = 64


class SecondStep:
    """From the right password to a session, by way of a factor."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        throttle: Throttle,
        sessions: Sessions,
        ways: Ways,
    ) -> None:
        """Take the tools; `ways` says who does not get as far by the way that they came."""
        self.ways = ways
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._sessions = throttle, sessions

    def is_due(self, s: Session, account: Account, device: str) -> bool:
        """Tell whether a factor is asked for in the browser with this cookie."""
        user = account.user
        return user.has_factor and not trusted.is_trusted(s, self._keyring, user, device, self._clock.now())

    def begin(
        self,
        s: Session,
        account: Account,
        *,
        remember: bool = False,
        provider: str = "",
        origin: Origin,
        at: Place | None = None,
    ) -> AwaitedFactor:
        """Wait for the factor, some minutes long. `at`: the host whose passkeys will do; `provider` stood for them."""
        now, secret, user = self._clock.now(), random_secret(), account.user
        factor_queries.drop_old(s, now)
        s.add(
            PendingSignIn(
                id=new_id(now),
                workspace_id=user.workspace_id,
                user_id=user.id,
                secret_digest=self._digest(secret),
                remember=remember,
                provider=provider,
                created_at=now,
                expires_at=now + limits.PENDING_LIVES,
            )
        )
        actor = acting(user, account.role, origin)
        record(s, now, actor, AuditTag.FACTOR_AWAITED, Target("user", user.id, user.full_name))
        return AwaitedFactor(secret, by_key=at is not None and passkey_queries.has_any(s, user.id, at.host))

    def awaited(self, secret: str) -> str:
        """Tell whose factor is awaited; raises `FactorStepOver`."""
        return self._read(secret)[0].user.id

    def finish(self, secret: str, *, code: str, trust: bool = False, origin: Origin) -> SignedIn:
        """Open a session with a code of the app or a recovery code; `trust` keeps this browser from being asked again.

        Raises `FactorStepOver`, `TooManyAttempts`, `BadFactorCode`, `FactorClockOff`. The try is counted before the
        code is compared (MFA-03).
        """
        return self._finish(secret, Given(code, self._clock.now()), origin, trust=trust)

    def finish_with_key(self, secret: str, *, answer: KeyAnswer, at: Place, origin: Origin) -> SignedIn:
        """Do the same with a passkey; raises `PasskeyUnknown`, `PasskeyCeremonyOver`, `PasskeyCopied` besides."""
        party = Party.at(at)
        self._read(secret)
        bound_to = ceremonies.bound(self._keyring, ceremonies.SECOND, secret)
        given = GivenKey(answer, party, bound_to, self._clock.now())
        return self._finish(secret, given, origin, trust=answer.trust)

    def _finish(self, secret: str, given: Given | GivenKey, origin: Origin, *, trust: bool) -> SignedIn:
        account, _ = self._read(secret)
        tries = attempts(account.user.id, origin.ip)
        self._throttle.count(*tries)
        try:
            with self._db.write() as s:
                signed = self._open(s, secret, given, origin, trust=trust)
                self._throttle.forgive(s, *tries)
        except FactorStepOver:
            raise
        except KitError as error:
            self._note_failure(account, origin, error)
            raise
        return signed

    def _open(
        self, s: Session, secret: str, given: Given | GivenKey, origin: Origin, *, trust: bool
    ) -> SignedIn:
        """Read everything again under the account's lock: it may have ended meanwhile (SES-07)."""
        account, pending = self._found(s, secret, hold=True)
        user, now = account.user, given.now
        kind = given.use(s, self._keyring, user.id)
        if not factor_queries.burn_pending(s, pending.id, now):
            raise FactorStepOver
        take_back_resets(s, user.id, now)
        target, actor = Target("user", user.id, user.full_name), acting(user, account.role, origin)
        came_by = {"by": "oidc", "provider": pending.provider} if pending.provider else {}
        record(s, now, actor, AuditTag.SIGNED_IN, target, details={"factor": kind, **came_by})
        device = trusted.trust(s, self._keyring, user, origin, now) if trust else ""
        return SignedIn(self._sessions.start(s, user.id, origin=origin, remember=pending.remember), device)

    def _read(self, secret: str) -> tuple[Account, PendingSignIn]:
        with self._db.read() as s:
            return self._found(s, secret, hold=False)

    def _found(self, s: Session, secret: str, *, hold: bool) -> tuple[Account, PendingSignIn]:
        pending = self._pending(s, secret, self._clock.now())
        account = (
            repository.account_by_id(s, pending.workspace_id, pending.user_id, hold=hold) if pending else None
        )
        if pending is None or account is None:
            raise FactorStepOver
        return account, pending

    def _pending(self, s: Session, secret: str, now: datetime) -> PendingSignIn | None:
        if not secret or len(secret) > _LONGEST_SECRET:
            return None
        return factor_queries.pending(s, self._digest(secret), now)

    def _note_failure(self, account: Account, origin: Origin, error: KitError) -> None:
        user, now = account.user, self._clock.now()
        with self._db.write() as s:
            if isinstance(error, PasskeyCopied):
                note_copied(s, account, origin, now)
            record(
                s,
                now,
                None,
                AuditTag.FACTOR_FAILED,
                Target("user", user.id, user.full_name),
                workspace_id=user.workspace_id,
                origin=origin,
            )

    def _digest(self, secret: str) -> str:
        return self._keyring.digest("pending", secret)


def note_copied(s: Session, account: Account, origin: Origin, now: datetime) -> None:
    """Write down that a passkey's counter went back: its signature was genuine, so there may be two of it (MFA-10)."""
    user = account.user
    target = Target("user", user.id, user.full_name)
    tag = AuditTag.PASSKEY_COPIED
    record(s, now, None, tag, target, workspace_id=user.workspace_id, origin=origin)
