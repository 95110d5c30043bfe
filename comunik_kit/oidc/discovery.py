"""What a provider says of itself, and the keys it signs with: read live, and kept for minutes in memory."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from comunik_kit.kernel.clock import Clock
from comunik_kit.oidc.errors import OidcUnavailable
from comunik_kit.oidc.fetching import Fetching
from comunik_kit.oidc.rules import is_askable
from comunik_kit.oidc.tables import OidcProvider

KEPT = timedelta(minutes=10)
WELL_KNOWN = "/.well-known/openid-configuration"
_MOST_KEPT = 1_000
# Signatures that a public key checks; nothing else is ever one (RFC 8725, section 3.1).
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519")
_METHODS = ("client_secret_basic", "client_secret_post")
_ENDPOINTS = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Kept = TypeVar("Kept")
Key = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class Metadata:
    """What of it is used; `says_issuer`: its answers name it (RFC 9207)."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    userinfo_endpoint: str
    auth_method: str
    algorithms: tuple[str, ...]
    says_issuer: bool
    has_pkce: bool


class _Shelf(Generic[Kept]):
    """Keeps what was read, for minutes; when there is too much of it, all of it goes."""

    def __init__(self) -> None:
        self._kept: dict[Key, tuple[datetime, Kept]] = {}

    def get(self, key: Key, now: datetime) -> Kept | None:
        found = self._kept.get(key)
        return found[1] if found and found[0] <= now < found[0] + KEPT else None

    def put(self, key: Key, now: datetime, value: Kept) -> Kept:
        if len(self._kept) >= _MOST_KEPT:
            self._kept.clear()
        self._kept[key] = (now, value)
        return value


class Discovery:
    """Reads it, of one provider of one workspace at a time."""

    def __init__(self, *, clock: Clock, fetching: Fetching) -> None:
        """Take the tools."""
        self._clock, self._fetching = clock, fetching
        self._metadata: _Shelf[Metadata] = _Shelf()
        self._keys: _Shelf[dict[str, Any]] = _Shelf()

    def of(self, provider: OidcProvider, *, fresh: bool = False) -> Metadata:
        """Tell how to speak with a provider; raises `OidcUnavailable`."""
        key, now = _key(provider), self._clock.now()
        kept = None if fresh else self._metadata.get(key, now)
        if kept is not None:
            return kept
        document = self._fetching.object_at(provider.issuer.removesuffix("/") + WELL_KNOWN)
        return self._metadata.put(key, now, read(provider.issuer, document, local=self._fetching.local))

    def keys(self, provider: OidcProvider, metadata: Metadata, *, fresh: bool = False) -> dict[str, Any]:
        """Give the provider's public keys; `fresh` once it signs with one that is not there.

        Raises `OidcUnavailable`.
        """
        key, now = _key(provider), self._clock.now()
        kept = None if fresh else self._keys.get(key, now)
        return (
            kept
            if kept is not None
            else self._keys.put(key, now, self._fetching.object_at(metadata.jwks_uri))
        )


def _key(provider: OidcProvider) -> Key:
    return provider.workspace_id, provider.id, provider.issuer


def read(issuer: str, document: Mapping[str, Any], *, local: bool) -> Metadata:
    """Read the document of an issuer; raises `OidcUnavailable` with what is wrong in it."""
    if document.get("issuer") != issuer:
        raise OidcUnavailable("issuer", str(document.get("issuer", ""))[:300])
    for name in _ENDPOINTS:
        if not is_askable(document.get(name), local=local):
            raise OidcUnavailable("endpoint", name)
    if "code" not in _listed(document, "response_types_supported", ("code",)):
        raise OidcUnavailable("no_code")
    signed = _listed(document, "id_token_signing_alg_values_supported", ("RS256",))
    algorithms = tuple(each for each in ALGORITHMS if each in signed)
    if not algorithms:
        raise OidcUnavailable("no_algorithm")
    told = document.get("userinfo_endpoint", "")
    return Metadata(
        issuer=issuer,
        authorization_endpoint=document["authorization_endpoint"],
        token_endpoint=document["token_endpoint"],
        jwks_uri=document["jwks_uri"],
        userinfo_endpoint=str(told) if is_askable(told, local=local) else "",
        auth_method=_auth_method(document),
        algorithms=algorithms,
        says_issuer=document.get("authorization_response_iss_parameter_supported") is True,
        has_pkce="S256" in _listed(document, "code_challenge_methods_supported", ()),
    )


def _auth_method(document: Mapping[str, Any]) -> str:
    offered = _listed(document, "token_endpoint_auth_methods_supported", _METHODS[:1])
    chosen = next((each for each in _METHODS if each in offered), None)
    if chosen is None:
        raise OidcUnavailable("no_auth_method")
    return chosen


def _listed(document: Mapping[str, Any], name: str, otherwise: tuple[str, ...]) -> tuple[str, ...]:
    found = document.get(name)
    return tuple(each for each in found if isinstance(each, str)) if isinstance(found, list) else otherwise
