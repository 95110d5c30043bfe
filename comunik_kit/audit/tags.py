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
    INVITATION_CHANGED = "invitation_changed"
    INVITATION_READDRESSED = "invitation_readdressed"
    INVITATION_REMINDED = "invitation_reminded"
    INVITATION_LINK_REQUESTED = "invitation_link_requested"
    INVITATION_CARD_PRINTED = "invitation_card_printed"
    ADDRESS_CORRECTED = "user_address_corrected"
    MAIL_READ = "mail_message_read"
    MAIL_SAMPLE_SENT = "mail_sample_sent"
    MAIL_SILENCED = "mail_kind_silenced"
    MAIL_WANTED = "mail_kind_wanted"
    ADDRESS_CHANGE_REQUESTED = "user_address_change_requested"
    ADDRESS_CHANGED = "user_address_changed"
    DOMAIN_CHANGED = "domain_changed"
