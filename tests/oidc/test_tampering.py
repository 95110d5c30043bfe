"""Tokens that are not quite what a provider signs: none of them opens anything (AUT-13, RFC 8725)."""

import base64
import hmac
import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from joserfc import jws, jwt
from joserfc.jwk import OctKey

from comunik_kit.oidc.errors import OidcUnavailable, OidcUnproven
from tests.oidc.acts import came_in, identities, provided, through
from tests.support.cast import Cast
from tests.support.clock import START, MovedClock
from tests.support.oidc import CLIENT, FIRST_KEY, Issuer, new_key, signed

OTHER_KEY = new_key()
NOW = int(START.timestamp())


@pytest.fixture
def database_url(sqlite_database_url: str) -> str:
    """Lend SQLite's alone: no database decides what is believed."""
    return sqlite_database_url


def refused(cast: Cast, issuer: Issuer) -> str:
    """Try to come in; why it was refused."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    with pytest.raises(OidcUnproven) as refusal:
        through(cast, issuer, provider)
    assert identities(cast) == []
    assert cast.acts()[-1] == "authn_login_fail"
    return refusal.value.reason


@pytest.mark.parametrize(
    ("claims", "reason"),
    [
        ({"iss": "https://evil.example"}, "iss"),
        ({"iss": None}, "iss"),
        ({"aud": "another-client"}, "aud"),
        ({"aud": []}, "aud"),
        ({"aud": None}, "aud"),
        ({"aud": [CLIENT, "another-client"]}, "azp"),
        ({"aud": [CLIENT, "another-client"], "azp": "another-client"}, "azp"),
        ({"azp": "another-client"}, "azp"),
        ({"nonce": "another"}, "nonce"),
        ({"nonce": None}, "nonce"),
        ({"sub": ""}, "sub"),
        ({"sub": 7}, "sub"),
        ({"sub": "x" * 256}, "sub"),
        ({"sub": "an a"}, "sub"),
        ({"exp": NOW - 60}, "exp"),
        ({"exp": None}, "exp"),
        ({"exp": "soon"}, "exp"),
        ({"exp": True}, "exp"),
        ({"exp": 10**400}, "exp"),
        ({"iat": NOW + 61}, "iat"),
        ({"iat": None}, "iat"),
        ({"nbf": NOW + 61}, "nbf"),
    ],
)
def test_claims_that_are_not_for_us_now_are_refused(
    cast: Cast, issuer: Issuer, claims: dict[str, Any], reason: str
) -> None:
    issuer.claims = claims
    assert refused(cast, issuer) == reason


@pytest.mark.parametrize(
    "claims",
    [{"exp": NOW - 59}, {"iat": NOW + 60}, {"aud": [CLIENT, "another"], "azp": CLIENT}, {"sub": "x" * 255}],
)
def test_claims_at_the_edge_are_believed(cast: Cast, issuer: Issuer, claims: dict[str, Any]) -> None:
    """Both sides of the limits: a minute for clocks that differ."""
    cast.join("Ana Lopez", "agent")
    issuer.claims = claims
    assert came_in(cast, issuer, provided(cast, issuer))


def _unsigned(claims: dict[str, Any]) -> str:
    registry = jws.JWSRegistry(algorithms=["none"])
    return jwt.encode(
        {"alg": "none"}, claims, OctKey.import_key("k" * 32), algorithms=["none"], registry=registry
    )


def _encoded(value: dict[str, Any]) -> bytes:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=")


def _by_secret(claims: dict[str, Any], secret: bytes, kid: str) -> str:
    """Sign by hand: the library makes no such token."""
    said = _encoded({"alg": "HS256", "kid": kid}) + b"." + _encoded(claims)
    mac = hmac.digest(secret, said, "sha256")
    return (said + b"." + base64.urlsafe_b64encode(mac).rstrip(b"=")).decode()


def _by_public_key(claims: dict[str, Any]) -> str:
    """The oldest trick: the public key as the shared secret of an HMAC."""
    return _by_secret(claims, FIRST_KEY.as_pem(private=False), str(FIRST_KEY.kid))


def _by_another_algorithm(claims: dict[str, Any]) -> str:
    """The right key, in a way that the provider does not say it signs."""
    header = {"alg": "PS256", "kid": FIRST_KEY.kid}
    return jwt.encode(header, claims, FIRST_KEY, algorithms=["PS256"])


def _cut(claims: dict[str, Any]) -> str:
    return signed(claims, FIRST_KEY).rpartition(".")[0] + "."


def _changed(claims: dict[str, Any]) -> str:
    head, _, tail = signed(claims, FIRST_KEY).split(".")
    body = signed(claims | {"sub": "somebody"}, FIRST_KEY).split(".")[1]
    return f"{head}.{body}.{tail}"


@pytest.mark.parametrize(
    ("sign", "reason"),
    [
        (_unsigned, "signature"),
        (_by_public_key, "signature"),
        (_cut, "signature"),
        (_changed, "signature"),
        (lambda claims: signed(claims, OTHER_KEY), "kid"),
        (lambda claims: signed(claims, OTHER_KEY, kid=FIRST_KEY.kid), "signature"),
        (lambda claims: signed(claims, FIRST_KEY, kid="unknown"), "kid"),
        (_by_another_algorithm, "signature"),
        (lambda _claims: "no token", "signature"),
        (lambda _claims: "", "signature"),
        (lambda _claims: "x" * 70_000, "id_token"),
    ],
)
@pytest.mark.filterwarnings("ignore::joserfc.errors.SecurityWarning")
def test_signatures_that_are_not_the_providers_are_refused(
    cast: Cast, issuer: Issuer, sign: Callable[[dict[str, Any]], str], reason: str
) -> None:
    issuer.sign = sign
    assert refused(cast, issuer) == reason


def test_an_unknown_key_has_the_keys_read_once_more_and_no_oftener(cast: Cast, issuer: Issuer) -> None:
    issuer.sign = lambda claims: signed(claims, OTHER_KEY)
    assert refused(cast, issuer) == "kid"
    assert issuer.asked.count("GET /jwks") == 2


def test_a_provider_may_change_its_key_at_any_moment(cast: Cast, issuer: Issuer) -> None:
    """The keys are kept for minutes, yet a new one is known at once."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    came_in(cast, issuer, provider)
    issuer.keys = [OTHER_KEY]
    assert came_in(cast, issuer, provider)
    assert issuer.asked.count("GET /jwks") == 2


