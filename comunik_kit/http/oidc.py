"""Out to a provider and back; and the form that sets one up, whose secret no event carries (AUT-13)."""

from dataclasses import replace
from urllib.parse import urlencode, urlsplit

from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from comunik_kit.http import cookies
from comunik_kit.http.answers import Answer, accepted, see_other
from comunik_kit.http.destinations import safe_destination
from comunik_kit.http.doors import Door, entered, require_actor
from comunik_kit.http.endpoints import in_threads
from comunik_kit.http.forms import Form, read_form
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.oidc.errors import OidcNeedsScript
from comunik_kit.oidc.inputs import FIELDS, Callback, ProviderForm
from comunik_kit.settings import Settings
from comunik_kit.users.fields import is_id
from comunik_kit.workspaces.hosts import Place
from comunik_kit.workspaces.rules import is_local

SIGN_IN_PAGE, SETTINGS_PAGE = "/login", "/settings/sign-in"
CALLBACK = "/sign-in/oidc/callback"
LEAVING = "/sign-in/oidc/{provider_id}"
# A provider that keeps silent keeps these waiting, and nobody who comes in another way.
ASKING = CapacityLimiter(4)


def redirect_uri(settings: Settings, base: str) -> str:
    """Write where providers send browsers back to; `base` is the address of the pages."""
    return (settings.api_url or base) + CALLBACK


async def leave(request: Request, visit: Visit) -> Response:
    """Send the browser to a provider; its script goes there, for a form may not leave our pages (`form-action`)."""
    form = await read_form(request, ("next",))
    return await in_threads(ASKING, _departed, visit, request.path_params["provider_id"], form)


def _departed(visit: Visit, provider_id: str, form: Form) -> Response:
    if not visit.wants_json:
        raise OidcNeedsScript
    if not is_id(provider_id):
        raise NotFound
    departure = visit.kit.oidc_sign_in.begin(
        provider_id,
        browser=visit.provider,
        wanted=safe_destination(form.get("next", "")),
        at=visit.place,
        redirect_uri=_back(visit),
        origin=visit.origin,
    )
    response = accepted(visit, Answer(location=departure.location))
    cookies.set_provider(response, visit.kit.settings, departure.browser)
    return response


def come_back(visit: Visit, asked: dict[str, str]) -> Response:
    """Take who comes back from a provider. The one GET that uses something up: it is good once, in one browser."""
    try:
        response = _arrived(visit, Callback.parse(asked))
    except KitError as error:
        # The cookie stays: somebody else's link may not end a sign-in that is under way.
        return see_other(visit, f"{SIGN_IN_PAGE}?{urlencode({'error': error.code})}")
    cookies.drop_provider(response, visit.kit.settings)
    return response


def _arrived(visit: Visit, said: Callback) -> Response:
    returned = visit.kit.oidc_sign_in.finish(
        said,
        browser=visit.provider,
        at=visit.place,
        redirect_uri=_back(visit),
        origin=visit.origin,
        device=visit.device,
    )
    visit.kit.sessions.end(visit.session, origin=visit.origin)
    answer = entered(returned.started, safe_destination(returned.wanted))
    return accepted(replace(visit, wants_json=False), answer)  # a browser that arrives, no script that asks


def _back(visit: Visit) -> str:
    return redirect_uri(visit.kit.settings, _origin(visit.place))


def _origin(place: Place) -> str:
    """Spell the origin of the host that was asked; of loopback's three names the very one."""
    own = (each for each in sorted(place.origins) if urlsplit(each).hostname == place.host.strip("[]"))
    return next(own, "")


def save(visit: Visit, form: Form) -> Answer:
    """Set a provider up, or change it."""
    actor, settings = require_actor(visit), visit.kit.settings
    visit.kit.oidc_providers.check_proof(actor)
    read = ProviderForm.parse(form, local=is_local(settings.public_url))
    visit.kit.oidc_providers.save(actor, form=read)
    return Answer(page=SETTINGS_PAGE, data={"done": "provider"})


DOORS = (Door("/auth/sign-in-provider", SETTINGS_PAGE, FIELDS, save),)
