"""The port through which a message leaves, and the ways it can fail (security row REL-03)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Protocol


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message as bytes would say it. The address it comes from belongs to the sender.

    `reply_to` is an address, empty for the sender's own.

    `html` and `text` carry the link's secret: neither is ever written down or logged. `unsubscribe` is the address
    that ends messages of this kind with one post (RFC 8058); empty for those that cannot be switched off.
    """

    from_name: str
    to_email: str
    to_name: str
    subject: str
    html: str = field(repr=False)
    text: str = field(repr=False)
    written_at: datetime
    reply_to: str = ""
    unsubscribe: str = field(default="", repr=False)

    @property
    def list_headers(self) -> dict[str, str]:
        """Give the headers that let a mail program switch the messages off; RFC 8058 wants https."""
        if not self.unsubscribe.startswith("https://"):
            return {}
        return {
            "List-Unsubscribe": f"<{self.unsubscribe}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }


@dataclass(frozen=True, slots=True)
class Sent:
    """The proof that a message left: the name its carrier gave it."""

    provider_id: str


class DeliveryFailure(Exception):
    """A message did not leave, or nobody can tell.

    `code` is a word of the catalogue (`mail.failure.<code>`).
    """

    code: ClassVar[str] = "unexpected"

    def __init__(self, detail: str = "") -> None:
        """Keep what the other side said, for the person who repairs it."""
        super().__init__(detail)
        self.detail = detail


class Retry(DeliveryFailure):
    """A passing trouble: time-out, broken connection, a server's own error. Nobody knows whether it left."""

    code: ClassVar[str] = "retry"


class Unreachable(Retry):
    """A passing trouble before anything was handed over: it surely did not leave."""

    code: ClassVar[str] = "unreachable"


class Busy(DeliveryFailure):
    """The carrier asks to wait so many seconds; that is no failed attempt."""

    code: ClassVar[str] = "busy"

    def __init__(self, seconds: float, detail: str = "") -> None:
        """Keep how long to wait."""
        super().__init__(detail)
        self.seconds = seconds


class InProgress(Busy):
    """The carrier is still at work on this very message: ask again shortly."""

    code: ClassVar[str] = "in_progress"


class ChannelPaused(Busy):
    """A quota is used up: nothing leaves for so many seconds."""

    code: ClassVar[str] = "quota"


class Misconfigured(DeliveryFailure):
    """The carrier refuses us, not the message: wrong key or password, sending address not allowed."""

    code: ClassVar[str] = "misconfigured"


class Rejected(DeliveryFailure):
    """The carrier refuses this message for good."""

    code: ClassVar[str] = "rejected"


class NoBatches(DeliveryFailure):
    """The carrier takes no batch here: nothing was taken, messages go one by one."""

    code: ClassVar[str] = "no_batches"


class KeyReused(DeliveryFailure):
    """The carrier knows the key with other content: it may have been sent, a person must decide."""

    code: ClassVar[str] = "key_reused"


def bare_address(text: str) -> str:
    """Take the address out of `Name <address>`: the name before it is always the workspace's brand."""
    return text.rpartition("<")[2].rstrip("> ").strip()


@dataclass(frozen=True, slots=True)
class Parcel:
    """A message and its own key, as one of a batch."""

    message: Rendered
    key: str


Answer = Sent | DeliveryFailure
"""What became of one message of a batch."""


class Sender(Protocol):
    """A carrier.

    `channel` is its name on the screens; `batch` is the most messages that one hand-over takes. `requests` is how many
    hand-overs a second to begin with, None for as many as it can. `at_once` hand-overs of single messages may be under
    way together.
    """

    channel: str
    address: str
    batch: int
    requests: float | None
    at_once: int

    @property
    def limit(self) -> float | None:
        """Tell how many hand-overs a second the carrier's latest answer allows."""
        ...

    def send(self, message: Rendered, key: str) -> Sent:
        """Hand one message over under its key, or raise a `DeliveryFailure`."""
        ...

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Hand a batch over under one key; each message's answer in its place.

        Raises a `DeliveryFailure` that is the answer for all of them.
        """
        ...

    def held(self) -> AbstractContextManager[None]:
        """Keep open what one message leaves open for the next, until the block ends."""
        ...


class OneByOne:
    """A carrier that takes single messages, as many a second as it can."""

    batch = 1
    requests: float | None = None
    at_once = 1

    @property
    def limit(self) -> float | None:
        """Know of no limit."""
        return None

    def send(self, message: Rendered, key: str) -> Sent:
        """Hand one message over under its key, or raise a `DeliveryFailure`."""
        raise NotImplementedError

    def send_many(self, parcels: Sequence[Parcel], key: str) -> list[Answer]:
        """Hand over one after the other, each under its own key; one that fails is no matter of the others."""
        del key
        return [self._answer(parcel) for parcel in parcels]

    def held(self) -> AbstractContextManager[None]:
        """Leave nothing open."""
        return nullcontext()

    def _answer(self, parcel: Parcel) -> Answer:
        try:
            return self.send(parcel.message, parcel.key)
        except DeliveryFailure as failure:
            return failure
