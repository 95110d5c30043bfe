"""The invitee's side: look at a link without touching it, then accept it once."""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import password_rules
from comunik_kit.access.credentials import set_password
from comunik_kit.access.hasher import Hasher
from comunik_kit.access.sessions import Sessions, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.invitations import issuing, links, messages, repository, rules, seen
from comunik_kit.invitations.errors import LinkIsForSomebodyElse, LinkRevoked
from comunik_kit.invitations.repository import Invitee
from comunik_kit.invitations.rules import LinkStatus
from comunik_kit.invitations.tables import Invitation
from comunik_kit.invitations.telling import Telling
from comunik_kit.invitations.views import Peek
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import Template
from comunik_kit.notices import writing
from comunik_kit.notices.rules import Kind
from comunik_kit.notices.writing import News
from comunik_kit.users.tables import User, UserStatus
from comunik_kit.workspaces import repository as workspaces


class Acceptance:
    """Turning a link into an account that works."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        hasher: Hasher,
        sessions: Sessions,
        telling: Telling,
    ) -> None:
        """Take the tools."""
        self._db, self._clock, self._keyring = db, clock, keyring
        self._hasher, self._sessions, self._telling = hasher, sessions, telling

    def peek(self, secret: str) -> Peek:
        """Tell what a link leads to. Changes nothing, however often it is asked (TOK-08)."""
        with self._db.read() as session:
            status, invitation = self._open(session, secret)
            if invitation is None:
                return Peek()
            return _peek(session, status, invitation)

    def accept(
        self, secret: str, *, invitation_id: str, password: str, confirmation: str, origin: Origin
    ) -> StartedSession:
        """Set the password and sign in; raise `InvalidInput` on the password, or what the link refuses."""
        with self._db.read() as session:
            shown = _peek(session, LinkStatus.OPEN, self._require_open(session, secret, invitation_id))
        if shown.status != LinkStatus.OPEN:
            raise LinkRevoked
        words = (shown.brand, shown.workspace, shown.invitee_name, shown.email)
        password_rules.check(password, confirmation=confirmation, context_words=words, preset=shown.preset)
        hashed = self._hasher.hash(password)
        with self._db.write() as session:
            invitation = self._require_open(session, secret, invitation_id)
            started = self._activate(session, invitation, hashed, origin)
        self._telling.accepted(invitation.workspace_id)
        return started

    def _activate(
        self, session: Session, invitation: Invitation, hashed: str, origin: Origin
    ) -> StartedSession:
        now = self._clock.now()
        if not repository.burn(session, invitation, now):
            is_current = _is_current(session, invitation)
            raise rules.REFUSALS[rules.status_of_link(invitation, is_current=is_current, now=now)]
        # Held only now: whoever ends an access takes the invitation first and the person after it.
        person = repository.invitee(session, invitation.workspace_id, invitation.user_id, hold=True)
        inviter = repository.invitee(session, invitation.workspace_id, invitation.invited_by)
        if person is None or person.user.suspended_at:
            raise LinkRevoked
        if not issuing.is_still_good(session, invitation, inviter, person):
            raise LinkRevoked
        person.user.activated_at = now
        if not invitation.by_card and not seen.readers(session, invitation):
            person.user.email_proven_at = now
        session.add(person.user)
        set_password(session, person.user.id, hashed, now)
        outbox.cancel(session, invitation.id, now=now)
        self._tell_inviter(session, inviter, person, invitation, now)
        record(
            session,
            now,
            as_actor(person.user, origin),
            AuditTag.INVITATION_ACCEPTED,
            Target("user", person.user.id, person.user.full_name),
        )
        return self._sessions.start(session, person.user.id, origin=origin)

    def _require_open(self, session: Session, secret: str, invitation_id: str) -> Invitation:
        status, invitation = self._open(session, secret)
        if invitation is None or status is not LinkStatus.OPEN:
            raise rules.REFUSALS[status]
        if invitation.id != invitation_id:
            raise LinkIsForSomebodyElse
        return invitation

    def _open(self, session: Session, secret: str) -> tuple[LinkStatus, Invitation | None]:
        return links.look(session, self._keyring, secret, self._clock.now())

    @staticmethod
    def _tell_inviter(
        session: Session, inviter: Invitee | None, person: Invitee, invitation: Invitation, now: datetime
    ) -> None:
        """Let the inviter know, in the app and by mail, unless they left or asked not to be told."""
        kind = Template.INVITATION_ACCEPTED
        if inviter is None or inviter.user.status != UserStatus.ACTIVE:
            return
        news = News(Kind.ACCEPTED, person.user.id, person.user.full_name, person.user.id)
        send_at = writing.show(session, now, news, inviter.user)
        if not repository.has_opted_out(session, inviter.user.id, kind):
            workspace = workspaces.workspace_of(session, invitation.workspace_id)
            key = f"accepted/{invitation.id}"
            messages.tell_inviter(session, kind, key, workspace, inviter, person, now, send_at=send_at)


def _peek(session: Session, status: LinkStatus, invitation: Invitation) -> Peek:
    """Show the person only to the holder of the open link; a dead one names the workspace alone."""
    brand = _brand(session, invitation)
    person = repository.invitee(session, invitation.workspace_id, invitation.user_id)
    if person is None or person.user.suspended_at is not None:
        return Peek(status=LinkStatus.REVOKED.value, **brand)
    if status is not LinkStatus.OPEN:
        return Peek(status=status.value, language=person.user.language, **brand)
    inviter = repository.invitee(session, invitation.workspace_id, invitation.invited_by)
    if inviter is None or not issuing.is_still_good(session, invitation, inviter, person):
        return Peek(status=LinkStatus.REVOKED.value, language=person.user.language, **brand)
    return Peek(
        status=status.value,
        invitation_id=invitation.id,
        inviter=inviter.user.full_name,
        invitee_name=person.user.full_name,
        email=invitation.email,
        role_key=person.role.key,
        role_name=person.role.name,
        language=person.user.language,
        expires_at=invitation.expires_at.isoformat(),
        words=invitation.words,
        starts_on=invitation.starts_on.isoformat() if invitation.starts_on else "",
        **brand,
    )


def _brand(session: Session, invitation: Invitation) -> dict[str, str]:
    workspace = workspaces.workspace_of(session, invitation.workspace_id)
    return {
        "workspace": workspace.name,
        "brand": workspace.brand,
        "accent": workspace.accent,
        "preset": workspace.sign_in_preset,
    }


def _is_current(session: Session, invitation: Invitation) -> bool:
    """Read anew what somebody changed meanwhile; tell whether the link is still the newest."""
    version = invitation.version
    session.refresh(invitation)
    return invitation.version == version


def as_actor(user: User, origin: Origin) -> Actor:
    """Let the journal name the invitee as the one who acted."""
    return Actor(
        user_id=user.id,
        workspace_id=user.workspace_id,
        session_id="",
        name=user.full_name,
        role_id=user.role_id,
        rank=0,
        permissions=frozenset(),
        ip=origin.ip,
        user_agent=origin.user_agent,
    )
