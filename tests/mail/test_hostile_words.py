"""What somebody typed stays words, in every message, whatever it pretends to be."""

import re
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from functools import cache

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from comunik_kit.locale import LANGUAGES
from comunik_kit.mail.outbox import SILENCEABLE, Template
from comunik_kit.mail.rendering import HOME
from comunik_kit.mail.senders.smtp import compose
from tests.mail.full_letters import RENDERER, full_letter
from tests.mail.ground import SENDER
from tests.mail.test_rendering import HEADERS, HOSTILE, Reader

OUR_HOST = "https://equipe.exemple.fr"
SLOTS = (
    *("full_name", "inviter", "invitee", "asker", "giver", "workspace", "brand", "accent"),
    *("role_name", "old_role_name", "phone", "email", "new_email", "device", "place", "words", "path"),
    *("added_names", "accepted_names", "requested_names", "troubled_names"),
)
EVIL = 'x"\r\nBcc: eve@evil.com\r\n\r\n</a><img src=//evil.com onerror=x()> https://evil.com www.evil.com'
# What mail programs make a link of by themselves.
_ADDRESS = re.compile(r"\w://\S|\S[.\u3002]\w", re.IGNORECASE)


@cache
def _own(template: Template, language: str) -> Reader:
    return Reader(RENDERER.render(full_letter(template, language)).html)


def _without_ours(text: str) -> str:
    return text.replace(f"{OUR_HOST}/", "")


@pytest.mark.parametrize("template", list(Template))
@settings(max_examples=12)
@given(slots=st.fixed_dictionaries(dict.fromkeys(SLOTS, HOSTILE)), language=st.sampled_from(LANGUAGES))
@example(slots=dict.fromkeys(SLOTS, EVIL), language="fr")
@example(slots=dict.fromkeys(SLOTS, ""), language="en")
@example(slots=dict.fromkeys(SLOTS, "") | {"email": ".0"}, language="fr")
def test_nothing_typed_becomes_a_header_markup_or_a_link(
    template: Template, slots: dict[str, str], language: str
) -> None:
    """INV-11, INP-08: our tags alone, our links alone, our headers alone; no address that a program would underline."""
    roles = {"role_key": "own", "old_role_key": "own"}
    message = RENDERER.render(full_letter(template, language, **(slots | roles)))
    reader, ours = Reader(message.html), _own(template, language)
    mail = message_from_bytes(compose(message, address=SENDER, key="k").as_bytes(), policy=default)

    assert set(reader.tags) <= set(ours.tags) | {"br", "small", "b", "div"}
    assert {link.partition("?")[0].startswith(f"{OUR_HOST}/") for link in reader.links} == {True}
    assert len(reader.links) == len(ours.links)
    assert not _ADDRESS.search(_without_ours(message.text))  # the other part has the very same values
    assert isinstance(mail, EmailMessage)
    assert set(mail.keys()) - HEADERS == (_list_headers() if template in SILENCEABLE else set())
    assert len(message.subject.splitlines()) == 1


def _list_headers() -> set[str]:
    return {"List-Unsubscribe", "List-Unsubscribe-Post"}


@pytest.mark.parametrize(
    "path", ["//evil.com", "https://evil.com", "/users/../../x", "/users?x=1", "javascript:x", "/"]
)
@pytest.mark.parametrize("template", [Template.LINK_REQUESTED, Template.INVITATION_ACCEPTED])
def test_a_page_that_a_message_asks_for_is_one_of_ours(template: Template, path: str) -> None:
    """INP-09: what is no plain path of the app leads to the usual page."""
    message = RENDERER.render(full_letter(template, path=path))

    expected = OUR_HOST + (path if path == HOME else "/users")
    assert expected in Reader(message.html).links
    assert "evil" not in message.html + message.text


@pytest.mark.parametrize("template", list(Template))
def test_only_news_about_others_can_be_switched_off(template: Template) -> None:
    """LOG-05, RFC 8058: in the header, for one click of the mail program, and at the foot, for a reader's."""
    message = RENDERER.render(full_letter(template))
    found = [link for link in Reader(message.html).links if "/mail/unsubscribe/" in link]

    assert bool(found) is bool(message.list_headers) is (template in SILENCEABLE)
    if found:
        assert message.list_headers["List-Unsubscribe"] == f"<{found[0]}>"
        assert message.list_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert found[0] in message.text
    assert RENDERER.render(full_letter(template), masked=True).list_headers == {}