def test_what_a_provider_says_of_itself_is_kept_for_ten_minutes(
    cast: Cast, issuer: Issuer, clock: MovedClock
) -> None:
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    came_in(cast, issuer, provider)
    clock.move(minutes=9, seconds=59)
    came_in(cast, issuer, provider)
    discovery = "GET /.well-known/openid-configuration"
    assert issuer.asked.count(discovery) == 1
    clock.move_to(START + timedelta(minutes=10))
    came_in(cast, issuer, provider)
    assert issuer.asked.count(discovery) == 2


def test_a_shared_secret_among_the_keys_signs_nothing(cast: Cast, issuer: Issuer) -> None:
    shared = OctKey.generate_key(256)
    issuer.document["id_token_signing_alg_values_supported"] = ["HS256", "RS256"]
    issuer.answers["/jwks"] = (200, "application/json", _keys(shared, FIRST_KEY))
    issuer.sign = lambda claims: _by_secret(claims, shared.raw_value, "shared")
    assert refused(cast, issuer) == "signature"


def _keys(shared: OctKey, other: Any) -> bytes:
    listed = [shared.as_dict(private=True) | {"kid": "shared"}, other.as_dict(private=False)]
    return json.dumps({"keys": listed}).encode()


@pytest.mark.parametrize(
    "answer",
    [
        (200, "application/json", b"[]"),
        (200, "application/json", b"null"),
        (200, "application/json", b"7"),
        (200, "application/json", b'"error"'),
        (200, "application/json", b"{}"),
        (200, "application/json", b'{"id_token": 7}'),
        (200, "application/json", b'{"id_token": ["a"], "access_token": {}}'),
        (200, "application/json", b'{"error": 5}'),
        (200, "application/json", b'{"error": {"a": 1}, "error_description": []}'),
        (400, "application/json", b'{"error": "invalid_client"}'),
        (400, "text/html", b"<p>no</p>"),
        (302, "application/json", b"{}"),
        (500, "application/json", b"{}"),
        (200, "application/json", b"\xff\xfe"),
        (200, "application/json", b'{"expires_at": "x", "expires_in": "y"}'),
        (200, "application/json", b"[" * 50_000),
    ],
)
def test_whatever_the_token_address_answers_is_a_plain_refusal(
    cast: Cast, issuer: Issuer, answer: tuple[int, str, bytes]
) -> None:
    """INP-09: no answer of a provider's is an error of ours."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    issuer.answers["/token"] = answer
    with pytest.raises((OidcUnproven, OidcUnavailable)):
        through(cast, issuer, provider)
    assert identities(cast) == []


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": ["x"]},
        {"token_endpoint": {"a": 1}},
        {"token_endpoint": "http://127.0.0.1:99999/x"},
        {"token_endpoint": "http://127.0.0.1:9/\u00e9"},
        {"jwks_uri": "http://[::1"},
        {"response_types_supported": "code"},
        {"id_token_signing_alg_values_supported": [["RS256"], None, 5]},
        {"token_endpoint_auth_methods_supported": [{}]},
        {"userinfo_endpoint": 7},
    ],
)
def test_whatever_a_document_says_checking_it_is_no_error_of_ours(
    cast: Cast, issuer: Issuer, document: dict[str, Any]
) -> None:
    """INP-09."""
    provider = provided(cast, issuer)
    issuer.document = document
    assert cast.kit.oidc_providers.inspect(cast.admin, provider_id=provider)


@pytest.mark.parametrize(
    "keys",
    [
        b'{"keys": 7}',
        b'{"keys": [7, null, "x", {}, {"kty": "RSA"}, {"kty": "RSA", "n": 5, "e": "AQAB"}]}',
        b'{"keys": [{"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}]}',
        b'{"keys": [{"kty": ["RSA"], "n": "AA", "e": "AQAB"}]}',
    ],
)
def test_whatever_is_among_the_keys_is_a_plain_refusal(cast: Cast, issuer: Issuer, keys: bytes) -> None:
    """INP-09."""
    cast.join("Ana Lopez", "agent")
    provider = provided(cast, issuer)
    issuer.answers["/jwks"] = (200, "application/json", keys)
    with pytest.raises((OidcUnproven, OidcUnavailable)):
        through(cast, issuer, provider)
    assert cast.kit.oidc_providers.inspect(cast.admin, provider_id=provider)
