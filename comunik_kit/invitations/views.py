"""The shapes that leave: what the screens show of invitations."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class InvitationRow:
    """One row of « Invités »; moments are ISO 8601 in UTC.

    `delivery` says in a word of `delivery.*` what became of its last message, `accepted` once it was accepted, or
    nothing where no message leaves; then since when, our reason and the carrier's own words.
    """

    id: str
    user_id: str
    full_name: str
    email: str
    initials: str
    photo_url: str
    role_key: str
    role_name: str
    state: str
    delivery: str
    issued_at: str
    inviter: str
    expires_at: str
    may_manage: bool
    send_at: str = ""
    by_card: bool = False
    link_requested_at: str = ""
    delivery_at: str = ""
    delivery_reason: str = ""
    delivery_detail: str = ""


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """A keyset page of invitations, newest first; cursors are empty at the ends."""

    rows: list[InvitationRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    total: int = 0


@dataclass(frozen=True, slots=True)
class Invited:
    """What an invitation did: to whom, by which channel its message leaves; `already` for a repeated request."""

    user_id: str
    invitation_id: str
    full_name: str
    email: str
    channel: str
    expires_at: str
    already: bool = False
    waits_for_domain: bool = False
    by_card: bool = False
    send_at: str = ""


@dataclass(frozen=True, slots=True)
class Pending:
    """The invitation of somebody who has not joined, for their record; without one `state` is empty.

    `has_left` when its message can no longer be changed; `may_manage` whether the reader may act on it.
    """

    state: str = ""
    inviter: str = ""
    email: str = ""
    issued_at: str = ""
    expires_at: str = ""
    days: int = 7
    words: str = ""
    starts_on: str = ""
    leaves: str = "now"
    send_at: str = ""
    has_left: bool = False
    next_reminder_at: str = ""
    reminders_sent: int = 0
    link_requested_at: str = ""
    may_manage: bool = False


@dataclass(frozen=True, slots=True)
class Revised:
    """What changing an invitation did; `needs_resending` when a message that has left says something else."""

    full_name: str
    needs_resending: bool


@dataclass(frozen=True, slots=True)
class Card:
    """An invitation to hand over on paper. It holds a live link, so it never stands in a state nor in a log."""

    workspace: str
    brand: str
    accent: str
    full_name: str
    inviter: str
    language: str
    time_zone: str
    expires_at: str
    address: str
    words: str
    starts_on: str
    link: str = field(repr=False)
    code: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Peek:
    """What the welcome page may know before the password: read without changing anything."""

    status: str = "unknown"
    invitation_id: str = ""
    workspace: str = ""
    brand: str = ""
    accent: str = ""
    preset: str = ""
    inviter: str = ""
    invitee_name: str = ""
    email: str = ""
    role_key: str = ""
    role_name: str = ""
    language: str = ""
    expires_at: str = ""
    words: str = ""
    starts_on: str = ""
