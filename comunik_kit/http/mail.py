"""A message's body, on its way to the frame that shows it: it may hold a live link, so no page's state ever does."""

from collections.abc import Callable

from starlette.responses import HTMLResponse, PlainTextResponse, Response

from comunik_kit.http.answers import refused
from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.mail.framed import in_theme, with_own_logo
from comunik_kit.mail.views import MailBody
from comunik_kit.settings import Settings
from comunik_kit.users.fields import is_id

# What the frame may do: nothing at all; or open the message's link in a tab that is free of the frame's chains.
_CLOSED = "sandbox"
_LINKS_OPEN = "sandbox allow-popups allow-popups-to-escape-sandbox"
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; base-uri 'none'; form-action 'none'"


def drawn(visit: Visit, message_id: str) -> Response:
    """Answer `/mail/<id>`: the message's HTML."""
    return _answer(visit, message_id, as_text=False)


def plain(visit: Visit, message_id: str) -> Response:
    """Answer `/mail/<id>.txt`: its plain text."""
    return _answer(visit, message_id, as_text=True)


def sample(visit: Visit, template: str, language: str, theme: str) -> Response:
    """Answer `/mail/samples/<template>/<language>`: a message with invented data, `theme` as the reader wants it."""
    return _sample(visit, template, language, lambda body: HTMLResponse(in_theme(body.html, theme)))


def sample_as_text(visit: Visit, template: str, language: str) -> Response:
    """Answer `/mail/samples/<template>/<language>.txt`: the same message for a program that draws nothing."""
    return _sample(visit, template, language, lambda body: PlainTextResponse(body.text))


def _sample(visit: Visit, template: str, language: str, drawn: Callable[[MailBody], Response]) -> Response:
    try:
        response = drawn(visit.kit.previews.show(require_actor(visit), template=template, language=language))
    except KitError as error:
        response = refused(visit, error, "")
    response.headers.update(_headers(visit.kit.settings, _CLOSED))
    return response


def _answer(visit: Visit, message_id: str, *, as_text: bool) -> Response:
    sandbox = _CLOSED
    try:
        body = _read(visit, message_id)
    except KitError as error:
        response = refused(visit, error, "")
    else:
        response = PlainTextResponse(body.text) if as_text else HTMLResponse(_opening_outside(body))
        sandbox = _LINKS_OPEN if body.link and not as_text else _CLOSED
    # A refusal is shown in the frame too.
    response.headers.update(_headers(visit.kit.settings, sandbox))
    return response


def _read(visit: Visit, message_id: str) -> MailBody:
    actor = require_actor(visit)
    if not is_id(message_id):
        raise NotFound
    return visit.kit.mailbox.read(actor, message_id)


def _opening_outside(body: MailBody) -> str:
    """Have every link open a tab of its own: the page it leads to refuses to be framed."""
    html = with_own_logo(body.html)
    return html.replace("<head>", '<head><base target="_blank">', 1) if body.link else html


def _headers(settings: Settings, sandbox: str) -> dict[str, str]:
    """Let our own pages, and nobody else, frame the answer; in development they have another port."""
    ours = f"'self' {settings.public_url}" if settings.development else "'self'"
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": f"{_POLICY}; frame-ancestors {ours}; {sandbox}",
        "X-Frame-Options": "SAMEORIGIN",
        "Referrer-Policy": "no-referrer",
    }
