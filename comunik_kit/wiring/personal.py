"""What is one person's: what is kept about them, told to them, forgotten with them, and what they are told."""

from typing import Any

from comunik_kit.access import personal as of_access
from comunik_kit.audit import personal as of_audit
from comunik_kit.bulk import personal as of_bulk
from comunik_kit.importing import personal as of_importing
from comunik_kit.invitations import personal as of_invitations
from comunik_kit.mail import personal as of_mail
from comunik_kit.modules import personal as of_modules
from comunik_kit.notices import personal as of_notices
from comunik_kit.notices.choosing import NoticeChoices
from comunik_kit.notices.service import Notices
from comunik_kit.notices.sweeping import Sweeping
from comunik_kit.oidc import personal as of_oidc
from comunik_kit.users.erasure import Erasure
from comunik_kit.users.personal_data import PersonalData
from comunik_kit.users.photos import Photos
from comunik_kit.wiring.ground import Ground

_TOLD = {
    "sessions": of_access.tell,
    "identities": of_oidc.tell,
    "invitations": of_invitations.tell,
    "messages": of_mail.tell,
    "activity": of_modules.tell,
    "notifications": of_notices.tell,
    "journal": of_audit.tell,
}
_ADDRESSES = (of_invitations.addresses, of_mail.addresses)
# Invitations before mail: whose messages they are is found by what mail empties.
_FORGOTTEN = (
    of_invitations.forget,
    of_mail.forget,
    of_access.forget,
    of_oidc.forget,
    of_notices.forget,
    of_bulk.forget,
    of_importing.forget,
    of_audit.forget,
)


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    return {
        "personal_data": PersonalData(db=on.db, clock=on.clock, parts=_TOLD, open_photo=_photos(on).open),
        "erasure": erasure(on),
        "notices": Notices(db=on.db, clock=on.clock, announce=on.fanout.announce),
        "notice_choices": NoticeChoices(db=on.db, clock=on.clock),
    }


def sweeping(on: Ground) -> Sweeping:
    """Make what lets old notifications go; also one of the chores."""
    return Sweeping(db=on.db, clock=on.clock)


def erasure(on: Ground) -> Erasure:
    """Make what forgets; also one of the chores."""
    return Erasure(db=on.db, clock=on.clock, addresses=_ADDRESSES, forget=_FORGOTTEN, photos=_photos(on))


def _photos(on: Ground) -> Photos:
    return Photos(db=on.db, clock=on.clock, folder=on.settings.data_dir / "photos")
