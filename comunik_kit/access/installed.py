"""The workspaces of an installation, looked after from its console; no page reaches this.

Whoever can run a command there holds the key and the data already (docs/decisions/0011): nobody in a workspace acts,
and the journal says « console ».
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col

from comunik_kit.access import limits, mailed_links, notices
from comunik_kit.access.console import ORIGIN
from comunik_kit.access.errors import NotSetUp, SeveralWorkspaces, WorkspaceUnknown
from comunik_kit.access.founding import Founding, found
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.inputs import NewInstallation
from comunik_kit.access.tables import PasswordReset
from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database, announce_at_commit
from comunik_kit.kernel.fanout import Topic
from comunik_kit.kernel.folding import fold
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring, random_secret
from comunik_kit.locale import language_or_default
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository
from comunik_kit.workspaces.errors import HostTaken
from comunik_kit.workspaces.rules import link_base, served
from comunik_kit.workspaces.tables import Domain, Workspace

# With it come the rules of a password, which it keeps; nobody ever learns it.
_UNUSED_PREFIX = "Aa1!"


@dataclass(frozen=True, slots=True)
class InstalledWorkspace:
    """A workspace as the console lists it; `address` is where its people sign in."""

    id: str
    name: str
    host: str
    domain_state: str
    address: str
    people: int
    created_at: datetime
    suspended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Founded:
    """A new workspace; `link` chooses its administrator's first password, empty when one was given."""

    id: str
    address: str
    link: str = ""


class InstalledWorkspaces:
    """Makes, lists, suspends and resumes them."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        hasher: Hasher,
        public_url: str,
        modules: tuple[str, ...],
    ) -> None:
        """Take the tools; `modules` are those of a workspace's first subscription."""
        self._modules = modules
        self._db, self._clock, self._keyring = db, clock, keyring
        self._hasher, self._public_url = hasher, public_url

    def create(
        self, *, workspace: str, name: str, email: str, domain: str, password: str = "", language: str = ""
    ) -> Founded:
        """Make a workspace beside the first one; without a password its administrator gets a link to choose it.

        Raises `NotSetUp`, `HostTaken` or `InvalidInput`.
        """
        form = NewInstallation.parse(
            workspace=workspace,
            name=name,
            email=email,
            domain=domain,
            password=password or _UNUSED_PREFIX + random_secret(),
        )
        hashed = self._hasher.hash(form.password)
        spoken, now = language_or_default(language), self._clock.now()
        founding = Founding(hashed, spoken, now, ORIGIN, form.workspace, self._modules)
        try:
            with self._db.write() as s:
                return self._found(s, form, founding, with_link=not password)
        except IntegrityError as error:  # two took one host at the same moment
            raise HostTaken(field="domain") from error

    def all(self) -> list[InstalledWorkspace]:
        """List them, the first one first."""
        with self._db.read() as s:
            counts = {row[0]: row[1] for row in s.execute(_PEOPLE).all()}
            workspaces = repository.all_workspaces(s)
            return [self._line(s, each, counts.get(each.id, 0)) for each in workspaces]

    def named(self, name: str = "") -> InstalledWorkspace:
        """Find the one with this id, host or name; without a name the only one there is.

        Raises `NotSetUp`, `WorkspaceUnknown` or `SeveralWorkspaces`.
        """
        known = self.all()
        if not known:
            raise NotSetUp
        wanted = fold(name)
        found = [w for w in known if not wanted or wanted in {w.id, w.host, fold(w.name)}]
        if not found:
            raise WorkspaceUnknown(field="workspace")
        if len(found) > 1:
            raise SeveralWorkspaces(field="workspace")
        return found[0]

    def suspend(self, workspace_id: str) -> bool:
        """Let nobody in and nothing out until it is resumed; False when it is so already."""
        return self._set(workspace_id, self._clock.now(), AuditTag.WORKSPACE_SUSPENDED)

    def resume(self, workspace_id: str) -> bool:
        """Open it again, as it was; False when it is open."""
        return self._set(workspace_id, None, AuditTag.WORKSPACE_RESUMED)

    def _set(self, workspace_id: str, since: datetime | None, tag: AuditTag) -> bool:
        with self._db.write() as s:
            workspace = repository.lock_workspace(s, workspace_id)
            if (workspace.suspended_at is None) == (since is None):
                return False
            workspace.suspended_at = since
            s.add(workspace)
            announce_at_commit(s, workspace.id, Topic.RIGHTS)
            target, now = Target("workspace", workspace.id, workspace.name), self._clock.now()
            record(s, now, None, tag, target, workspace_id=workspace.id, origin=ORIGIN)
        return True

    def _found(self, s: Session, form: NewInstallation, founding: Founding, *, with_link: bool) -> Founded:
        if repository.first_workspace(s) is None:
            raise NotSetUp
        if repository.domain_named(s, form.host) is not None:
            raise HostTaken(field="domain")
        admin = found(s, form, founding)
        address = self._address(repository.domain_of(s, admin.workspace_id))
        link = f"{address}/reset/{self._link(s, admin, founding.now)}" if with_link else ""
        return Founded(admin.workspace_id, address, link)

    def _link(self, s: Session, admin: Actor, now: datetime) -> str:
        reset = PasswordReset(
            id=new_id(now),
            workspace_id=admin.workspace_id,
            user_id=admin.user_id,
            created_at=now,
            expires_at=now + limits.FIRST_LINK_LIVES,
        )
        s.add(reset)
        return self._keyring.link(notices.RESET_PURPOSE, reset.id, mailed_links.VERSION)

    def _line(self, s: Session, workspace: Workspace, people: int) -> InstalledWorkspace:
        domain = repository.domain_of(s, workspace.id)
        return InstalledWorkspace(
            id=workspace.id,
            name=workspace.name,
            host=domain.host if domain else "",
            domain_state=domain.state if domain else "",
            address=self._address(domain),
            people=people,
            created_at=workspace.created_at,
            suspended_at=workspace.suspended_at,
        )

    def _address(self, domain: Domain | None) -> str:
        return link_base(*served(domain), self._public_url)


_PEOPLE = (
    select(col(User.workspace_id), func.count())
    .where(col(User.status) != UserStatus.DELETED.value)
    .group_by(col(User.workspace_id))
)
