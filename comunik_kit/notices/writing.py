"""The way in: a notification is a row, and a mail, written in the transaction of the act that it tells of (REL-01)."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.table import insert
from comunik_kit.kernel.zones import zone_named
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.notices import repository
from comunik_kit.notices.rules import Kind, Quiet, leaves_at
from comunik_kit.notices.tables import Notification, NotificationChoice
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces

_TEMPLATES = {Kind.ASSIGNED: Template.ASSIGNED, Kind.MENTIONED: Template.MENTIONED}


@dataclass(frozen=True, slots=True)
class News:
    """What happened: the act's kind, who acted, and on what of which module."""

    kind: Kind
    actor_id: str
    actor_name: str
    subject_id: str
    module: str = ""
    title: str = ""


def tell(s: Session, now: datetime, news: News, reader: User, role: Role) -> bool:
    """Tell somebody in the app and by mail, each as far as they want it; True when anything was written.

    Nobody is told of what they did themselves, and whoever cannot sign in is told nothing.
    """
    if reader.id == news.actor_id or reader.status != UserStatus.ACTIVE:
        return False
    choice = repository.choice(s, reader.workspace_id, reader.id)
    shown = _show(s, now, news, reader, choice)
    mail = _message(s, now, news, reader, role, leaves_at(now, zone_named(reader.time_zone), _quiet(choice)))
    return outbox.enqueue(s, mail, now) is not None or shown


def show(s: Session, now: datetime, news: News, reader: User) -> datetime | None:
    """Tell somebody in the app alone, if they want it; answer when a mail about it may leave (None: at once)."""
    choice = repository.choice(s, reader.workspace_id, reader.id)
    _show(s, now, news, reader, choice)
    return leaves_at(now, zone_named(reader.time_zone), _quiet(choice))


def _show(s: Session, now: datetime, news: News, reader: User, choice: NotificationChoice | None) -> bool:
    if choice is not None and news.kind.value in choice.off:
        return False
    row = Notification.row(
        id=new_id(now),
        workspace_id=reader.workspace_id,
        user_id=reader.id,
        kind=news.kind.value,
        module=news.module,
        subject_id=news.subject_id,
        title=news.title,
        actor_id=news.actor_id,
        at=now,
    )
    insert(s, Notification, [row])
    return True


def _quiet(choice: NotificationChoice | None) -> Quiet | None:
    if choice is None or choice.quiet_from is None or choice.quiet_to is None:
        return None
    return Quiet(choice.quiet_from, choice.quiet_to)


def _message(
    s: Session, now: datetime, news: News, reader: User, role: Role, send_at: datetime | None
) -> NewMessage:
    """Say what the mail says: who, what and where; never the words of a note."""
    workspace = workspaces.workspace_of(s, reader.workspace_id)
    return NewMessage(
        workspace_id=workspace.id,
        template=_TEMPLATES[news.kind],
        dedupe_key=f"{news.kind}/{new_id(now)}",
        to_email=reader.email,
        to_name=reader.full_name,
        recipient_id=reader.id,
        recipient_rank=role.rank,
        language=reader.language,
        params={
            "workspace": workspace.name,
            "brand": workspace.brand,
            "accent": workspace.accent,
            "full_name": reader.full_name,
            "giver": news.actor_name,
            "item": news.title,
            "module": news.module,
            "path": f"/{news.module}/{news.subject_id}",
        },
        subject_id=news.actor_id,  # whose name it says, so that it is found when they are forgotten
        send_at=send_at,
    )
