"""What a browser sends of a passkey, taken apart; whether it is genuine is for `passkey_rules` to say (INP-01)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from comunik_kit.kernel.errors import InvalidInput, WrongType
from comunik_kit.users.fields import Fields, is_id

NAME_LENGTH = 60
_KEY = re.compile(r"[A-Za-z0-9_-]{1,1400}", re.ASCII)  # base 64 for addresses, as WebAuthn writes it
_TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})
_ALLOWED = frozenset({"ceremony", "credential", "name", "remember", "trust", "next"})


@dataclass(frozen=True, slots=True)
class KeyAnswer:
    """A browser's answer to a challenge, and what the page says beside it; `name` is read by `key_name`."""

    ceremony: str
    credential_id: str
    credential: Mapping[str, Any] = field(repr=False)
    transports: tuple[str, ...] = ()
    name: object = ""
    remember: bool = False
    trust: bool = False
    wanted: str = ""

    @classmethod
    def parse(cls, body: object) -> Self:
        """Read the body; raises `InvalidInput`."""
        if not isinstance(body, Mapping) or not body.keys() <= _ALLOWED:
            raise InvalidInput({"form": WrongType()})
        ceremony, credential, wanted = body.get("ceremony"), body.get("credential"), body.get("next", "")
        if not is_id(ceremony) or not isinstance(credential, Mapping) or not isinstance(wanted, str):
            raise InvalidInput({"form": WrongType()})
        key = credential.get("id")
        if not isinstance(key, str) or not _KEY.fullmatch(key):
            raise InvalidInput({"form": WrongType()})
        return cls(
            str(ceremony),
            key,
            credential,
            _transports(credential),
            name=body.get("name", ""),
            remember=body.get("remember") is True,
            trust=body.get("trust") is True,
            wanted=wanted,
        )


def key_name(text: object) -> str:
    """Read the name that somebody gives a passkey; raises `InvalidInput` (`name`)."""
    fields = Fields({"name": text}, frozenset({"name"}))
    name = fields.name("name", NAME_LENGTH, required=True)
    fields.done()
    return name


def _transports(credential: Mapping[str, Any]) -> tuple[str, ...]:
    """Keep the known ways to reach a key: hints for the browser, and no more."""
    response = credential.get("response")
    said = response.get("transports") if isinstance(response, Mapping) else None
    known = (
        {each for each in said if isinstance(each, str)} & _TRANSPORTS if isinstance(said, list) else set()
    )
    return tuple(sorted(known))
