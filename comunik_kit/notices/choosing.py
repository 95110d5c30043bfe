"""How one wants to be told: which kinds in the app, and the quiet hours in which no mail about them leaves."""

from sqlmodel import Session

from comunik_kit.audit.journal import Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.notices import repository
from comunik_kit.notices.rules import Kind, Quiet
from comunik_kit.notices.tables import NotificationChoice
from comunik_kit.notices.views import ChoicesView, KindChoice
from comunik_kit.roles.permissions import Permission
from comunik_kit.users import repository as people
from comunik_kit.workspaces import repository as workspaces


class NoticeChoices:
    """One's own choices."""

    def __init__(self, *, db: Database, clock: Clock) -> None:
        """Take the tools."""
        self._db, self._clock = db, clock

    def view(self, actor: Actor) -> ChoicesView:
        """Read them; kinds that never reach the actor are not offered."""
        with self._db.read() as s:
            user = people.user(s, actor.workspace_id, actor.user_id)
            if user is None:
                raise NotFound
            return _view(actor, repository.choice(s, actor.workspace_id, actor.user_id), user.time_zone)

    def choose(self, actor: Actor, *, kind: str, wanted: bool) -> None:
        """Show a kind in the app, or no longer. Raises `NotFound` for one that is not offered, `Forbidden`."""
        _check(actor)
        if kind not in _offered(actor):
            raise NotFound
        with self._db.write() as s:
            choice = _own(s, actor)
            if (kind not in choice.off) == wanted:
                return
            choice.off = sorted({*choice.off} ^ {kind})
            self._save(s, actor, choice)

    def keep_quiet(self, actor: Actor, *, hours: Quiet | None) -> None:
        """Set the quiet hours, or none."""
        _check(actor)
        with self._db.write() as s:
            choice = _own(s, actor)
            before = choice.quiet_from, choice.quiet_to
            choice.quiet_from, choice.quiet_to = (hours.since, hours.until) if hours else (None, None)
            if (choice.quiet_from, choice.quiet_to) != before:
                self._save(s, actor, choice)

    def _save(self, s: Session, actor: Actor, choice: NotificationChoice) -> None:
        s.add(choice)
        target, details = Target("user", actor.user_id, actor.name), {"fields": ["notices"]}
        record(s, self._clock.now(), actor, AuditTag.USER_UPDATED, target, details=details)


def _check(actor: Actor) -> None:
    if actor.is_held:
        raise Forbidden


def _own(s: Session, actor: Actor) -> NotificationChoice:
    """Find the actor's row, or begin one: two tabs that begin at once wait for each other."""
    workspaces.lock_workspace(s, actor.workspace_id)
    found = repository.choice(s, actor.workspace_id, actor.user_id)
    return found or NotificationChoice(user_id=actor.user_id, workspace_id=actor.workspace_id)


def _offered(actor: Actor) -> list[str]:
    invites = actor.may(Permission.USERS_INVITE) or actor.is_lead
    return [kind.value for kind in Kind if kind is not Kind.ACCEPTED or invites]


def _view(actor: Actor, choice: NotificationChoice | None, zone: str) -> ChoicesView:
    off = choice.off if choice else []
    kinds = [KindChoice(kind, kind not in off) for kind in _offered(actor)]
    if choice is None or choice.quiet_from is None or choice.quiet_to is None:
        return ChoicesView(kinds, time_zone=zone)
    return ChoicesView(
        kinds, quiet=True, since=_clock(choice.quiet_from), until=_clock(choice.quiet_to), time_zone=zone
    )


def _clock(minute: int) -> str:
    return "{:02}:{:02}".format(*divmod(minute, 60))
