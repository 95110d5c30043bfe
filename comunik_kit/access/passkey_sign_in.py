"""Signing in with a passkey in place of a password, and the question to one as the second step (MFA-10)."""

from sqlmodel import Session

from comunik_kit.access import ceremonies, limits, passkey_queries, passkey_rules, repository
from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import InitialPasswordExpired, NoPasskeyHere, PasskeyCopied, PasskeyUnknown
from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.passkey_rules import Party
from comunik_kit.access.passkey_use import BY_PASSKEY, GivenKey
from comunik_kit.access.repository import Account
from comunik_kit.access.second_step import SecondStep, note_copied
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.tables import Passkey
from comunik_kit.access.throttle import Attempt, Throttle, network_of
from comunik_kit.access.views import KeyQuestion, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces.hosts import Hosts, Place


class PasskeySignIn:
    """From a passkey to a session: who holds it and says so to the key itself needs nothing else."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        throttle: Throttle,
        sessions: Sessions,
        second_step: SecondStep,
        hosts: Hosts,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._sessions, self._hosts = throttle, sessions, hosts
        self._second_step = second_step

    def begin(self, browser: str, *, at: Place, origin: Origin) -> KeyQuestion:
        """Ask for any passkey of this host; `browser` is the secret that ties question and answer together.

        The question names nobody and is the same for all (AUT-09). Raises `PasskeysNotHere`, `TooManyAttempts`.
        """
        party, bound_to = Party.at(at), ceremonies.bound(self._keyring, ceremonies.ALONE, browser)
        self._throttle.count(*_attempts(origin))
        with self._db.write() as s:
            ceremony, challenge = ceremonies.begin(s, self._keyring, party, bound_to, self._clock.now())
        return KeyQuestion(ceremony, passkey_rules.request_options(party, challenge, alone=True))

    def finish(self, browser: str, *, answer: KeyAnswer, at: Place, origin: Origin) -> StartedSession:
        """Open a session with a passkey that has seen who holds it; no second factor is asked for besides.

        Raises `TooManyAttempts`, `PasskeysNotHere`, `PasskeyUnknown`, `PasskeyCeremonyOver`, `PasskeyCopied`,
        `InitialPasswordExpired`, `SignInElsewhere`.
        """
        tries = _attempts(origin)
        self._throttle.count(*tries)
        bound_to = ceremonies.bound(self._keyring, ceremonies.ALONE, browser)
        given = GivenKey(answer, Party.at(at), bound_to, self._clock.now(), alone=True)
        try:
            with self._db.write() as s:
                started = self._open(s, given, at, origin)
                self._throttle.forgive(s, *tries)
        except KitError as error:
            self._note_failure(given, at, origin, error)
            raise
        return started

    def ask(self, secret: str, *, at: Place, origin: Origin) -> KeyQuestion:
        """Ask for one of the passkeys of who awaits the second step; raises `FactorStepOver`, `NoPasskeyHere`."""
        party = Party.at(at)
        self._throttle.count(*_attempts(origin))
        user_id = self._second_step.awaited(secret)
        bound_to = ceremonies.bound(self._keyring, ceremonies.SECOND, secret)
        with self._db.write() as s:
            known = passkey_queries.known(passkey_queries.of(s, user_id, party.rp_id))
            if not known:
                raise NoPasskeyHere
            ceremony, challenge = ceremonies.begin(s, self._keyring, party, bound_to, self._clock.now())
        return KeyQuestion(
            ceremony, passkey_rules.request_options(party, challenge, known=known, alone=False)
        )

    def _open(self, s: Session, given: GivenKey, at: Place, origin: Origin) -> StartedSession:
        """Hold the account: it may be ending at this moment (SES-07)."""
        key = given.key(s)
        account = self._account(s, key, at) if key else None
        if account is None:
            raise PasskeyUnknown
        given.use(s, self._keyring, account.user.id)
        self._second_step.ways.check(s, account)
        until, now = account.credential.initial_until, given.now
        if until is not None and until <= now:
            raise InitialPasswordExpired
        user = account.user
        take_back_resets(s, user.id, now)
        actor, target = acting(user, account.role, origin), Target("user", user.id, user.full_name)
        record(s, now, actor, AuditTag.SIGNED_IN, target, details={"by": BY_PASSKEY})
        remember = given.answer.remember
        return self._sessions.start(s, user.id, origin=origin, remember=remember)

    def _account(self, s: Session, key: Passkey, at: Place) -> Account | None:
        if not self._hosts.welcomes(s, at, key.workspace_id):
            return None
        return repository.account_by_id(s, key.workspace_id, key.user_id, hold=True)

    def _note_failure(self, given: GivenKey, at: Place, origin: Origin, error: KitError) -> None:
        """Write the failure down; of a key that nobody here has there is nothing to say but that."""
        with self._db.write() as s:
            key = given.key(s)
            account = self._account(s, key, at) if key else None
            if account is not None and isinstance(error, PasskeyCopied):
                note_copied(s, account, origin, given.now)
            target = (
                Target("user", account.user.id, account.user.full_name) if account else Target("user", "")
            )
            workspace_id = account.user.workspace_id if account else at.workspace_id or None
            tag = AuditTag.SIGN_IN_FAILED
            record(s, given.now, None, tag, target, workspace_id=workspace_id, origin=origin)


def _attempts(origin: Origin) -> tuple[Attempt, ...]:
    return ((limits.PASSKEY_ADDRESS, network_of(origin.ip)), (limits.PASSKEY_ALL, ""))
