"""The shapes that leave: what the screen « E-mails » shows, and the body that only its route hands out.

Moments are ISO 8601 in UTC, empty when there is none.
"""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class MailRow:
    """One message in the list.

    `state` is a word of `delivery.*` and `since` its moment; in trouble `reason` is one of `mail.failure.*` or empty,
    `detail` what the carrier itself said.
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
    detail: str = ""
    since: str = ""


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
    """What there is to say about one message, without a word of its body: this may stand in a page's state.

    `masked` says that the body has a link which this reader may not see.
    """

    id: str = ""
    to_name: str = ""
    to_email: str = ""
    subject: str = ""
    state: str = ""
    reason: str = ""
    detail: str = ""
    channel: str = ""
    created_at: str = ""
    sent_at: str = ""
    since: str = ""
    masked: bool = False


@dataclass(frozen=True, slots=True)
class MailBody:
    """One message as the person sees it. It may hold a live link, so it never stands in a state nor in a log.

    `link` is empty unless this reader may see it.
    """

    html: str = field(repr=False)
    text: str = field(repr=False)
    link: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """What became of a message: a word of `delivery.*` and since when.

    In trouble also why: `reason` is a key of `mail.failure.*` or empty, `detail` what the carrier itself said.
    """

    word: str = ""
    at: str = ""
    reason: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a message: a key of `timeline.step.*`, the first time and how often, a key of `delivery.source.*`."""

    kind: str
    at: str
    source: str = ""
    detail: str = ""
    times: int = 1


@dataclass(frozen=True, slots=True)
class Story:
    """A message with its steps, oldest first."""

    id: str
    subject: str
    line: DeliveryLine
    steps: list[Step] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class TimelinePage:
    """The messages to one person, newest first; cursors are message ids, empty at the ends."""

    stories: list[Story] = field(default_factory=list)
    before: str = ""
    after: str = ""
