"""An invitation's card, on its way to paper: it holds a live link, so no page's state ever does (INV-10)."""

import base64
import hashlib
from functools import cache, partial
from pathlib import Path

import segno
from jinja2 import Environment, StrictUndefined, Template
from starlette.responses import HTMLResponse, Response

from comunik_kit.http import icons
from comunik_kit.http.doors import require_actor
from comunik_kit.http.dressing import face_at
from comunik_kit.http.visit import Visit
from comunik_kit.invitations.views import Card
from comunik_kit.kernel.errors import NotFound
from comunik_kit.locale import language_or_default, say
from comunik_kit.mail.wording import day_in_words, ink_on, moment_in_words, one_line, safe_accent
from comunik_kit.users.fields import is_id

# The address says whose card it is; a body has nothing to add.
FIELDS = ()
_FOLDER = Path(__file__).parent / "templates"
_GROUP = 4
_SCRIPT = 'document.querySelector("button").addEventListener("click", () => print());'
_environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)


def card(visit: Visit, user_id: str) -> Response:
    """Answer `/invitations/<user id>/card` with a page to print; each printing is written down."""
    actor = require_actor(visit)
    if not is_id(user_id):
        raise NotFound
    drawn = visit.kit.cards.print(actor, user_id=user_id)
    style = _style(safe_accent(drawn.accent))
    icon = icons.address(face_at(visit.kit, visit.place.host))
    return HTMLResponse(_page().render(_values(drawn, style), icon=icon), headers=_headers(style))


@cache
def _page() -> Template:
    return _environment.from_string((_FOLDER / "card.html").read_text(encoding="utf-8"))


def _style(accent: str) -> str:
    sheet = (_FOLDER / "card.css").read_text(encoding="utf-8")
    return sheet.replace("ACCENT", accent).replace("INK", ink_on(accent))


def _values(drawn: Card, style: str) -> dict[str, object]:
    language = language_or_default(drawn.language)
    return {
        "card": drawn,
        "language": language,
        "brand": one_line(drawn.brand),
        "name": one_line(drawn.full_name),
        "inviter": one_line(drawn.inviter),
        "workspace": one_line(drawn.workspace),
        "words": [line for line in drawn.words.split("\n") if line],
        "starts": day_in_words(drawn.starts_on, language),
        "expires": moment_in_words(drawn.expires_at, language, drawn.time_zone),
        "groups": [drawn.code[at : at + _GROUP] for at in range(0, len(drawn.code), _GROUP)],
        "qr": _qr(drawn.link),
        "style": style,
        "script": _SCRIPT,
        "say": partial(say, language),
    }


def _qr(link: str) -> str:
    code = segno.make(link, error="m", micro=False)
    return code.svg_inline(border=0, omitsize=True, svgclass=None, lineclass=None)


def _headers(style: str) -> dict[str, str]:
    """Let the page load the picture of its tab, send nothing and be framed by nobody: its own sheet and script."""
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(_SCRIPT)}'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": policy,
        "Referrer-Policy": "no-referrer",
    }


def _hash(code: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(code.encode()).digest()).decode()
