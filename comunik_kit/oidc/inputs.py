"""The form of a provider, and what a provider's answer brings along: parsed strictly."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from comunik_kit.kernel.errors import KitError, MissingValue, TooLong
from comunik_kit.oidc.errors import NeedsDomains
from comunik_kit.oidc.rules import LONGEST_ISSUER, parse_domains, parse_issuer
from comunik_kit.users.fields import Fields

NAME_LENGTH = 60
CLIENT_LENGTH = 255
SECRET_LENGTH = 512
DOMAINS_LENGTH = 900
_LONGEST_CODE = 4_000
_BOXES = ("is_on", "is_required", "asks_factor", "vouches")
FIELDS = (
    "provider",
    "version",
    "name",
    "issuer",
    "client_id",
    "client_secret",
    "domains",
    "newcomer_role",
    "newcomer_team",
    *_BOXES,
)


@dataclass(frozen=True, slots=True)
class ProviderForm:
    """A provider as its sheet says it. An empty `provider_id` is a new one; an empty secret leaves the one there is."""

    name: str
    issuer: str
    client_id: str
    client_secret: str = field(repr=False)
    domains: tuple[str, ...]
    provider_id: str = ""
    version: int = 0
    is_on: bool = True
    is_required: bool = False
    asks_factor: bool = False
    vouches: bool = False
    newcomer_role_id: str = ""
    newcomer_team_id: str = ""

    @classmethod
    def parse(cls, form: Mapping[str, object], *, local: bool) -> Self:
        """Read the form; raises `InvalidInput` with every wrong field. `local`: a provider on this machine will do."""
        fields = Fields(form, frozenset(FIELDS))
        provider_id = fields.id("provider")
        read = cls(
            name=fields.name("name", NAME_LENGTH, required=True),
            issuer=_issuer(fields, local=local),
            client_id=fields.text("client_id", CLIENT_LENGTH, required=True),
            client_secret=_secret(fields, form, required=not provider_id),
            domains=_domains(fields),
            provider_id=provider_id,
            version=fields.version("version") if provider_id else 0,
            **{name: bool(form.get(name)) for name in _BOXES},
            newcomer_role_id=fields.id("newcomer_role"),
            newcomer_team_id=fields.id("newcomer_team"),
        )
        if (read.is_required or read.vouches or read.newcomer_role_id) and not read.domains:
            fields.refuse("domains", NeedsDomains())
        fields.done()
        return read


def _issuer(fields: Fields, *, local: bool) -> str:
    text = fields.text("issuer", LONGEST_ISSUER, required=True)
    try:
        return parse_issuer(text, local=local) if text else ""
    except KitError as error:
        fields.refuse("issuer", error)
        return ""


def _secret(fields: Fields, form: Mapping[str, object], *, required: bool) -> str:
    """Read it to the letter, but for the blanks around that copying brings along."""
    value = form.get("client_secret", "")
    secret = value.strip() if isinstance(value, str) else ""
    if required and not secret:
        fields.refuse("client_secret", MissingValue())
    if len(secret) > SECRET_LENGTH or not secret.isprintable() or not secret.isascii():
        fields.refuse("client_secret", TooLong(max=SECRET_LENGTH))
    return secret


def _domains(fields: Fields) -> tuple[str, ...]:
    text = fields.prose("domains", DOMAINS_LENGTH)
    try:
        return parse_domains(text)
    except KitError as error:
        fields.refuse("domains", error)
        return ()


@dataclass(frozen=True, slots=True)
class Callback:
    """What the browser brings back from a provider; nothing of it is believed before its state is."""

    state: str = ""
    code: str = field(default="", repr=False)
    issuer: str = ""
    error: str = ""

    @classmethod
    def parse(cls, asked: Mapping[str, str]) -> Self:
        """Read the address; what is too long to be one is nothing."""
        named = {"state": "state", "code": "code", "issuer": "iss", "error": "error"}
        given = {name: asked.get(key, "") for name, key in named.items()}
        return cls(**{name: text if len(text) <= _LONGEST_CODE else "" for name, text in given.items()})
