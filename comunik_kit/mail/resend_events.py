"""Resend's web hooks: the signature, and what each event says of a message (resend.com/docs/webhooks).

A bounce is told when nobody tries again: Resend's carrier reports a transient one only after its retries failed, and
tells the delay before it by `email.delivery_delayed`. So it ends the message like any other; but only a permanent one
speaks against the address.
"""

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from comunik_kit.mail.delivery import RETURNED, Delivery
from comunik_kit.mail.reports import RESEND, Report

KINDS = {
    "email.sent": Delivery.SENT,
    "email.delivered": Delivery.DELIVERED,
    "email.delivery_delayed": Delivery.DELAYED,
    "email.complained": Delivery.COMPLAINED,
    "email.bounced": Delivery.BOUNCED,
    "email.opened": Delivery.OPENED,
    "email.clicked": Delivery.CLICKED,
    "email.failed": Delivery.FAILED,
    "email.suppressed": Delivery.SUPPRESSED,
}
# Where an event gives its reason. A click's own part names the link, which is a secret, and the person's address on
# the network: neither is read.
_REASONS = {
    "email.bounced": ("bounce", ("diagnosticCode", "message")),
    "email.failed": ("failed", ("reason",)),
    "email.suppressed": ("suppressed", ("message",)),
}
_NAME = re.compile(r"[!-~]{1,128}")


class BadSignature(Exception):
    """Nobody who knows our secret has signed this, or not in the last five minutes."""


class UnreadableEvent(Exception):
    """It is signed, and yet no event."""


def opened(body: bytes, headers: Mapping[str, str], secrets: tuple[str, ...]) -> Any:
    """Check a web hook against each of our secrets, and read it.

    Raises `BadSignature` or `UnreadableEvent`.
    """
    # Loaded here alone: the SDK's HTTP clients are 0.3 s of a start, for those who send through it.
    from resend.webhooks._webhooks import Webhooks  # noqa: PLC0415

    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        raise UnreadableEvent from error
    named = {name: headers.get(f"svix-{name}", "") for name in ("id", "timestamp", "signature")}
    for secret in secrets:
        try:
            return Webhooks.verify({"payload": text, "headers": named, "webhook_secret": secret})  # pyright: ignore[reportArgumentType]
        except RecursionError as error:  # signed, and nested beyond all measure
            raise UnreadableEvent from error
        except ValueError as error:
            if isinstance(error.__cause__, json.JSONDecodeError):
                raise UnreadableEvent from error
    raise BadSignature


def report_of(name: str, event: Any) -> Report | None:
    """Read what an event says of a message; None for one that speaks of something else.

    `name` is its `svix-id`. Raises `UnreadableEvent`.
    """
    if not isinstance(event, dict) or not _NAME.fullmatch(name):
        raise UnreadableEvent
    told = event.get("type")
    if not isinstance(told, str):
        raise UnreadableEvent
    if told not in KINDS:
        return None
    data = event.get("data")
    email_id = data.get("email_id") if isinstance(data, dict) else None
    if not isinstance(data, dict) or not isinstance(email_id, str) or not _NAME.fullmatch(email_id):
        raise UnreadableEvent
    return Report(
        id=name,
        source=RESEND,
        kind=_kind(told, data),
        provider_id=email_id,
        happened_at=_moment(event.get("created_at")),
        to_email=_recipient(data.get("to")),
        detail=_reason(told, data),
    )


def _kind(told: str, data: dict[str, Any]) -> str:
    if told == "email.bounced":
        bounce = data.get("bounce")
        sort = bounce.get("type") if isinstance(bounce, dict) else None
        if isinstance(sort, str) and sort.lower() != "permanent":
            return RETURNED
    return KINDS[told].value


def _reason(told: str, data: dict[str, Any]) -> str:
    place, names = _REASONS.get(told, ("", ()))
    part = data.get(place)
    words = [part.get(name) for name in names] if isinstance(part, dict) else []
    return " – ".join(word.strip() for word in words if isinstance(word, str) and word.strip())


def _recipient(to: Any) -> str:
    first = to[0] if isinstance(to, list) and to else to
    return first if isinstance(first, str) else ""


def _moment(text: Any) -> datetime:
    try:
        found = datetime.fromisoformat(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (TypeError, ValueError, OverflowError) as error:
        raise UnreadableEvent from error
