"""Signs and posts web hooks as Svix does for Resend, with events in the shapes that Resend documents."""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Protocol
from uuid import uuid4

SECRET = "whsec_" + base64.b64encode(b"a signing secret of 24 b").decode()
NEXT_SECRET = "whsec_" + base64.b64encode(b"the one that replaces it").decode()
PATH = "/webhooks/resend"
CLICKED_LINK = "https://equipe.exemple.fr/invite/a-secret-that-must-not-be-kept-anywhere-0123456789"


class Poster(Protocol):
    """Anything that posts: Starlette's `TestClient`, or an HTTP client with a base address."""

    def post(self, url: str, *, content: bytes, headers: dict[str, str]) -> Any:
        """Post bytes."""
        ...


@dataclass(slots=True)
class Svix:
    """Delivers events to one endpoint; `posted` keeps what went out, so that it can be sent again as it was."""

    client: Poster
    secrets: tuple[str, ...] = (SECRET,)
    posted: list[tuple[bytes, dict[str, str]]] = field(default_factory=list)

    def deliver(self, event: Any, *, name: str = "", age: float = 0) -> Any:
        """Post one event, signed so many seconds ago; give the answer."""
        body = event if isinstance(event, bytes) else json.dumps(event).encode()
        headers = signed(body, name=name, age=age, secrets=self.secrets)
        self.posted.append((body, headers))
        return self.client.post(PATH, content=body, headers=headers)

    def again(self, number: int = -1) -> Any:
        """Post what was posted before, byte for byte."""
        body, headers = self.posted[number]
        return self.client.post(PATH, content=body, headers=headers)


def signed(
    body: bytes, *, name: str = "", age: float = 0, secrets: tuple[str, ...] = (SECRET,)
) -> dict[str, str]:
    """Write the headers of a web hook: one signature for each secret."""
    name = name or f"msg_{uuid4().hex}"
    stamp = str(int(time.time() - age))
    content = b".".join([name.encode(), stamp.encode(), body])
    signatures = " ".join(f"v1,{signature(content, secret)}" for secret in secrets)
    return {
        "Content-Type": "application/json",
        "svix-id": name,
        "svix-timestamp": stamp,
        "svix-signature": signatures,
    }


def signature(content: bytes, secret: str = SECRET) -> str:
    """Sign bytes: base64 of HMAC-SHA256 under the secret's own bytes."""
    key = base64.b64decode(secret.removeprefix("whsec_"))
    return base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()


def event(kind: str, email_id: str, at: datetime | str, *, to: str = "ana@exemple.fr", **more: Any) -> Any:
    """Write an event as Resend does: `email.delivered` …; `more` goes into its data."""
    moment = at if isinstance(at, str) else at.astimezone(UTC).isoformat(timespec="milliseconds")
    data: Mapping[str, Any] = {
        "created_at": "2026-03-02T09:00:00.000000+00:00",
        "email_id": email_id,
        "from": "Comunik KIT <kit@exemple.fr>",
        "to": [to],
        "subject": "Vous êtes invité(e)",
        **_DETAILS.get(kind, {}),
        **more,
    }
    return {"type": kind, "created_at": moment.replace("+00:00", "Z"), "data": data}


def bounced(email_id: str, at: datetime, *, sort: str = "Permanent", **more: str) -> Any:
    """Write a bounce: `Permanent`, `Transient` or `Undetermined`."""
    bounce = {"type": sort, "subType": "General", "message": "The recipient's server refused it."}
    return event("email.bounced", email_id, at, bounce=bounce | more)


_DETAILS: dict[str, dict[str, Any]] = {
    "email.bounced": {
        "bounce": {"type": "Permanent", "subType": "General", "message": "smtp; 550 5.1.1 User unknown"}
    },
    "email.failed": {"failed": {"reason": "reached_daily_quota"}},
    "email.suppressed": {"suppressed": {"type": "OnAccountSuppressionList", "message": "It bounced before."}},
    "email.clicked": {
        "click": {
            "ipAddress": "203.0.113.9",
            "link": CLICKED_LINK,
            "timestamp": "2026-03-02T09:05:00.000Z",
            "userAgent": "Mozilla/5.0",
        }
    },
}
