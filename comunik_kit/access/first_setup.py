"""The first set-up: one link, one claim, one workspace with its first admin (AUT-10)."""

import hmac

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from comunik_kit.access.errors import AlreadySetUp, WrongSetupCode
from comunik_kit.access.founding import Founding, found
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.inputs import NewInstallation
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.views import SetupStatus, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.locale import language_or_default
from comunik_kit.workspaces.tables import Installation

_NO_ROW = "0" * 32


class FirstSetup:
    """Claiming a new installation. The code is derived from the server's key: only its console knows it."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        hasher: Hasher,
        sessions: Sessions,
        modules: tuple[str, ...],
    ) -> None:
        """Take the tools; `modules` are those of the first subscription."""
        self._modules = modules
        self._db, self._clock, self._keyring = db, clock, keyring
        self._hasher, self._sessions = hasher, sessions

    def code(self) -> str:
        """Give the code of the set-up link, for the console."""
        return self._keyring.link("setup", _NO_ROW, 1)

    def is_open(self) -> bool:
        """Tell whether nobody has claimed the installation yet."""
        with self._db.read() as s:
            return s.get(Installation, 1) is None

    def peek(self, code: str) -> SetupStatus:
        """Tell what a set-up link leads to."""
        if not self.is_open():
            return SetupStatus.CLAIMED
        return SetupStatus.OPEN if self._is_right(code) else SetupStatus.UNKNOWN

    def claim(
        self,
        code: str,
        *,
        workspace: str,
        name: str,
        email: str,
        password: str,
        domain: str,
        origin: Origin,
        language: str = "",
    ) -> StartedSession:
        """Make the workspace and sign its first admin in; once, whoever else tries at the same moment.

        Raises `WrongSetupCode`, `AlreadySetUp`, or `InvalidInput` by field.
        """
        self._require_right(
            code
        )  # before anything that costs: the code cannot be guessed, so no counter is needed
        form = NewInstallation.parse(
            workspace=workspace, name=name, email=email, password=password, domain=domain
        )
        hashed = self._hasher.hash(form.password)
        founding = Founding(
            hashed, language_or_default(language), self._clock.now(), origin, modules=self._modules
        )
        return self._found_once(form, founding)

    def _is_right(self, code: str) -> bool:
        return hmac.compare_digest(code.strip().encode(errors="replace"), self.code().encode())

    def _require_right(self, code: str) -> None:
        status = self.peek(code)
        if status is SetupStatus.CLAIMED:
            raise AlreadySetUp
        if status is SetupStatus.UNKNOWN:
            raise WrongSetupCode(field="code")

    def _found_once(self, form: NewInstallation, founding: Founding) -> StartedSession:
        try:
            with self._db.write() as s:
                return self._found(s, form, founding)
        except IntegrityError as error:
            if self.is_open():
                raise
            raise AlreadySetUp from error  # somebody else's row with the id 1 came first

    def _found(self, s: Session, form: NewInstallation, founding: Founding) -> StartedSession:
        if s.get(Installation, 1) is not None:
            raise AlreadySetUp
        admin = found(s, form, founding)
        s.add(Installation(id=1, workspace_id=admin.workspace_id, claimed_at=founding.now))
        s.flush()
        record(s, founding.now, admin, AuditTag.SIGNED_IN, Target("user", admin.user_id, admin.name))
        return self._sessions.start(s, admin.user_id, origin=founding.origin)
