"""The shapes that leave: what the screen « E-mails » shows.

Moments are ISO 8601 in UTC, empty when there is none.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailRow:
    """One message in the list.

    `state` is a word of `mail.state.*`, `reason` one of `mail.failure.*` or empty.
    """

    id: str
    to_name: str
    to_email: str
    subject: str
    state: str
    reason: str
    channel: str
    created_at: str
    sent_at: str


@dataclass(frozen=True, slots=True)
class MailPage:
    """A keyset page, newest first.

    `channel` is the configured carrier and `trouble` why its messages wait, if they do.
    """

    rows: list[MailRow] = field(default_factory=list)
    before: str = ""
    after: str = ""
    first: int = 0
    last: int = 0
    total: int = 0
    channel: str = ""
    address: str = ""
    trouble: str = ""
    waits_for_domain: bool = False


@dataclass(frozen=True, slots=True)
class MailView:
    """One message as the person sees it.

    `link` is empty unless this reader may see it; `masked` says that one is hidden.
    """

    id: str = ""
    to_name: str = ""
    to_email: str = ""
    subject: str = ""
    html: str = ""
    text: str = ""
    state: str = ""
    reason: str = ""
    detail: str = ""
    channel: str = ""
    created_at: str = ""
    sent_at: str = ""
    link: str = ""
    masked: bool = False
