"""« E-mails » over a workspace with mail in every state, for who manages it, who only reads it, and others."""

from dataclasses import dataclass

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.ids import new_id
from comunik_kit.mail.tables import MailChannel, Suppression
from comunik_kit.roles.permissions import Permission
from comunik_kit.roles.tables import Role
from tests.mail.filled import fill
from tests.mail.ground import Post
from tests.support.cast import Cast
from tests.support.events import Tab


@dataclass(frozen=True)
class Office:
    """The cast, their outbox, and the tabs they open."""

    cast: Cast

    @property
    def post(self) -> Post:
        """The outbox, to look at and to fill."""
        return Post(self.cast.kit.db, self.cast.kit.clock, self.cast.workspace_id)

    def fill(self, count: int = 1, **changes: object) -> list[str]:
        """Put so many rows into the outbox; their ids, oldest first."""
        return fill(self.post, count, **changes)

    def block(self, address: str, *, reason: str = "bounced", message_id: str = "") -> str:
        """Put an address on the list, as a bounce does; the row's id."""
        now = self.cast.kit.clock.now()
        row = Suppression(
            id=new_id(now),
            workspace_id=self.cast.workspace_id,
            email_key=address,
            reason=reason,
            message_id=message_id,
            created_at=now,
        )
        with self.cast.kit.db.write() as session:
            session.add(row)
            return row.id

    def channel(self) -> MailChannel:
        """Look at the channel's row; a fresh one when nothing was ever said about it."""
        with self.cast.kit.db.read() as session:
            return session.get(MailChannel, "local") or MailChannel(name="local")

    def tab(self, secret: str = "") -> Tab:
        """Open a tab of somebody signed in: Olga, the admin, unless told otherwise."""
        name = session_cookie_name(self.cast.kit.settings)
        return Tab({name: secret or self.cast.admin_secret})

    def reader(self) -> str:
        """Bring in somebody who may read mail and change nothing about it; their cookie."""
        with self.cast.kit.db.write() as session:
            role = session.get_one(Role, self.cast.roles["manager"])
            role.permissions = [*role.permissions, Permission.MAIL_READ.value]
            session.add(role)
        return self.cast.join("Rita Lecture", "manager")[1]

    def other(self) -> str:
        """Bring in somebody who may not even read mail; their cookie."""
        return self.cast.join("Sami Diallo", "supervisor")[1]


@pytest.fixture
def office(cast: Cast) -> Office:
    """Lend a workspace whose mail is looked after."""
    return Office(cast)
