"""Whose workspace a mailed link belongs to, before anything is shown of it."""

from collections.abc import Callable, Mapping

from sqlmodel import Session

from comunik_kit.access.address_change import ADDRESS_LINKS
from comunik_kit.access.link_sign_in import SIGN_IN_LINKS
from comunik_kit.access.recovery import RESETS
from comunik_kit.invitations import messages, repository
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.workspaces.hosts import Hosts, Place

Rows = Callable[[Session, str], object | None]

# What a link opens: the purpose its secret is derived for, and where its row is.
_KINDS: Mapping[str, tuple[str, Rows]] = {
    "invite": (messages.PURPOSE, repository.by_link),
    "reset": (RESETS.purpose, RESETS.by_id),
    "enter": (SIGN_IN_LINKS.purpose, SIGN_IN_LINKS.by_id),
    "address": (ADDRESS_LINKS.purpose, ADDRESS_LINKS.by_id),
}


class OpenedLinks:
    """Keeps the links of one workspace out of another's pages."""

    def __init__(self, *, db: Database, keyring: Keyring, hosts: Hosts) -> None:
        """Take the tools."""
        self._db, self._keyring, self._hosts = db, keyring, hosts

    def belongs(self, kind: str, secret: str, *, at: Place) -> bool:
        """Tell whether a link may be opened at a host; one that is nobody's may, and its page says what it is."""
        purpose, row = _KINDS[kind]
        link = self._keyring.read(purpose, secret)
        with self._db.read() as s:
            found = row(s, link.row_id) if link else None
            workspace_id = getattr(found, "workspace_id", "")
            return not workspace_id or self._hosts.welcomes(s, at, workspace_id)
