"""A workspace at a proven host of its own, and requests that say they are at another one (TOK-07)."""

import re

from comunik_kit.mail import repository
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.rendering import Renderer
from tests.support.cast import Cast

HOST, FOREIGN = "people.example.com", "evil.example"
BASE = f"https://{HOST}"
# What no request makes: the worker writes these by itself, and no header is there to be believed.
BY_THE_CLOCK = frozenset({Template.REMINDER, Template.DIGEST, Template.DOMAIN_FAILING, Template.DOMAIN_LOST})
_IN_HTML = re.compile(r"(?:href|src|background)=[\"']([^\"']+)")
_IN_TEXT = re.compile(r"https?://[^\s<>()]+")
_NO_PAGES = ("mailto:", "tel:", "cid:")


def forged(name: str) -> dict[str, str]:
    """Give everything that a proxy or a liar may say of the host that was asked."""
    return {
        "X-Forwarded-Host": name,
        "Forwarded": f"for=192.0.2.60;host={name};proto=http",
        "X-Host": name,
        "X-Forwarded-Server": name,
        "X-Original-Host": name,
        "X-Forwarded-Port": "8443",
        "X-Forwarded-Proto": "http",
    }


def new_letters(cast: Cast, before: set[str]) -> dict[str, str]:
    """List the rows of the outbox that were not there before: their templates by id."""
    return {each.id: each.template for each in cast.letters() if each.id not in before}


def ids_of(cast: Cast) -> set[str]:
    """Name the rows of the outbox."""
    return {each.id for each in cast.letters()}


def links_in(cast: Cast, message_id: str) -> list[str]:
    """Write a message as it leaves; every address in it that leads to a page or a picture."""
    with cast.kit.db.read() as s:
        letter = repository.letter(s, message_id)
    assert letter is not None
    renderer = Renderer(keyring=cast.kit.keyring, public_url=cast.kit.settings.public_url)
    written = renderer.render(letter)
    assert FOREIGN not in written.html + written.text + written.unsubscribe
    found = [*_IN_HTML.findall(written.html), *_IN_TEXT.findall(written.text)]
    found += [written.unsubscribe] if written.unsubscribe else []
    return [each for each in found if not each.startswith(_NO_PAGES)]


def lead_home(cast: Cast, before: set[str], template: Template) -> None:
    """Check that such a message is there, and that every link of what is new leads to the workspace's own host."""
    made = new_letters(cast, before)
    assert template in made.values()
    for message_id in made:
        links = links_in(cast, message_id)
        assert links
        assert [each for each in links if not each.startswith(f"{BASE}/")] == []
