"""How long a workspace keeps its journal."""

from comunik_kit.audit import chains
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.audit.trimming import CHOICES
from comunik_kit.journal import repository
from comunik_kit.journal.errors import UnknownMonths
from comunik_kit.journal.views import Kept
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import InvalidInput
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.roles.permissions import Permission


class JournalKeeping:
    """Reads the setting, and sets it."""

    def __init__(self, *, db: Database, clock: Clock, keyring: Keyring) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring

    def kept(self, actor: Actor) -> Kept:
        """Tell how long the journal is kept, and how far its chain is."""
        actor.require(Permission.AUDIT_READ)
        may_manage = actor.may(Permission.SECURITY_MANAGE)
        with self._db.read() as s:
            chain = repository.chain(s, actor.workspace_id)
        if chain is None:
            return Kept(may_manage=may_manage)
        return Kept(chain.kept_months, chain.length - chain.removed, chain.removed, chain.head, may_manage)

    def keep(self, actor: Actor, *, months: str) -> Kept:
        """Keep the journal for so many months, or for ever with 0; what is older leaves by itself.

        Raises `JournalBroken` while the chain is: to go on would cover it up; `ProofNeeded` (SES-08).
        """
        actor.require(Permission.SECURITY_MANAGE)
        actor.require_recent()
        wanted = _read(months)
        with self._db.write() as s:
            chain = chains.hold(s, self._keyring, actor.workspace_id)
            if chain is not None and chain.kept_months != wanted:
                details = {"before": chain.kept_months, "after": wanted}
                chain.kept_months = wanted
                chains.write(s, self._keyring, chain)
                target = Target("workspace", actor.workspace_id)
                record(s, self._clock.now(), actor, AuditTag.JOURNAL_KEPT, target, details=details)
        return self.kept(actor)


def _read(months: str) -> int:
    found = {str(each): each for each in CHOICES}.get(months)
    if found is None:
        raise InvalidInput({"months": UnknownMonths()})
    return found
