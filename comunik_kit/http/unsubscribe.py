"""« Ne plus recevoir ces messages »: the link at the foot of a message, and the mail provider's one click (RFC 8058).

Opening it changes nothing (TOK-08). The post needs neither session nor origin: a provider has none, and the token
says which message it stands under. The page is written here, for it must work for somebody who is signed in nowhere.
"""

from functools import cache
from pathlib import Path

from jinja2 import Environment, Template
from starlette.responses import HTMLResponse, Response

from comunik_kit.http import icons
from comunik_kit.http.dressing import face_at
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.errors import NotFound
from comunik_kit.locale import say
from comunik_kit.mail.opt_outs import Offer
from comunik_kit.mail.wording import ink_on, one_line, safe_accent
from comunik_kit.workspaces.views import PRODUCT

_PAGE = Path(__file__).parent / "templates" / "unsubscribe.html"
_HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    ),
    "Referrer-Policy": "no-referrer",
}


def shown(visit: Visit, token: str) -> Response:
    """Answer the opening: what would end, and one button; or that it has ended already."""
    try:
        offer = _offered(visit, token)
    except NotFound:
        return _unknown(visit)
    return _page(visit, offer, "done" if offer.is_off else "ask")


def done(visit: Visit, token: str) -> Response:
    """Answer the post: these messages come no more."""
    try:
        offer = _offered(visit, token)
        visit.kit.opt_outs.silence(token, origin=visit.origin)
    except NotFound:
        return _unknown(visit)
    return _page(visit, offer, "done")


def _offered(visit: Visit, token: str) -> Offer:
    """Look at a link, at a host of the workspace that wrote it: at any other it is unknown (ACL-03)."""
    offer = visit.kit.opt_outs.look(token)
    if not visit.kit.hosts.admits(visit.place, offer.workspace_id):
        raise NotFound
    return offer


def _page(visit: Visit, offer: Offer, kind: str) -> Response:
    lang, told = offer.language, f"unsubscribe.{offer.template}"
    accent = safe_accent(offer.accent)
    html = _template().render(
        language=lang,
        icon=_icon(visit),
        brand=one_line(offer.brand),
        accent=accent,
        ink=ink_on(accent),
        title=say(lang, f"unsubscribe.{kind}.title"),
        text=say(lang, f"{told}.{kind}", brand=one_line(offer.brand)),
        act=say(lang, "unsubscribe.act") if kind == "ask" else "",
        back=say(lang, "unsubscribe.back") if kind == "done" else "",
    )
    return HTMLResponse(html, headers=_HEADERS)


def _unknown(visit: Visit) -> Response:
    workspace = visit.kit.workspaces.summary(visit.place.host)
    accent = safe_accent(workspace.accent if workspace else "")
    brand = one_line(workspace.brand if workspace else PRODUCT)
    words = {name: say(visit.language, f"unsubscribe.unknown.{name}") for name in ("title", "text")}
    more = {"brand": brand, "accent": accent, "ink": ink_on(accent), "act": "", "back": ""}
    html = _template().render(language=visit.language, icon=_icon(visit), **words, **more)
    return HTMLResponse(html, status_code=404, headers=_HEADERS)


def _icon(visit: Visit) -> str:
    return icons.address(face_at(visit.kit, visit.place.host))


@cache
def _template() -> Template:
    return Environment(autoescape=True).from_string(_PAGE.read_text(encoding="utf-8"))
