"""The acts, grouped as one looks for them; an act of no group is among the others."""

from collections.abc import Mapping
from typing import Final

from comunik_kit.audit.tags import AuditTag as Tag

_OTHER: Final = "other"
_NAMED: Final[Mapping[str, tuple[Tag, ...]]] = {
    "access": (
        Tag.SIGNED_IN,
        Tag.SIGN_IN_FAILED,
        Tag.SIGNED_OUT,
        Tag.SESSIONS_ENDED,
        Tag.RESET_REQUESTED,
        Tag.RESET_SENT,
        Tag.PASSWORD_CHANGED,
        Tag.INITIAL_PASSWORD_GIVEN,
        Tag.ADDRESS_CHANGE_REQUESTED,
        Tag.ADDRESS_CHANGED,
        Tag.IDENTITY_LINKED,
        Tag.IDENTITY_UNLINKED,
    ),
    "people": (
        Tag.USER_CREATED,
        Tag.USER_UPDATED,
        Tag.USER_SUSPENDED,
        Tag.USER_RESTORED,
        Tag.USER_DELETED,
        Tag.USER_ANONYMISED,
        Tag.MODULES_SWITCHED,
        Tag.DEPARTMENT_CREATED,
        Tag.COMPANY_CREATED,
        Tag.VIEW_SAVED,
        Tag.VIEW_DELETED,
        Tag.BULK_STARTED,
        Tag.BULK_STOPPED,
    ),
    "roles": (Tag.ROLE_CHANGED, Tag.ROLE_CREATED, Tag.ROLE_UPDATED, Tag.ROLE_DELETED),
    "invitations": (
        Tag.INVITED,
        Tag.INVITATION_RESENT,
        Tag.INVITATION_REMINDED,
        Tag.INVITATION_CHANGED,
        Tag.INVITATION_READDRESSED,
        Tag.ADDRESS_CORRECTED,
        Tag.INVITATION_REVOKED,
        Tag.INVITATION_ACCEPTED,
        Tag.INVITATION_LINK_COPIED,
        Tag.INVITATION_LINK_REQUESTED,
        Tag.INVITATION_CARD_PRINTED,
        Tag.INVITATION_DEFAULTS_CHANGED,
    ),
    "exports": (
        Tag.USERS_EXPORTED,
        Tag.INVITATIONS_EXPORTED,
        Tag.USER_DATA_GIVEN,
        Tag.JOURNAL_EXPORTED,
        Tag.IMPORT_REFUSED_EXPORTED,
    ),
    "imports": (
        Tag.IMPORT_READ,
        Tag.IMPORT_JUDGED,
        Tag.IMPORT_STARTED,
        Tag.IMPORT_STOPPED,
        Tag.IMPORT_UNDONE,
        Tag.IMPORT_DROPPED,
    ),
    "mail": (
        Tag.MAIL_READ,
        Tag.MAIL_RETRIED,
        Tag.MAIL_DROPPED,
        Tag.MAIL_PAUSED,
        Tag.MAIL_RESUMED,
        Tag.MAIL_LIMITS_CHANGED,
        Tag.MAIL_SAMPLE_SENT,
        Tag.MAIL_SILENCED,
        Tag.MAIL_WANTED,
        Tag.ADDRESS_SUPPRESSED,
        Tag.ADDRESS_UNSUPPRESSED,
    ),
    "workspace": (
        Tag.WORKSPACE_CREATED,
        Tag.DOMAIN_CHANGED,
        Tag.DOMAIN_PROVEN,
        Tag.DOMAIN_PROOF_MISSING,
        Tag.DOMAIN_LOST,
        Tag.SIGN_IN_PROVIDER_ADDED,
        Tag.SIGN_IN_PROVIDER_CHANGED,
        Tag.SIGN_IN_PROVIDER_REMOVED,
        Tag.JOURNAL_KEPT,
        Tag.JOURNAL_TRIMMED,
    ),
}


def _others() -> tuple[Tag, ...]:
    grouped = {tag for tags in _NAMED.values() for tag in tags}
    return tuple(tag for tag in Tag if tag not in grouped)


GROUPS: Final[Mapping[str, tuple[Tag, ...]]] = {**_NAMED, **({_OTHER: _others()} if _others() else {})}
ACTS: Final = frozenset({*GROUPS, *(tag.value for tag in Tag)})
"""What may be asked for: a group, or one act."""


def acts_of(asked: str) -> tuple[str, ...]:
    """List the acts of a group, or the one that is named; none for any."""
    return tuple(tag.value for tag in GROUPS[asked]) if asked in GROUPS else ((asked,) if asked else ())
