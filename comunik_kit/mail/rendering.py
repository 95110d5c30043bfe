"""From a row of the outbox to the message a person reads: the same row always gives the same bytes.

A template is compiled by MRML once, with its placeholders still in it; Jinja fills them afterwards and
escapes every value. So no value ever passes through the MJML parser, and what a person typed cannot become
markup. The link is derived here from the server's key, at the last moment, from the workspace's stored host
(TOK-07).
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from mjml import mjml2html

from comunik_kit.kernel import email_address
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.contents import contents, is_sample, sender_of, subject_of
from comunik_kit.mail.logos import logos
from comunik_kit.mail.outbox import SILENCE, SILENCE_VERSION, SILENCEABLE
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Rendered
from comunik_kit.mail.wording import one_line
from comunik_kit.workspaces.rules import link_base
from comunik_kit.workspaces.tables import DomainState

__all__ = ["LINK_PATHS", "Renderer", "compiled", "subject_of"]

LINK_PATHS = {"invite": "/invite/", "reset": "/reset/", "enter": "/enter/", "address": "/address/"}
# Where the button of a message leads that has no link of its own: a page of the app, the same for everybody.
PAGES = {
    "password_changed": "/forgot",
    "address_changed": "/login",
    "new_device": "/profile/security",
    "factor_on": "/profile/security",
    "app_removed": "/profile/security",
    "factor_off": "/profile/security",
    "passkey_added": "/profile/security",
    "identity_linked": "/profile/security",
    "passkey_removed": "/profile/security",
    "recovery_codes": "/profile/security",
    "role_raised": "/",
    "link_requested": "/users",
    "invitation_accepted": "/users",
    "assigned": "/notifications",
    "mentioned": "/notifications",
    "digest": "/users",
    "domain_failing": "/settings/white-label",
    "domain_lost": "/settings/white-label",
}
HOME = "/"
UNSUBSCRIBE_PATH = "/mail/unsubscribe/"
_PAGE = re.compile(r"/|(?:/[a-z0-9-]{1,40}){1,4}")
_FOLDER = Path(__file__).parent / "templates"
_INCLUDE = re.compile(r'<mj-include path="(?P<path>[a-z]+\.mjml)" />')
_SLOT = "<mj-slot />"
_GAP = re.compile(r"\n{3,}")
# The templates are part of the product: none changes while it runs, and nobody need look.
_html = Environment(autoescape=True, undefined=StrictUndefined, auto_reload=False)
# Plain text has no markup to escape into; its values are one line each (wording.plain).
_text = Environment(
    loader=FileSystemLoader(_FOLDER),
    autoescape=False,  # noqa: S701
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
    auto_reload=False,
)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A message's two parts, ready to be filled."""

    html: Template
    text: Template


@cache
def compiled(name: str) -> Compiled:
    """Compile a message's templates; no font is fetched from anywhere."""
    layout = (_FOLDER / "shared" / "layout.mjml").read_text(encoding="utf-8")
    body = (_FOLDER / name / "body.mjml").read_text(encoding="utf-8")
    html = mjml2html(layout.replace(_SLOT, _whole(body)), fonts={})
    return Compiled(_html.from_string(html), _text.get_template(f"{name}/body.txt"))


def _whole(source: str) -> str:
    """Put shared parts in as text: MRML's own includes lose the width and the defaults of where they stand."""
    return _INCLUDE.sub(lambda part: _whole((_FOLDER / "shared" / part["path"]).read_text("utf-8")), source)


class Renderer:
    """Writes messages. `public_url` is where links lead while the domain is a development name."""

    def __init__(self, *, keyring: Keyring, public_url: str) -> None:
        """Take the key that links are derived from, and the configured address."""
        self._keyring = keyring
        self._public_url = public_url

    def link(self, letter: Letter) -> str:
        """Derive the letter's link; empty when it has none, or no domain yet that it could name."""
        path = LINK_PATHS.get(letter.purpose)
        base = self._base(letter)
        if not path or not base:
            return ""
        return base + path + self._keyring.link(letter.purpose, letter.subject_id, letter.version)

    def page(self, letter: Letter) -> str:
        """Give the page of the app that the button leads to, when the letter has no link; it is no secret."""
        base = self._base(letter)
        if letter.purpose or not base:
            return ""
        path = HOME if is_sample(letter) else PAGES.get(letter.template, "")
        asked = str(letter.params.get("path", ""))
        if path and not is_sample(letter) and _PAGE.fullmatch(asked):
            path = asked
        return base + path if path else ""

    def _unsubscribe(self, letter: Letter) -> str:
        base = self._base(letter)
        if letter.template not in SILENCEABLE or is_sample(letter) or not base:
            return ""
        return base + UNSUBSCRIBE_PATH + self._keyring.link(SILENCE, letter.id, SILENCE_VERSION)

    def _base(self, letter: Letter) -> str:
        if letter.look.host_state in {"", DomainState.PENDING}:
            return ""
        return link_base(letter.look.host, letter.look.host_state, self._public_url)

    def render(self, letter: Letter, *, masked: bool = False) -> Rendered:
        """Write the message as the person gets it; `masked` puts words where a secret link would be."""
        values = contents(letter)
        link = self.page(letter) or ("" if masked else self.link(letter))
        values |= {
            "link": link,
            "masked": not link,
            "unsubscribe": "" if masked else self._unsubscribe(letter),
            "logos": logos(letter.look, self._base(letter)),
        }
        parts = compiled(letter.template)
        return Rendered(
            from_name=sender_of(letter),
            to_email=_deliverable(letter.to_email),
            to_name=one_line(letter.to_name),
            subject=values["subject"],
            html=parts.html.render(values),
            text=_GAP.sub("\n\n", parts.text.render(values)).strip() + "\n",
            written_at=letter.created_at,
            reply_to=_deliverable(letter.look.reply_to) if letter.look.reply_to else "",
            unsubscribe=values["unsubscribe"],
        )


def _deliverable(address: str) -> str:
    """Write an address as mail servers take it (IDNA domain); raises `InvalidEmail` for what is none."""
    parsed = email_address.parse(address)
    return parsed.display.rpartition("@")[0] + "@" + parsed.key.rpartition("@")[2]
