"""How a route answers: a value for the page's script, or a 303 for a plain form."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from starlette.responses import JSONResponse, PlainTextResponse, RedirectResponse, Response

from comunik_kit.access.errors import TooManyAttempts
from comunik_kit.access.views import AwaitedFactor, StartedSession
from comunik_kit.http import cookies
from comunik_kit.http.errors import BadRequest
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.errors import InvalidInput, KitError
from comunik_kit.locale import say

_NO_STORE = {"Cache-Control": "no-store"}
_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of a post. `page` is where a plain form is sent; scripts get `location` and `data`."""

    location: str = ""
    page: str = ""
    data: dict[str, str] = field(default_factory=dict)
    started: StartedSession | None = None
    awaited: AwaitedFactor | None = None
    device: str = field(default="", repr=False)  # the cookie of a browser that is trusted from now on
    forgets_session: bool = False
    forgets_link: bool = False
    opens: str = field(default="", repr=False)  # the secret of an invitation's link, for its cookie


def accepted(visit: Visit, answer: Answer) -> Response:
    """Say what came of it, and set the cookies."""
    if visit.wants_json or not (answer.location or answer.page):
        told = {"location": answer.location} if answer.location else {}
        response: Response = JSONResponse({**answer.data, **told}, headers=_NO_STORE)
    else:
        response = see_other(visit, _with_fragment(answer.location or answer.page))
    settings = visit.kit.settings
    if answer.started is not None:
        cookies.set_session(response, settings, answer.started)
        if visit.pending:
            cookies.drop_pending(response, settings)
    if answer.awaited is not None:
        cookies.set_pending(response, settings, answer.awaited)
    if answer.device:
        cookies.set_device(response, settings, answer.device)
    if answer.forgets_session:
        cookies.drop_session(response, settings)
    if answer.forgets_link:
        cookies.drop_link(response, settings)
    if answer.opens:
        cookies.set_link(response, settings, "invite", answer.opens)
    return response


def _with_fragment(location: str) -> str:
    """Name the notice in the fragment too: where no script runs, it chooses the words (css/doors.css, `.told`)."""
    _, found, notice = location.partition("?notice=")
    return f"{location}#{notice}" if found else location


def refused(visit: Visit, error: KitError, page: str) -> Response:
    """Say what is wrong, field by field and in the person's language; a plain form goes back to its page."""
    if not visit.wants_json:
        return _refused_plainly(visit, error, page)
    errors = {name: words(visit.language, wrong) for name, wrong in by_field(error).items()}
    headers = dict(_NO_STORE)
    if isinstance(error, TooManyAttempts):
        headers["Retry-After"] = str(int(error.params["count"]) * _SECONDS)
    return JSONResponse({"errors": errors}, status_code=error.http_status, headers=headers)


def _refused_plainly(visit: Visit, error: KitError, page: str) -> Response:
    if page and not isinstance(error, BadRequest):
        return see_other(visit, f"{page}?{urlencode({'error': _first(error).code})}")
    sentence = words(visit.language, _first(error))
    return PlainTextResponse(sentence, status_code=error.http_status, headers=_NO_STORE)


def see_other(visit: Visit, location: str) -> Response:
    """Send the browser on; in development the pages have another port than the routes."""
    base = visit.kit.settings.public_url if visit.kit.settings.development else ""
    return RedirectResponse(base + location, status_code=303, headers=_NO_STORE)


def by_field(error: KitError) -> dict[str, KitError]:
    """Give each wrong field its refusal; `form` when it is about no field."""
    return error.errors if isinstance(error, InvalidInput) else {error.field or "form": error}


def words(language: str, error: KitError) -> str:
    """Put a refusal into words."""
    return say(language, f"errors.{error.code}", **error.params)


def _first(error: KitError) -> KitError:
    return next(iter(by_field(error).values()), error)
