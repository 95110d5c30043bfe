"""Signing in by a provider: out to it with a question, and back with an answer that is good once (AUT-13)."""

from collections.abc import Callable
from dataclasses import dataclass, field

from sqlmodel import Session

from comunik_kit.access import limits
from comunik_kit.access.acting import acting
from comunik_kit.access.credentials import take_back_resets
from comunik_kit.access.errors import InitialPasswordExpired
from comunik_kit.access.repository import Account
from comunik_kit.access.second_step import SecondStep
from comunik_kit.access.sessions import Sessions
from comunik_kit.access.sign_in import email_key
from comunik_kit.access.throttle import Attempt, Throttle, network_of
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.audit.journal import Origin, Target, record
from comunik_kit.audit.tags import AuditTag
from comunik_kit.kernel.clock import Clock
from comunik_kit.kernel.db import Database
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring, random_secret
from comunik_kit.oidc import repository
from comunik_kit.oidc.discovery import Discovery
from comunik_kit.oidc.errors import OidcDenied, OidcFlowOver, OidcUnavailable, OidcUnproven
from comunik_kit.oidc.inputs import Callback
from comunik_kit.oidc.matching import Matching
from comunik_kit.oidc.rules import Claims, domain_of
from comunik_kit.oidc.service import SEALED_FOR
from comunik_kit.oidc.tables import OidcFlow, OidcProvider
from comunik_kit.oidc.tokens import Client, Secrets, Tokens
from comunik_kit.oidc.views import Departure, Offer
from comunik_kit.workspaces.hosts import Hosts, Place

_STATE, _NONCE, _VERIFIER, _BROWSER, _VERSION = "oidc-state", "oidc-nonce", "oidc-verifier", "oidc-browser", 1
_LONGEST_SECRET = 100


@dataclass(frozen=True, slots=True)
class Returned:
    """Who came back: in, or before their second step; and where they wanted to go."""

    started: StartedSession | AwaitedFactor = field(repr=False)
    wanted: str


@dataclass(frozen=True, slots=True)
class _Under:
    """A sign-in under way, as it was burnt, with its provider."""

    flow: OidcFlow
    provider: OidcProvider


@dataclass(frozen=True, slots=True)
class Doorway:
    """What every way in has to pass."""

    throttle: Throttle
    sessions: Sessions
    second_step: SecondStep
    hosts: Hosts


@dataclass(frozen=True, slots=True)
class Asking:
    """What speaks with providers, and knows whom they mean."""

    discovery: Discovery
    tokens: Tokens
    matching: Matching


