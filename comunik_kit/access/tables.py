"""Credentials, second factors, sessions, reset requests and throttle counters. No table of people's details."""

from datetime import datetime

from sqlalchemy import JSON, BigInteger, Column, Index, UniqueConstraint
from sqlmodel import Field

from comunik_kit.kernel.table import Table


class Credential(Table, table=True):
    """A person's password hash. `initial_until` is set while it is an admin's initial secret (AUT-11)."""

    __tablename__ = "credentials"

    user_id: str = Field(primary_key=True, foreign_key="users.id", max_length=32)
    password_hash: str = Field(max_length=100)
    changed_at: datetime
    initial_until: datetime | None = None


class StagedPassword(Table, table=True):
    """The hash of an initial password typed by an admin, waiting some minutes for its person to be created."""

    __tablename__ = "staged_passwords"

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    staged_by: str = Field(max_length=32)
    password_hash: str = Field(max_length=100)
    expires_at: datetime


class UserSession(Table, table=True):
    """A signed-in browser; `secret_digest` is the digest of its cookie (SES-01).

    `proven_at`: when its person last gave password or factor (SES-08).
    """

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    secret_digest: str = Field(unique=True, max_length=64)
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    ended_at: datetime | None = None
    proven_at: datetime | None = None
    ip: str = Field(default="", max_length=45)
    user_agent: str = Field(default="", max_length=300)


class MailedLink(Table):
    """A request that a link leaves for by mail; the link is derived from the row, so it is not here."""

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None
    cancelled_at: datetime | None = None


class PasswordReset(MailedLink, table=True):
    """A request for a new password."""

    __tablename__ = "password_resets"
    __table_args__ = (Index("ix_password_resets_user_id", "user_id"),)


class SignInLink(MailedLink, table=True):
    """A request for a link that signs in."""

    __tablename__ = "sign_in_links"
    __table_args__ = (Index("ix_sign_in_links_user_id", "user_id"),)


class KnownDevice(Table, table=True):
    """A browser that a person has signed in with before; `fingerprint` digests what it says of itself (LOG-05)."""

    __tablename__ = "known_devices"
    __table_args__ = (UniqueConstraint("user_id", "fingerprint"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    fingerprint: str = Field(max_length=64)
    first_seen_at: datetime
    last_seen_at: datetime


class AddressChange(MailedLink, table=True):
    """A person's wish to sign in with another address; it counts once the new address has confirmed it (INV-13)."""

    __tablename__ = "address_changes"
    __table_args__ = (Index("ix_address_changes_user_id", "user_id"),)

    email: str = Field(max_length=254)
    email_key: str = Field(max_length=254)
    requested_by: str = Field(max_length=32)


class TotpFactor(Table, table=True):
    """An authenticator app. It counts from `active_at` on; `last_step` is the last time step it was used for (MFA-01).

    The seed is encrypted with a key that is not in the database (MFA-04).
    """

    __tablename__ = "totp_factors"
    __table_args__ = (Index("ix_totp_factors_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    sealed_seed: str = Field(max_length=200)
    last_step: int = 0
    created_at: datetime
    confirmed_at: datetime | None = None
    active_at: datetime | None = None


class RecoveryCode(Table, table=True):
    """A code for whoever has lost their factor; shown until its person says that they kept it (MFA-06)."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    digest: str = Field(unique=True, max_length=64)
    created_at: datetime
    kept_at: datetime | None = None
    used_at: datetime | None = None


class Passkey(Table, table=True):
    """A passkey: its public half. It is good at one host alone, `rp_id`, the one where it was made.

    `sign_count` is unsigned and has 32 bits; many keys always say 0.
    """

    __tablename__ = "passkeys"
    __table_args__ = (UniqueConstraint("rp_id", "credential_id"), Index("ix_passkeys_user_id", "user_id"))

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    rp_id: str = Field(max_length=253)
    credential_id: str = Field(max_length=1400)
    public_key: str = Field(max_length=2000)
    sign_count: int = Field(default=0, sa_column=Column(BigInteger, nullable=False))
    transports: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    name: str = Field(max_length=60)
    created_at: datetime
    last_used_at: datetime | None = None


class PasskeyCeremony(Table, table=True):
    """A challenge that a passkey is to sign, once and within minutes; it is derived from the row, so it is not here.

    `bound_to` digests what the asker holds: their session, their second step, or their browser's cookie.
    """

    __tablename__ = "passkey_ceremonies"
    __table_args__ = (Index("ix_passkey_ceremonies_expires_at", "expires_at"),)

    id: str = Field(primary_key=True, max_length=32)
    rp_id: str = Field(max_length=253)
    bound_to: str = Field(max_length=64)
    expires_at: datetime
    used_at: datetime | None = None


class PendingSignIn(Table, table=True):
    """The password was right and the second factor is awaited: some minutes in which nothing else is open (MFA-07).

    `provider` names who stood for them in place of a password, if somebody did.
    """

    __tablename__ = "pending_sign_ins"
    __table_args__ = (Index("ix_pending_sign_ins_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    secret_digest: str = Field(unique=True, max_length=64)
    remember: bool = False
    provider: str = Field(default="", max_length=60)
    created_at: datetime
    expires_at: datetime
    used_at: datetime | None = None


class TrustedDevice(Table, table=True):
    """A browser that is not asked for the second factor until `expires_at`; its cookie is derived, not stored."""

    __tablename__ = "trusted_devices"
    __table_args__ = (Index("ix_trusted_devices_user_id", "user_id"),)

    id: str = Field(primary_key=True, max_length=32)
    workspace_id: str = Field(foreign_key="workspaces.id", max_length=32)
    user_id: str = Field(foreign_key="users.id", max_length=32)
    user_agent: str = Field(default="", max_length=300)
    created_at: datetime
    expires_at: datetime


class ThrottleWindow(Table, table=True):
    """How often something was tried in one window; the bucket is a digest, never an address in clear."""

    __tablename__ = "throttle_windows"

    bucket: str = Field(primary_key=True, max_length=64)
    started_at: datetime
    hits: int
