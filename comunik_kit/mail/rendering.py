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
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from mjml import mjml2html
from phonenumbers import NumberParseException

from comunik_kit.kernel import email_address, phone
from comunik_kit.kernel.email_address import MAX_LENGTH
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.locale import catalogue, language_or_default, say
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.sender import Rendered
from comunik_kit.mail.wording import ink_on, moment_in_words, one_line, plain, safe_accent
from comunik_kit.workspaces.rules import link_base
from comunik_kit.workspaces.tables import DomainState

LINK_PATHS = {"invite": "/invite/", "reset": "/reset/"}
_FOLDER = Path(__file__).parent / "templates"
_INCLUDE = re.compile(r'<mj-include path="(?P<path>[a-z.]+)" />')
_NAMES = ("full_name", "inviter", "workspace", "role_name")
_html = Environment(autoescape=True, undefined=StrictUndefined)
# Plain text has no markup to escape into; its values are one line each (wording.plain).
_text = Environment(autoescape=False, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)  # noqa: S701


@dataclass(frozen=True, slots=True)
class Compiled:
    """A message's two parts, ready to be filled."""

    html: Template
    text: Template


@cache
def compiled(name: str) -> Compiled:
    """Compile a message's templates; no font is fetched from anywhere."""
    source = (_FOLDER / name / "body.mjml").read_text(encoding="utf-8")
    # Shared parts are put in as text: MRML's own includes lose the width and the defaults of where they stand.
    html = mjml2html(_INCLUDE.sub(_shared, source), fonts={})
    text = (_FOLDER / name / "body.txt").read_text(encoding="utf-8")
    return Compiled(_html.from_string(html), _text.from_string(text))


def _shared(include: re.Match[str]) -> str:
    return (_FOLDER / "shared" / include["path"]).read_text(encoding="utf-8")


class Renderer:
    """Writes messages. `public_url` is where links lead while the domain is a development name."""

    def __init__(self, *, keyring: Keyring, public_url: str) -> None:
        """Take the key that links are derived from, and the configured address."""
        self._keyring = keyring
        self._public_url = public_url

    def link(self, letter: Letter) -> str:
        """Derive the letter's link; empty when it has none, or no domain yet that it could name."""
        path = LINK_PATHS.get(letter.purpose)
        if not path or letter.look.host_state in {"", DomainState.PENDING}:
            return ""
        base = link_base(letter.look.host, letter.look.host_state, self._public_url)
        return base + path + self._keyring.link(letter.purpose, letter.subject_id, letter.version)

    def render(self, letter: Letter, *, masked: bool = False) -> Rendered:
        """Write the message as the person gets it; `masked` puts words where the link would be."""
        values = _values(letter)
        values["link"] = "" if masked else self.link(letter)
        values["masked"] = masked or not values["link"]
        parts = compiled(letter.template)
        return Rendered(
            from_name=values["brand_exactly"],
            to_email=_deliverable(letter.to_email),
            to_name=one_line(letter.to_name),
            subject=subject_of(letter),
            html=parts.html.render(values),
            text=parts.text.render(values).strip() + "\n",
            written_at=letter.created_at,
        )


def _deliverable(address: str) -> str:
    """Write an address as mail servers take it (IDNA domain); raises `InvalidEmail` for what is none."""
    parsed = email_address.parse(address)
    return parsed.display.rpartition("@")[0] + "@" + parsed.key.rpartition("@")[2]


def subject_of(letter: Letter) -> str:
    """Write the subject: one line, with the brand as the workspace spells it."""
    return say(letter.language, f"mail.{letter.template}.subject", brand=one_line(_brand(letter)))


def _brand(letter: Letter) -> str:
    return str(letter.params.get("brand") or letter.look.brand)


def _values(letter: Letter) -> dict[str, Any]:
    language = language_or_default(letter.language)
    given = {name: str(value) for name, value in letter.params.items()}
    accent = safe_accent(given.get("accent") or letter.look.accent)
    values: dict[str, Any] = {name: plain(given.get(name, "")) for name in _NAMES}
    values |= {
        "language": language,
        "brand": plain(_brand(letter)),
        "brand_exactly": one_line(_brand(letter)),
        "accent": accent,
        "ink": ink_on(accent),
        "subject": subject_of(letter),
        "email": one_line(given.get("email", letter.to_email), MAX_LENGTH),
        "phone": plain(_phone(given.get("phone", ""))),
        "role": _role(language, given.get("role_key", ""), values["role_name"]),
        "expires": moment_in_words(given.get("expires_at", ""), language, letter.look.time_zone),
        "say": _speaker(language, letter.template),
    }
    return values


def _phone(number: str) -> str:
    """Write a number for people; what cannot be read as one stays as it is."""
    try:
        return phone.display(number)
    except NumberParseException:
        return number


def _role(language: str, key: str, name: str) -> str:
    """Name a shipped role in the reader's language; a role of the workspace's own keeps its name."""
    known = f"mail.role.{key}"
    return say(language, known) if known in catalogue(language) else name


def _speaker(language: str, template: str) -> Any:
    """Give templates their words: `say("intro", …)` is `mail.<template>.intro`, or `mail.shared.intro`."""

    def speak(key: str, **params: str) -> str:
        own = f"mail.{template}.{key}"
        return say(language, own if own in catalogue(language) else f"mail.shared.{key}", **params)

    return speak