class OidcSignIn:
    """From a button to a session, by way of the provider."""

    def __init__(
        self,
        *,
        db: Database,
        clock: Clock,
        keyring: Keyring,
        doorway: Doorway,
        asking: Asking,
        tell: Callable[[str], None],
    ) -> None:
        """Take the tools; `tell` says that somebody of a workspace has come in, and that mail may be waiting."""
        self._db, self._clock, self._keyring, self._tell = db, clock, keyring, tell
        self._throttle, self._hosts = doorway.throttle, doorway.hosts
        self._sessions, self._second_step = doorway.sessions, doorway.second_step
        self._discovery, self._tokens, self._matching = asking.discovery, asking.tokens, asking.matching

    def offered(self, at: Place) -> list[Offer]:
        """List the buttons that everybody sees at a host: the providers that answer for no domain in particular."""
        with self._db.read() as s:
            found = repository.working(s, at.workspace_id) if at.workspace_id else []
        return [Offer(each.id, each.name) for each in found if not each.domains]

    def offered_to(self, at: Place, *, email: str) -> Offer | None:
        """Find the provider that answers for the domain of an address, whoever has it (AUT-09)."""
        domain = domain_of(email_key(email))
        with self._db.read() as s:
            found = repository.working(s, at.workspace_id) if at.workspace_id else []
        theirs = (Offer(each.id, each.name) for each in found if domain in each.domains)
        return next(theirs, None)

    def begin(
        self, provider_id: str, *, browser: str, wanted: str, at: Place, redirect_uri: str, origin: Origin
    ) -> Departure:
        """Send a browser to a provider; `browser` is the secret that it has already, if it has one.

        Raises `NotFound`, `TooManyAttempts`, `OidcUnavailable`.
        """
        self._throttle.count(*_attempts(origin))
        provider = self._met(provider_id, at)
        metadata = self._discovery.of(provider)
        kept = browser if 0 < len(browser) <= _LONGEST_SECRET else random_secret()
        now = self._clock.now()
        flow = OidcFlow(
            id=new_id(now),
            workspace_id=provider.workspace_id,
            provider_id=provider.id,
            host=at.host,
            bound_to=self._keyring.digest(_BROWSER, kept),
            wanted=wanted,
            expires_at=now + limits.OIDC_FLOW_LIVES,
        )
        with self._db.write() as s:
            repository.drop_old(s, now)
            s.add(flow)
        client = Client(provider, metadata, redirect_uri)
        return Departure(self._tokens.location(client, self._secrets(flow.id)), kept)

    def finish(
        self, said: Callback, *, browser: str, at: Place, redirect_uri: str, origin: Origin, device: str = ""
    ) -> Returned:
        """Open a session with what the provider sent the browser back with; it is used up, whatever comes of it.

        Raises `TooManyAttempts`, `OidcFlowOver`, `OidcDenied`, `OidcUnavailable`, `OidcUnproven`,
        `InitialPasswordExpired`, and what `Matching.account` does.
        """
        self._throttle.count(*_attempts(origin))
        if said.error and not said.state:  # some providers refuse without it; nothing can be used up then
            raise OidcDenied
        under = self._burnt(said.state, browser, at)
        try:
            claims = self._claims(under, said, redirect_uri)
            with self._db.write() as s:
                started = self._open(s, under.provider, claims, origin, at, device)
        except KitError as error:
            self._note_failure(under.provider, origin, error)
            raise
        self._tell(under.provider.workspace_id)
        return Returned(started, under.flow.wanted)

    def _met(self, provider_id: str, at: Place) -> OidcProvider:
        with self._db.read() as s:
            found = repository.working_provider(s, provider_id)
            if found is None or not self._hosts.welcomes(s, at, found.workspace_id):
                raise NotFound
        return found

    def _burnt(self, state: str, browser: str, at: Place) -> _Under:
        """Use a sign-in up, once, for the browser and the host where it began; raises `OidcFlowOver`."""
        read = self._keyring.read(_STATE, state)
        if read is None or not read.matches(_VERSION) or not 0 < len(browser) <= _LONGEST_SECRET:
            raise OidcFlowOver
        bound_to = self._keyring.digest(_BROWSER, browser)
        with self._db.write() as s:
            flow = repository.flow(s, read.row_id)
            if flow is None or flow.bound_to != bound_to or flow.host != at.host:
                raise OidcFlowOver
            if not repository.burn(s, flow.id, self._clock.now()):
                raise OidcFlowOver
            provider = repository.working_provider(s, flow.provider_id)
            if provider is None or not self._hosts.welcomes(s, at, flow.workspace_id):
                raise OidcFlowOver
        return _Under(flow, provider)

    def _claims(self, under: _Under, said: Callback, redirect_uri: str) -> Claims:
        """Ask the provider, outside of any transaction."""
        metadata = self._discovery.of(under.provider)
        # Mix-up: an answer that names somebody else is somebody else's (RFC 9207).
        if said.issuer != metadata.issuer and (said.issuer or metadata.says_issuer):
            raise OidcUnproven("mix_up")
        if said.error or not said.code:
            raise OidcDenied
        client = Client(under.provider, metadata, redirect_uri, self._secret(under.provider))
        claims, access_token = self._tokens.exchange(client, said.code, self._secrets(under.flow.id))
        with self._db.read() as s:
            is_known = repository.identity(s, under.provider.id, claims.subject) is not None
        return claims if is_known else self._tokens.more(client, claims, access_token)

    def _open(
        self, s: Session, provider: OidcProvider, claims: Claims, origin: Origin, at: Place, device: str
    ) -> StartedSession | AwaitedFactor:
        now = self._clock.now()
        account = self._matching.account(s, provider, claims, origin, now)
        until, user = account.credential.initial_until, account.user
        if until is not None and until <= now:
            raise InitialPasswordExpired
        if not provider.asks_factor and self._second_step.is_due(s, account, device):
            return self._second_step.begin(s, account, provider=provider.name, origin=origin, at=at)
        take_back_resets(s, user.id, now)
        _note(s, account, provider, origin, self._clock)
        return self._sessions.start(s, user.id, origin=origin)

    def _secret(self, provider: OidcProvider) -> str:
        plain = self._keyring.unseal(SEALED_FOR, provider.id, provider.sealed_secret)
        if plain is None:  # sealed by another key of the server's
            raise OidcUnavailable("secret")
        return plain.decode()

    def _secrets(self, flow_id: str) -> Secrets:
        return Secrets(
            self._keyring.link(_STATE, flow_id, _VERSION),
            self._keyring.link_mac(_NONCE, flow_id, _VERSION),
            self._keyring.link_mac(_VERIFIER, flow_id, _VERSION),
        )

    def _note_failure(self, provider: OidcProvider, origin: Origin, error: KitError) -> None:
        """Write down which provider, and what was wrong; nothing of what it said."""
        reason = getattr(error, "reason", "") or error.code
        details = {"by": "oidc", "provider": provider.name, "reason": reason}
        with self._db.write() as s:
            record(
                s,
                self._clock.now(),
                None,
                AuditTag.SIGN_IN_FAILED,
                Target("user", ""),
                workspace_id=provider.workspace_id,
                origin=origin,
                details=details,
            )


def _note(s: Session, account: Account, provider: OidcProvider, origin: Origin, clock: Clock) -> None:
    user = account.user
    actor, target = acting(user, account.role, origin), Target("user", user.id, user.full_name)
    details = {"by": "oidc", "provider": provider.name}
    record(s, clock.now(), actor, AuditTag.SIGNED_IN, target, details=details)


def _attempts(origin: Origin) -> tuple[Attempt, ...]:
    return ((limits.OIDC_ADDRESS, network_of(origin.ip)), (limits.OIDC_ALL, ""))
