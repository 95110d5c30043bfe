"""Founding a workspace: its domain, its roles, the first subscription and the first administrator."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import set_password
from comunik_kit.access.inputs import NewInstallation
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.ids import new_id
from comunik_kit.roles import repository as roles
from comunik_kit.roles.tables import Role
from comunik_kit.users import names
from comunik_kit.users.tables import User
from comunik_kit.workspaces.service import new_domain
from comunik_kit.workspaces.tables import Tier, Workspace
from comunik_kit.workspaces.views import PRODUCT

STANDARD_TIER = "Standard"


@dataclass(frozen=True, slots=True)
class Founding:
    """What the transaction needs besides the form."""

    hashed: str
    language: str
    now: datetime
    origin: Origin
    brand: str = PRODUCT
    modules: tuple[str, ...] = ()


def found(s: Session, form: NewInstallation, founding: Founding) -> Actor:
    """Make a workspace in the open transaction; its administrator, who is written down as having made it.

    Whoever calls has seen to it that the host is free.
    """
    now = founding.now
    workspace = _workspace(form, founding)
    s.add(workspace)
    s.flush()
    tier = Tier(
        id=new_id(now),
        workspace_id=workspace.id,
        name=STANDARD_TIER,
        modules=[*founding.modules],
        is_default=True,
    )
    s.add_all([new_domain(workspace.id, form.host, now), tier])
    role = roles.seed(s, workspace.id, now)["admin"]
    admin = _admin(form, workspace, role, tier, now)
    s.add(admin)
    s.flush()
    set_password(s, admin.id, founding.hashed, now)
    actor = acting(admin, role, founding.origin)
    record(s, now, actor, AuditTag.WORKSPACE_CREATED, Target("workspace", workspace.id, workspace.name))
    record(s, now, actor, AuditTag.USER_CREATED, Target("user", admin.id, admin.full_name))
    return actor


def _workspace(form: NewInstallation, founding: Founding) -> Workspace:
    return Workspace(
        id=new_id(founding.now),
        name=form.workspace,
        brand=founding.brand,
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
