"""What the journal can say; names follow the OWASP logging vocabulary where it has one."""

from enum import StrEnum


class AuditTag(StrEnum):
    """The act of an audit entry."""

    WORKSPACE_CREATED = "workspace_created"
    SIGNED_IN = "authn_login_success"
    SIGN_IN_FAILED = "authn_login_fail"
    SIGNED_OUT = "session_ended"
    RESET_REQUESTED = "authn_password_reset_requested"
    PASSWORD_CHANGED = "authn_password_change"  # noqa: S105  - a name, not a password
    USER_CREATED = "user_created"
    USER_UPDATED = "user_updated"
    USER_DELETED = "user_deleted"
    ROLE_CHANGED = "privilege_permissions_changed"
    DEPARTMENT_CREATED = "department_created"
    COMPANY_CREATED = "company_created"
    INVITED = "invitation_sent"
    INVITATION_RESENT = "invitation_resent"
    INVITATION_REVOKED = "invitation_revoked"
    INVITATION_ACCEPTED = "invitation_accepted"
    INVITATION_LINK_COPIED = "invitation_link_copied"
    INVITATIONS_EXPORTED = "invitations_exported"
    MAIL_READ = "mail_message_read"
    DOMAIN_CHANGED = "domain_changed"
