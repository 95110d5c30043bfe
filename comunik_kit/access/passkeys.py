"""One's own passkeys: made with a fresh proof, named, taken away (MFA-05, MFA-09)."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from comunik_kit.access import (
    ceremonies,
    factor_queries,
    notices,
    passkey_queries,
    passkey_rules,
    recovery_codes,
)
from comunik_kit.access.credentials import forget_second_steps
from comunik_kit.access.errors import FactorIsRequired, PasskeyTwice, TooManyPasskeys
from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.passkey_rules import Party
from comunik_kit.access.repository import Account, own_account
from comunik_kit.access.tables import Passkey
from comunik_kit.access.views import KeyQuestion, PasskeyView
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.kernel.fanout import Announce, Topic
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import Template
from comunik_kit.workspaces import repository as workspaces
from comunik_kit.workspaces.hosts import Place


class Passkeys:
    """Registering, naming and removing one's own."""

    def __init__(
        self, *, db: Database, clock: Clock, keyring: Keyring, announce: Announce, nudge: Callable[[], None]
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there is something to send."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._announce, self._nudge = announce, nudge

    def of(self, actor: Actor) -> list[PasskeyView]:
        """List one's own; no key is in it."""
        with self._db.read() as s:
            return [_view(key) for key in passkey_queries.of(s, actor.user_id)]

    def check(self, actor: Actor) -> None:
        """Ask whether a passkey may be added now; raises `Forbidden`, `TooManyPasskeys`."""
        _require_own_password(actor)
        actor.require_recent()
        with self._db.read() as s:
            _require_room(s, actor)

    def begin(self, actor: Actor, *, at: Place) -> KeyQuestion:
        """Ask the browser for a new passkey, for the host at which the person is.

        Raises `Forbidden`, `PasskeysNotHere`, `TooManyPasskeys`.
        """
        _require_own_password(actor)
        actor.require_recent()
        party, bound_to = Party.at(at), self._bound(actor)
        with self._db.write() as s:
            user = own_account(s, actor).user
            _require_room(s, actor)
            ceremony, challenge = ceremonies.begin(s, self._keyring, party, bound_to, self._clock.now())
            known = passkey_queries.known(passkey_queries.of(s, user.id, party.rp_id))
            brand = workspaces.workspace_of(s, actor.workspace_id).brand
            options = passkey_rules.creation_options(party, challenge, brand=brand, user=user, known=known)
        return KeyQuestion(ceremony, options)

    def register(self, actor: Actor, *, at: Place, answer: KeyAnswer, name: str) -> None:
        """Keep a new passkey. A first second factor counts once its recovery codes are kept (`Factors.keep`).

        Raises `Forbidden`, `PasskeysNotHere`, `PasskeyCeremonyOver`, `PasskeyUnreadable`, `PasskeyTwice`,
        `TooManyPasskeys`.
        """
        _require_own_password(actor)
        actor.require_recent()
        party, now = Party.at(at), self._clock.now()
        try:
            with self._db.write() as s:
                self._register(s, actor, party, answer, name, now)
        except IntegrityError as error:  # somebody registered this key at the same moment
            raise PasskeyTwice from error
        self._tell(actor)

    def rename(self, actor: Actor, *, key_id: str, name: str) -> None:
        """Call one of one's own something else; raises `NotFound`."""
        with self._db.write() as s:
            key = _own(s, actor, key_id)
            if key.name != name:
                key.name = name
                s.add(key)
                record(s, self._clock.now(), actor, AuditTag.PASSKEY_RENAMED, _of(actor))

    def remove(self, actor: Actor, *, key_id: str) -> None:
        """Take one of one's own away: it opens nothing any more. Raises `NotFound`, `FactorIsRequired`."""
        _require_own_password(actor)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            account, key = own_account(s, actor), _own(s, actor, key_id)
            s.delete(key)
            s.flush()
            if not factor_queries.counts(s, actor.user_id):
                self._switch_off(s, account)
            notices.tell_passkey(s, account, Template.PASSKEY_REMOVED, key.name, now)
            record(s, now, actor, AuditTag.PASSKEY_REMOVED, _of(actor))
        self._tell(actor)

    @staticmethod
    def _switch_off(s: Session, account: Account) -> None:
        """With the last factor everything about it goes."""
        user = account.user
        required = workspaces.workspace_of(s, user.workspace_id).factor_role_ids
        if user.has_factor and account.role.id in required:
            raise FactorIsRequired
        factor_queries.drop_codes(s, user.id)
        factor_queries.mark_factor(s, user.id, on=False)
        forget_second_steps(s, user.id)

    def _register(
        self, s: Session, actor: Actor, party: Party, answer: KeyAnswer, name: str, now: datetime
    ) -> None:
        account = own_account(s, actor)
        challenge = ceremonies.challenge(s, self._keyring, party, answer.ceremony, self._bound(actor), now)
        made = passkey_rules.check_new(answer, challenge, party)
        ceremonies.end(s, answer.ceremony, now)
        key = Passkey(
            id=new_id(now),
            workspace_id=actor.workspace_id,
            user_id=actor.user_id,
            rp_id=party.rp_id,
            credential_id=answer.credential_id,
            public_key=made.public_key,
            sign_count=made.sign_count,
            transports=list(answer.transports),
            name=name,
            created_at=now,
        )
        self._keep(s, actor, account, key)

    def _keep(self, s: Session, actor: Actor, account: Account, key: Passkey) -> None:
        _require_room(s, actor)
        if passkey_queries.by_credential(s, key.rp_id, key.credential_id) is not None:
            raise PasskeyTwice
        s.add(key)
        if not factor_queries.codes(s, actor.user_id):
            recovery_codes.renew(s, self._keyring, actor, key.created_at)
        notices.tell_passkey(s, account, Template.PASSKEY_ADDED, key.name, key.created_at)
        record(s, key.created_at, actor, AuditTag.PASSKEY_ADDED, _of(actor))

    def _bound(self, actor: Actor) -> str:
        return ceremonies.bound(self._keyring, ceremonies.REGISTER, actor.session_id)

    def _tell(self, actor: Actor) -> None:
        self._announce(actor.workspace_id, Topic.PEOPLE)
        self._nudge()


def _own(s: Session, actor: Actor, key_id: str) -> Passkey:
    key = passkey_queries.own(s, actor.workspace_id, actor.user_id, key_id)
    if key is None:
        raise NotFound
    return key


def _of(actor: Actor) -> Target:
    """Whose passkey it is; what they call it is not for the journal, which outlives their account (ACL-10)."""
    return Target("user", actor.user_id, actor.name)


def _require_room(s: Session, actor: Actor) -> None:
    if len(passkey_queries.of(s, actor.user_id)) >= passkey_rules.MOST:
        raise TooManyPasskeys(max=passkey_rules.MOST)


def _require_own_password(actor: Actor) -> None:
    """Refuse who has still the password that somebody else chose (AUT-11)."""
    if actor.must_change_password:
        raise Forbidden


def _view(key: Passkey) -> PasskeyView:
    used = key.last_used_at.isoformat() if key.last_used_at else ""
    return PasskeyView(key.id, key.name, key.rp_id, key.created_at.isoformat(), used)
