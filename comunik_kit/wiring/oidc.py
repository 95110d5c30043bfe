"""Signing in by the providers of a workspace."""

from typing import Any

from comunik_kit.kernel.fanout import Topic
from comunik_kit.oidc.discovery import Discovery
from comunik_kit.oidc.fetching import Fetching
from comunik_kit.oidc.identities import OidcIdentities
from comunik_kit.oidc.matching import Matching
from comunik_kit.oidc.newcomers import Newcomers
from comunik_kit.oidc.service import Providers
from comunik_kit.oidc.signing_in import Asking, Doorway, OidcSignIn
from comunik_kit.oidc.tokens import Tokens
from comunik_kit.wiring.ground import Ground
from comunik_kit.workspaces.rules import is_local


def services(on: Ground) -> dict[str, Any]:
    """Give them by their names in `Kit`."""
    fetching = Fetching(local=is_local(on.settings.public_url))
    discovery = Discovery(clock=on.clock, fetching=fetching)
    return {
        "oidc_providers": Providers(
            db=on.db, clock=on.clock, keyring=on.keyring, throttle=on.throttle, discovery=discovery
        ),
        "oidc_sign_in": _sign_in(on, fetching, discovery),
        "oidc_identities": OidcIdentities(db=on.db, clock=on.clock),
    }


def _sign_in(on: Ground, fetching: Fetching, discovery: Discovery) -> OidcSignIn:
    tokens = Tokens(clock=on.clock, fetching=fetching, discovery=discovery)
    matching = Matching(newcomers=Newcomers(creation=on.creation))

    def tell(workspace_id: str) -> None:
        on.fanout.announce(workspace_id, Topic.PEOPLE)
        on.worker.nudge()

    return OidcSignIn(
        db=on.db,
        clock=on.clock,
        keyring=on.keyring,
        doorway=Doorway(on.throttle, on.sessions, on.second_step, on.hosts),
        asking=Asking(discovery, tokens, matching),
        tell=tell,
    )
