"""Pure decisions: how issuers and mail domains are written, and which claims are believed (AUT-13)."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import SplitResult, urlsplit

from comunik_kit.kernel import email_address
from comunik_kit.kernel.errors import KitError
from comunik_kit.oidc.errors import BadIssuer, BadMailDomain, OidcUnproven
from comunik_kit.workspaces.errors import InvalidHost
from comunik_kit.workspaces.hosts import LOOPBACK
from comunik_kit.workspaces.rules import parse_host

LONGEST_ISSUER = 300
LONGEST_ADDRESS = 2000
LONGEST_SUBJECT = 255
LONGEST_NAME = 400
MOST_DOMAINS = 20
_FAR = 10**12  # seconds; no token is made or ends beyond
LEEWAY = timedelta(seconds=60)
_BETWEEN = re.compile(r"[\s,;]+")
_SIGNS = re.compile(r"[\x21-\x7e]+\Z")


@dataclass(frozen=True, slots=True)
class Expected:
    """What a token must say: who made it, for whom, and in answer to which question."""

    issuer: str
    client_id: str
    nonce: str


@dataclass(frozen=True, slots=True)
class Claims:
    """What is believed of somebody: the provider's name for them; address and name as it gives them."""

    subject: str
    email: str = ""
    email_verified: bool | None = False
    name: str = ""

    @classmethod
    def of(cls, given: Mapping[str, Any]) -> Self:
        """Read claims that were checked; only a true `email_verified` is one, never a word for it, and None is none."""
        email, name, verified = given.get("email"), given.get("name"), given.get("email_verified")
        return cls(
            given["sub"],
            email if isinstance(email, str) and len(email) <= email_address.MAX_LENGTH else "",
            None if verified is None else verified is True,
            name[:LONGEST_NAME] if isinstance(name, str) else "",
        )


def check_claims(given: Mapping[str, Any], expected: Expected, now: datetime) -> Claims:
    """Believe the claims of a token whose signature is right (OpenID Connect Core, section 3.1.3.7).

    Raises `OidcUnproven`.
    """
    subject, audience = given.get("sub"), given.get("aud")
    audiences = audience if isinstance(audience, list) else [audience]
    if given.get("iss") != expected.issuer:
        raise OidcUnproven("iss")
    if expected.client_id not in audiences:
        raise OidcUnproven("aud")
    party = given.get("azp")
    if (len(audiences) > 1 or party is not None) and party != expected.client_id:
        raise OidcUnproven("azp")
    if not expected.nonce or given.get("nonce") != expected.nonce:
        raise OidcUnproven("nonce")
    if not is_subject(subject):
        raise OidcUnproven("sub")
    _check_times(given, now)
    return Claims.of(given)


def is_subject(subject: object) -> bool:
    """Tell whether a provider may call somebody this: 255 ASCII characters at most (section 2)."""
    return isinstance(subject, str) and len(subject) <= LONGEST_SUBJECT and _SIGNS.match(subject) is not None


def _check_times(given: Mapping[str, Any], now: datetime) -> None:
    moment, leeway = now.timestamp(), LEEWAY.total_seconds()
    if moment >= _moment(given, "exp") + leeway:
        raise OidcUnproven("exp")
    for name in ("iat", "nbf") if "nbf" in given else ("iat",):
        if _moment(given, name) > moment + leeway:
            raise OidcUnproven(name)


def _moment(given: Mapping[str, Any], name: str) -> float:
    value = given.get(name)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value < _FAR:
        raise OidcUnproven(name)
    return value


def parse_issuer(text: str, *, local: bool) -> str:
    """Read an issuer, to the letter: a slash at its end counts. Raises `BadIssuer`.

    `local`: the installation is this machine's own, where a provider may be, too, without TLS.
    """
    issuer = text.strip()
    parts = _apart(issuer)
    if len(issuer) > LONGEST_ISSUER or parts is None or parts.query or parts.fragment:
        raise BadIssuer(field="issuer")
    if not is_askable(issuer, local=local):
        raise BadIssuer(field="issuer")
    return issuer


def is_askable(address: object, *, local: bool) -> bool:
    """Tell whether something is the address of a provider's: HTTPS and a name, or this machine where that will do."""
    parts = _apart(address) if isinstance(address, str) else None
    if parts is None or parts.username is not None or parts.password is not None:
        return False
    host = parts.hostname or ""
    if local and parts.scheme in {"http", "https"} and _spelled(host) in LOOPBACK:
        return True
    return parts.scheme == "https" and _is_name(host)


def _apart(address: str) -> SplitResult | None:
    if len(address) > LONGEST_ADDRESS or not _SIGNS.match(address):
        return None
    try:
        parts = urlsplit(address)
        is_possible = parts.port != 0
    except ValueError:  # a port that is none, or brackets that are not closed
        return None
    return parts if is_possible else None


def _spelled(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _is_name(host: str) -> bool:
    try:
        return "." in parse_host(host)
    except InvalidHost:
        return False


def parse_domains(text: str) -> tuple[str, ...]:
    """Read mail domains, each once and in order (« exemple.fr, exemple.com »); raises `BadMailDomain`."""
    words = [word for word in _BETWEEN.split(text.strip().lower()) if word]
    if len(words) > MOST_DOMAINS:
        raise BadMailDomain(field="domains")
    return tuple(dict.fromkeys(_domain(word.removeprefix("@")) for word in words))


def _domain(word: str) -> str:
    try:
        found = domain_of(email_address.parse(f"somebody@{word}").key)
    except KitError as error:
        raise BadMailDomain(field="domains") from error
    if "@" in word or "." not in found:
        raise BadMailDomain(field="domains")
    return found


def domain_of(email_key: str) -> str:
    """Give the domain of an address's key."""
    return email_key.rpartition("@")[2]


def answers_for(domains: Iterable[str], email_key: str) -> bool:
    """Tell whether a provider with these domains stands for an address; without any, for all."""
    listed = tuple(domains)
    return not listed or domain_of(email_key) in listed
