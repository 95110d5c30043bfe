"""One's own second factor: begun, confirmed by a code, and on once the recovery codes are kept (MFA-04 to -06)."""

from collections.abc import Callable
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import (
    factor_queries,
    factor_rules,
    helping,
    notices,
    passkey_queries,
    recovery_codes,
    repository,
)
from comunik_kit.access.credentials import forget_second_steps
from comunik_kit.access.errors import BadFactorCode, FactorIsRequired, NoFactor
from comunik_kit.access.factor_use import SEED_PURPOSE, attempts, refusal
from comunik_kit.access.limits import ENROLMENT_LIVES
from comunik_kit.access.repository import Account, own_account
from comunik_kit.access.tables import TotpFactor
from comunik_kit.access.throttle import Throttle
from comunik_kit.access.views import AppSecret, FactorStep, FactorView
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
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.errors import NotYourself
from comunik_kit.workspaces import repository as workspaces


class Factors:
    """Switching a second factor on and off: for oneself; and off, for somebody who has lost theirs."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        throttle: Throttle,
        announce: Announce,
        nudge: Callable[[], None],
    ) -> None:
        """Take the tools; `nudge` wakes the mail worker once there is something to send."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._throttle, self._announce, self._nudge = throttle, announce, nudge

    def view(self, actor: Actor) -> FactorView:
        """Tell how far one's own second factor is; no secret is in it."""
        with self._db.read() as s:
            begun, active = self._begun(s, actor), factor_queries.active(s, actor.user_id)
            codes = factor_queries.codes(s, actor.user_id)
            trusted = factor_queries.trusted(s, actor.user_id, self._clock.now())
            has_keys = passkey_queries.has_any(s, actor.user_id)
            required, is_on = _is_required(s, actor), factor_queries.is_on(s, actor.user_id)
        unkept = any(code.kept_at is None for code in codes)
        step = _step(begun, active, unkept=unkept, has_keys=has_keys)
        return FactorView(
            step=step.value,
            key=begun.id if begun else "",
            since=active.active_at.isoformat() if active and active.active_at else "",
            codes_left=sum(code.used_at is None for code in codes),
            trusted=len(trusted),
            is_on=is_on,
            is_required=required,
        )

    def begin(self, actor: Actor) -> None:
        """Make a seed; it counts for nothing before it is confirmed. One that is on stays so until then."""
        _require_own_password(actor)
        actor.require_recent()
        now = self._clock.now()
        factor_id = new_id(now)
        sealed = self._keyring.seal(SEED_PURPOSE, factor_id, factor_rules.new_seed().encode())
        with self._db.write() as s:
            own_account(s, actor)
            factor_queries.drop_begun(s, actor.user_id)
            s.add(
                TotpFactor(
                    id=factor_id,
                    workspace_id=actor.workspace_id,
                    user_id=actor.user_id,
                    sealed_seed=sealed,
                    created_at=now,
                )
            )

    def cancel(self, actor: Actor) -> None:
        """Forget what was begun."""
        with self._db.write() as s:
            factor_queries.drop_begun(s, actor.user_id)

    def secret(self, actor: Actor) -> AppSecret:
        """Give the seed that is being switched on, for the QR code; raises `NotFound` once it is confirmed."""
        _require_own_password(actor)
        actor.require_recent()
        with self._db.read() as s:
            begun = self._begun(s, actor)
            if begun is None or begun.confirmed_at is not None:
                raise NotFound
            account = own_account(s, actor)
            brand = workspaces.workspace_of(s, actor.workspace_id).brand
        seed = self._seed(begun)
        address = factor_rules.app_address(seed, email=account.user.email, brand=brand)
        return AppSecret(address, factor_rules.grouped(seed))

    def confirm(self, actor: Actor, *, code: str) -> None:
        """Take the first code of the app, and make recovery codes; the factor is on once those are kept.

        Raises `BadFactorCode`, `FactorClockOff`, `NoFactor`, `TooManyAttempts`.
        """
        _require_own_password(actor)
        actor.require_recent()
        tries = attempts(actor.user_id, actor.ip)
        self._throttle.count(*tries)
        now, typed = self._clock.now(), factor_rules.read_totp(code)
        with self._db.write() as s:
            own_account(s, actor)
            begun = self._begun(s, actor)
            if begun is None:
                raise NoFactor(field="code")
            if not typed:
                raise BadFactorCode(field="code")
            step = factor_rules.matched_step(self._seed(begun), typed, now)
            if step is None:
                raise refusal(self._seed(begun), typed, now, ahead=True)
            if not factor_queries.burn_step(s, begun.id, step):
                raise BadFactorCode(field="code")
            begun.confirmed_at = now
            s.add(begun)
            recovery_codes.renew(s, self._keyring, actor, now)
            self._throttle.forgive(s, *tries)

    def codes(self, actor: Actor) -> list[str]:
        """Give the recovery codes for as long as nobody has said that they are kept; raises `NotFound` afterwards."""
        _require_own_password(actor)
        actor.require_recent()
        with self._db.read() as s:
            shown = recovery_codes.unkept(s, self._keyring, actor.user_id)
        if not shown:
            raise NotFound
        return shown

    def keep(self, actor: Actor) -> None:
        """Take note that the recovery codes are kept; a confirmed app or passkeys count now. Raises `NoFactor`."""
        _require_own_password(actor)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            account, begun = own_account(s, actor), self._begun(s, actor)
            if not factor_queries.keep_codes(s, actor.user_id, now):
                raise NoFactor
            if begun is not None and begun.confirmed_at is not None:
                self._switch_on(s, actor, account, begun, now)
            elif not account.user.has_factor and passkey_queries.has_any(s, actor.user_id):
                _let_count(s, actor, account, now)
        self._tell(actor)

    def renew_codes(self, actor: Actor) -> None:
        """Make new recovery codes; the old ones are dead at once (MFA-06). Raises `NoFactor`."""
        _require_own_password(actor)
        actor.require_recent()
        now = self._clock.now()
        with self._db.write() as s:
            account = own_account(s, actor)
            if not factor_queries.counts(s, actor.user_id):
                raise NoFactor
            recovery_codes.renew(s, self._keyring, actor, now)
            notices.tell_factor(s, account, Template.RECOVERY_CODES, now)
            record(s, now, actor, AuditTag.RECOVERY_CODES_MADE, _target(account))
        self._tell(actor)

    def remove(self, actor: Actor) -> None:
        """Switch one's own app off; raises `FactorIsRequired` where nothing would be left that the role needs.

        Passkeys stay, and the recovery codes with them. Raises `NoFactor`.
        """
        _require_own_password(actor)
        actor.require_recent()
        with self._db.write() as s:
            account = own_account(s, actor)
            if factor_queries.active(s, actor.user_id) is None:
                raise NoFactor
            has_keys = passkey_queries.has_any(s, actor.user_id)
            if _is_required(s, actor) and not has_keys:
                raise FactorIsRequired
            self._switch_off(s, actor, account, leaves_keys=has_keys)
        self._tell(actor)

    def reset(self, actor: Actor, *, user_id: str) -> str:
        """Take app and passkeys of somebody who has lost them; their name. Every session of theirs ends (MFA-08).

        One's own only at the console, where nobody has a session: an only admin would have no way back.

        Raises `Forbidden`, `NotFound`, `NotYourself`, `NoAccountYet`, `PersonAboveYou`, `NoFactor`.
        """
        actor.require(Permission.USERS_UPDATE)
        if user_id == actor.user_id and actor.session_id:
            raise NotYourself
        actor.require_recent()
        with self._db.write() as s:
            account = helping.account(s, actor, user_id, hold=True)
            if not factor_queries.counts(s, user_id):
                raise NoFactor
            passkey_queries.drop_all(s, user_id)
            self._switch_off(s, actor, account, giver=actor.name)
            repository.end_sessions(s, user_id, self._clock.now())
        self._tell(actor)
        return account.user.full_name

    def distrust(self, actor: Actor) -> int:
        """Have every browser asked for the second factor again; how many were not."""
        with self._db.write() as s:
            ended = factor_queries.drop_trusted(s, actor.user_id)
            if ended:
                target, now = Target("user", actor.user_id, actor.name), self._clock.now()
                record(s, now, actor, AuditTag.DEVICES_DISTRUSTED, target, details={"count": ended})
        return ended

    def _switch_on(
        self, s: Session, actor: Actor, account: Account, factor: TotpFactor, now: datetime
    ) -> None:
        factor_queries.drop_all(s, actor.user_id, but=factor.id)
        factor.active_at = now
        s.add(factor)
        _let_count(s, actor, account, now)
        notices.tell_factor(s, account, Template.FACTOR_ON, now)

    def _switch_off(
        self, s: Session, actor: Actor, account: Account, *, giver: str = "", leaves_keys: bool = False
    ) -> None:
        user_id, now = account.user.id, self._clock.now()
        factor_queries.drop_all(s, user_id)
        template, tag = Template.APP_REMOVED, AuditTag.APP_REMOVED
        if not leaves_keys:
            factor_queries.drop_codes(s, user_id)
            factor_queries.mark_factor(s, user_id, on=False)
            template, tag = Template.FACTOR_OFF, AuditTag.FACTOR_RESET if giver else AuditTag.FACTOR_REMOVED
        forget_second_steps(s, user_id)
        told = actor if giver and actor.user_id != user_id else None
        notices.tell_factor(s, account, template, now, giver=told)
        record(s, now, actor, tag, _target(account))

    def _seed(self, factor: TotpFactor) -> str:
        seed = self._keyring.unseal(SEED_PURPOSE, factor.id, factor.sealed_seed)
        if seed is None:
            raise NoFactor
        return seed.decode()

    def _begun(self, s: Session, actor: Actor) -> TotpFactor | None:
        return factor_queries.begun(s, actor.user_id, self._clock.now() - ENROLMENT_LIVES)

    def _tell(self, actor: Actor) -> None:
        self._announce(actor.workspace_id, Topic.PEOPLE)
        self._nudge()


def _let_count(s: Session, actor: Actor, account: Account, now: datetime) -> None:
    factor_queries.mark_factor(s, actor.user_id, on=True)
    forget_second_steps(s, actor.user_id)
    record(s, now, actor, AuditTag.FACTOR_ADDED, _target(account))


def _require_own_password(actor: Actor) -> None:
    """Refuse who has still the password that somebody else chose (AUT-11)."""
    if actor.must_change_password:
        raise Forbidden


def _is_required(s: Session, actor: Actor) -> bool:
    return actor.role_id in workspaces.workspace_of(s, actor.workspace_id).factor_role_ids


def _step(begun: TotpFactor | None, active: TotpFactor | None, *, unkept: bool, has_keys: bool) -> FactorStep:
    is_there = active is not None or has_keys
    if unkept and (is_there or (begun is not None and begun.confirmed_at is not None)):
        return FactorStep.CODES
    if begun is not None and begun.confirmed_at is None:
        return FactorStep.SCAN
    if active is not None:
        return FactorStep.ON
    return FactorStep.KEYS if has_keys else FactorStep.OFF


def _target(account: Account) -> Target:
    return Target("user", account.user.id, account.user.full_name)
