"""Browsers that are not asked for the second factor: a cookie derived from a row, which any of several acts takes away.

It is no session: whoever has it still needs the password.
"""

from datetime import datetime

from sqlmodel import Session

from comunik_kit.access import limits
from comunik_kit.access.tables import TrustedDevice
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.users.tables import User

_PURPOSE, _VERSION = "device", 1


def trust(s: Session, keyring: Keyring, user: User, origin: Origin, now: datetime) -> str:
    """Trust a browser in the open transaction; what its cookie holds."""
    device = TrustedDevice(
        id=new_id(now),
        workspace_id=user.workspace_id,
        user_id=user.id,
        user_agent=origin.user_agent[:300],
        created_at=now,
        expires_at=now + limits.TRUSTED_LIVES,
    )
    s.add(device)
    return keyring.link(_PURPOSE, device.id, _VERSION)


def is_trusted(s: Session, keyring: Keyring, user: User, cookie: str, now: datetime) -> bool:
    """Tell whether this person's second factor is not asked for in the browser with this cookie."""
    link = keyring.read(_PURPOSE, cookie)
    if link is None or not link.matches(_VERSION):
        return False
    device = s.get(TrustedDevice, link.row_id)
    return device is not None and device.user_id == user.id and device.expires_at > now
