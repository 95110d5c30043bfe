"""A second workspace in the same database: nothing of it may ever be seen or touched from the first (ACL-03)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from comunik_kit.kernel.clock import SystemClock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import MailState, OutboxMessage
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import Photo, User
from comunik_kit.workspaces.tables import Tier, Workspace


@dataclass(frozen=True)
class Neighbours:
    """What they have: an id of each kind."""

    ids: Mapping[str, str]


def move_in(db: Database) -> Neighbours:
    """Write the workspace « Elsewhere » down: Zoé, her role, tier and photo, and a message to her."""
    now = SystemClock().now()
    ids = {kind: new_id(now) for kind in ("workspace", "role", "tier", "user", "photo", "message")}
    home = ids["workspace"]
    with db.write() as s:
        s.add(Workspace(id=home, name="Elsewhere", brand="Elsewhere", created_at=now))
        s.flush()
        s.add(Role(id=ids["role"], workspace_id=home, key="", name="Rôle de Zoé", rank=1, permissions=[]))
        s.add(Tier(id=ids["tier"], workspace_id=home, name="Offre de Zoé", modules=[]))
        s.add(Photo(id=ids["photo"], workspace_id=home, uploaded_by=ids["user"], created_at=now))
        s.flush()
        s.add(_zoe(ids, now))
        s.add(_letter(ids, now))
    return Neighbours(ids)


def _zoe(ids: Mapping[str, str], now: datetime) -> User:
    email = "zoe@elsewhere.example"
    return User(
        id=ids["user"],
        workspace_id=ids["workspace"],
        full_name="Zoé Voisine",
        sort_name="voisine zoe",
        email=email,
        email_key=email,
        search_text=f"zoe voisine {email}",
        role_id=ids["role"],
        tier_id=ids["tier"],
        created_at=now,
        activated_at=now,
    )


def _letter(ids: Mapping[str, str], now: datetime) -> OutboxMessage:
    return OutboxMessage(
        id=ids["message"],
        workspace_id=ids["workspace"],
        template=Template.PASSWORD_CHANGED.value,
        dedupe_key="to zoe",
        to_email="zoe@elsewhere.example",
        to_name="Zoé Voisine",
        language="fr",
        state=MailState.SENT.value,
        next_at=now,
        created_at=now,
    )
