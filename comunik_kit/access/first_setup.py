"""The first set-up: one link, one claim, one workspace with its first admin (AUT-10)."""

import hmac
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import set_password
from comunik_kit.access.errors import AlreadySetUp, WrongSetupCode
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.inputs import NewInstallation
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.views import SetupStatus, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.locale import language_or_default
from comunik_kit.roles import repository as roles
from comunik_kit.roles.tables import Role
from comunik_kit.users import names
from comunik_kit.users.tables import User
from comunik_kit.workspaces.service import new_domain
from comunik_kit.workspaces.tables import Installation, Tier, Workspace
from comunik_kit.workspaces.views import PRODUCT

STANDARD_TIER = "Standard"
# Their registry stands to the right of this domain; a test compares the two.
MODULES = ("calls", "tickets", "leads", "offers", "discussions")
_NO_ROW = "0" * 32


@dataclass(frozen=True, slots=True)
class _Founding:
    """What the transaction needs besides the form."""

    hashed: str
    language: str
    now: datetime
    origin: Origin


class FirstSetup:
    """Claiming a new installation. The code is derived from the server's key: only its console knows it."""

    def __init__(
        self, *, db: Database, clock: Clock, keyring: Keyring, hasher: Hasher, sessions: Sessions
    ) -> None:
        """Take the tools."""
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
        return self._found_once(
            form, _Founding(hashed, language_or_default(language), self._clock.now(), origin)
        )

    def _is_right(self, code: str) -> bool:
        return hmac.compare_digest(code.strip().encode(errors="replace"), self.code().encode())

    def _require_right(self, code: str) -> None:
        status = self.peek(code)
        if status is SetupStatus.CLAIMED:
            raise AlreadySetUp
        if status is SetupStatus.UNKNOWN:
            raise WrongSetupCode(field="code")

    def _found_once(self, form: NewInstallation, founding: _Founding) -> StartedSession:
        try:
            with self._db.write() as s:
                return self._found(s, form, founding)
        except IntegrityError as error:
            if self.is_open():
                raise
            raise AlreadySetUp from error  # somebody else's row with the id 1 came first

    def _found(self, s: Session, form: NewInstallation, founding: _Founding) -> StartedSession:
        if s.get(Installation, 1) is not None:
            raise AlreadySetUp
        now = founding.now
        workspace = _workspace(form, founding)
        s.add(workspace)
        s.flush()
        s.add(Installation(id=1, workspace_id=workspace.id, claimed_at=now))
        s.flush()
        tier = Tier(id=new_id(now), workspace_id=workspace.id, name=STANDARD_TIER, modules=[*MODULES])
        s.add_all([new_domain(workspace.id, form.host, now), tier])
        admin_role = roles.seed(s, workspace.id, now)["admin"]
        admin = _admin(form, workspace, admin_role, tier, now)
        s.add(admin)
        s.flush()
        set_password(s, admin.id, founding.hashed, now)
        _write_down(s, workspace, admin, admin_role, founding)
        return self._sessions.start(s, admin.id, origin=founding.origin)


def _workspace(form: NewInstallation, founding: _Founding) -> Workspace:
    return Workspace(
        id=new_id(founding.now),
        name=form.workspace,
        brand=PRODUCT,
        language=founding.language,
        created_at=founding.now,
    )


def _admin(form: NewInstallation, workspace: Workspace, role: Role, tier: Tier, now: datetime) -> User:
    return User(
        id=new_id(now),
        workspace_id=workspace.id,
        full_name=form.name,
        sort_name=names.sort_name(form.name),
        email=form.email.display,
        email_key=form.email.key,
        search_text=names.search_text(form.name, form.email),
        role_id=role.id,
        tier_id=tier.id,
        language=workspace.language,
        time_zone=workspace.time_zone,
        created_at=now,
        activated_at=now,
    )


def _write_down(s: Session, workspace: Workspace, admin: User, role: Role, founding: _Founding) -> None:
    actor = acting(admin, role, founding.origin)
    for tag, target in (
        (AuditTag.WORKSPACE_CREATED, Target("workspace", workspace.id, workspace.name)),
        (AuditTag.USER_CREATED, Target("user", admin.id, admin.full_name)),
        (AuditTag.SIGNED_IN, Target("user", admin.id, admin.full_name)),
    ):
        record(s, founding.now, actor, tag, target)
