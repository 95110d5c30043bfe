"""From a code to claims: Authlib asks for the tokens, joserfc checks what the provider signed (AUT-13)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from comunik_kit.kernel.clock import Clock
from comunik_kit.oidc.discovery import Discovery, Metadata
from comunik_kit.oidc.errors import OidcUnavailable, OidcUnproven
from comunik_kit.oidc.fetching import Fetching, Reply
from comunik_kit.oidc.rules import Claims, Expected, check_claims
from comunik_kit.oidc.tables import OidcProvider

if TYPE_CHECKING:
    from authlib.oauth2.client import OAuth2Client
    from joserfc.jwk import KeySet

SCOPE = "openid email profile"
_FORM = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
_LONGEST_TOKEN = 64 * 1024


@dataclass(frozen=True, slots=True)
class Client:
    """Us, as the provider knows us."""

    provider: OidcProvider
    metadata: Metadata
    redirect_uri: str
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Secrets:
    """What ties the answer to the question; derived from the flow's row."""

    state: str = field(repr=False)
    nonce: str = field(repr=False)
    verifier: str = field(repr=False)


class _Session:
    """What Authlib's client posts with."""

    def __init__(self, fetching: Fetching) -> None:
        self._fetching = fetching

    def post(self, url: str, data: Mapping[str, str], headers: Mapping[str, str], auth: Any) -> Reply:
        from authlib.common.urls import url_encode  # noqa: PLC0415  - loaded with the first sign-in by a provider

        body = url_encode(list(data.items()))
        uri, signed, body = auth.prepare("POST", url, {**headers, **_FORM}, body)
        return self._fetching.send("POST", uri, headers=signed, body=body.encode())


class Tokens:
    """Asks and checks."""

    def __init__(self, *, clock: Clock, fetching: Fetching, discovery: Discovery) -> None:
        """Take the tools."""
        self._clock, self._fetching, self._discovery = clock, fetching, discovery

    def location(self, client: Client, secrets: Secrets) -> str:
        """Write where the browser is sent: code flow, PKCE by S256, state and nonce."""
        url, _ = self._authlib(client).create_authorization_url(
            client.metadata.authorization_endpoint,
            state=secrets.state,
            nonce=secrets.nonce,
            code_verifier=secrets.verifier,
        )
        return url

    def exchange(self, client: Client, code: str, secrets: Secrets) -> tuple[Claims, str]:
        """Trade a code for claims, and the token that reads more of them.

        Raises `OidcUnavailable`, `OidcUnproven`.
        """
        from authlib.oauth2.base import OAuth2Error  # noqa: PLC0415

        try:
            given = self._authlib(client).fetch_token(
                client.metadata.token_endpoint,
                grant_type="authorization_code",
                code=code,
                code_verifier=secrets.verifier,
            )
        except OAuth2Error as error:
            raise OidcUnproven("code") from error
        except ValueError as error:  # no JSON object
            raise OidcUnavailable("not_json") from error
        expected = Expected(client.metadata.issuer, client.provider.client_id, secrets.nonce)
        claims = check_claims(self._signed(client, given.get("id_token")), expected, self._clock.now())
        access = given.get("access_token")
        return claims, access if isinstance(access, str) else ""

    def more(self, client: Client, claims: Claims, access_token: str) -> Claims:
        """Read the address and the name where the ID token has none; raises `OidcUnavailable`, `OidcUnproven`."""
        if claims.email or not client.metadata.userinfo_endpoint or not access_token:
            return claims
        given = self._fetching.object_at(client.metadata.userinfo_endpoint, token=access_token)
        if given.get("sub") != claims.subject:  # OpenID Connect Core, section 5.3.2
            raise OidcUnproven("userinfo")
        return Claims.of(given)

    def _signed(self, client: Client, token: object) -> Mapping[str, Any]:
        """Check the signature; a key that is not known yet has them read once more, for providers change them."""
        from joserfc.errors import InvalidKeyIdError  # noqa: PLC0415

        if not isinstance(token, str) or len(token) > _LONGEST_TOKEN:
            raise OidcUnproven("id_token")
        try:
            return self._decoded(client, token, fresh=False)
        except InvalidKeyIdError:
            pass
        try:
            return self._decoded(client, token, fresh=True)
        except InvalidKeyIdError as error:
            raise OidcUnproven("kid") from error

    def _decoded(self, client: Client, token: str, *, fresh: bool) -> Mapping[str, Any]:
        from joserfc import jws, jwt  # noqa: PLC0415
        from joserfc.errors import InvalidKeyIdError, JoseError  # noqa: PLC0415

        keys = key_set(self._discovery.keys(client.provider, client.metadata, fresh=fresh))
        allowed = client.metadata.algorithms
        registry = jws.JWSRegistry(algorithms=allowed, strict_check_header=False)
        try:
            return jwt.decode(token, keys, algorithms=allowed, registry=registry).claims
        except InvalidKeyIdError:
            raise
        except (JoseError, ValueError, TypeError, KeyError) as error:
            raise OidcUnproven("signature") from error

    def _authlib(self, client: Client) -> "OAuth2Client":
        from authlib.oauth2.client import OAuth2Client  # noqa: PLC0415

        return OAuth2Client(
            _Session(self._fetching),
            client_id=client.provider.client_id,
            client_secret=client.secret,
            token_endpoint_auth_method=client.metadata.auth_method,
            scope=SCOPE,
            redirect_uri=client.redirect_uri,
            code_challenge_method="S256",
        )


def key_set(document: Mapping[str, Any]) -> "KeySet":
    """Read the keys that can check a signature; raises `OidcUnavailable` when there is none.

    A shared secret has no place among them, and would let whoever knows it sign.
    """
    from joserfc.errors import JoseError  # noqa: PLC0415
    from joserfc.jwk import KeySet, import_key  # noqa: PLC0415

    found = []
    listed = document.get("keys")
    for each in listed if isinstance(listed, list) else []:
        if not isinstance(each, dict) or each.get("kty") == "oct" or each.get("use") == "enc":
            continue
        try:
            found.append(import_key(each))
        except (JoseError, ValueError, TypeError, KeyError):  # of a kind that we do not know
            continue
    if not found:
        raise OidcUnavailable("no_keys")
    return KeySet(found)
