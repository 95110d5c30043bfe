"""What the person reads: exact words, the link, and nothing that somebody else slipped in."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from comunik_kit.kernel.email_address import InvalidEmail
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import Look
from comunik_kit.mail.senders.smtp import compose
from tests.mail.ground import KEY, PUBLIC_URL, SENDER, invitation_params, letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RENDERER = Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL)
LINK = "https://equipe.exemple.fr/invite/" + Keyring(KEY).link("invite", "b" * 32, 1)


class Reader(HTMLParser):
    """Reads a message as a mail program does."""

    def __init__(self, html: str) -> None:
        """Read at once."""
        super().__init__()
        self.links: set[str] = set()
        self.tags: list[str] = []
        self.words = ""
        self._unread = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag, and where a link leads."""
        self.tags.append(tag)
        self._unread += tag in {"style", "title"}
        self.links |= {value or "" for name, value in attrs if name in {"href", "src"}}

    def handle_endtag(self, tag: str) -> None:
        """Note the end of what nobody reads."""
        self._unread -= tag in {"style", "title"}

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        if not self._unread:
            self.words += data


@pytest.mark.parametrize(
    ("language", "subject", "button"),
    [
        ("fr", "🚀 Vous êtes invité(e) à rejoindre Comunik KIT !", "ACCEPTER L'INVITATION"),
        ("en", "🚀 You’ve been invited to join Comunik KIT!", "ACCEPT INVITATION"),
    ],
)
def test_an_invitation_says_what_the_guide_promises(language: str, subject: str, button: str) -> None:
    """The guide, step 4: subject, account e-mail and phone, the link; in both parts."""
    message = RENDERER.render(letter(NOW, language=language))
    reader = Reader(message.html)

    assert message.subject == subject
    for words in (reader.words, message.text):
        for said in (
            button,
            "ana@exemple.fr",
            "+33 6 12 34 56 78",
            "Ana Martin",
            "Marie Durand",
            "2026",
            LINK,
        ):
            assert said in words
    assert reader.links == {LINK}
    assert f'lang="{language}"' in message.html
    assert "prefers-color-scheme: dark" in message.html


def test_nothing_in_a_message_is_fetched_from_elsewhere() -> None:
    """TOK-08: no outside font, picture or script learns that a link was opened."""
    for template in Template:
        html = RENDERER.render(letter(NOW, template=template.value)).html
        assert {"script", "img", "link", "iframe", "form"}.isdisjoint(Reader(html).tags)
        assert "@import" not in html


@pytest.mark.parametrize("template", list(Template))
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_message_finds_all_its_words(template: Template, language: str) -> None:
    """A missing word would show its key."""
    message = RENDERER.render(letter(NOW, template=template.value, language=language))

    assert "mail." not in Reader(message.html).words + message.text + message.subject
    assert "{" not in Reader(message.html).words + message.text + message.subject


def test_the_same_row_always_gives_the_same_bytes() -> None:
    """REL-02: the provider answers 409 to a key that comes back with another body."""
    first, second = (
        Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL).render(letter(NOW)) for _ in range(2)
    )

    assert first == second
    assert first.html == second.html
    mails = [compose(message, address=SENDER, key="k").as_bytes() for message in (first, second)]
    assert mails[0] == mails[1]


@pytest.mark.parametrize(
    ("host", "state", "base"),
    [
        ("equipe.exemple.fr", "proven", "https://equipe.exemple.fr/invite/"),
        ("localhost", "development", "http://localhost:3000/invite/"),
        ("equipe.exemple.fr", "pending", ""),
        ("", "", ""),
    ],
)
def test_a_link_leads_to_the_stored_host_or_nowhere(host: str, state: str, base: str) -> None:
    """TOK-07."""
    link = RENDERER.link(letter(NOW, look=Look("Kit", "#2563eb", "Europe/Paris", host, state)))

    assert link.startswith(base)
    assert bool(link) is bool(base)


def test_a_masked_message_holds_no_part_of_the_link() -> None:
    """The archive of a real carrier is not a second way in."""
    message = RENDERER.render(letter(NOW), masked=True)
    secret = LINK.rpartition("/")[2]

    assert "[lien masqué]" in message.text
    assert "[lien masqué]" in Reader(message.html).words
    for part in (message.html, message.text, message.subject):
        assert secret[:16] not in part
        assert secret[22:] not in part


def test_a_message_never_shows_its_link_when_printed() -> None:
    """LOG-03: a rendered message in a log line says nothing of its body."""
    assert LINK.rpartition("/")[2] not in repr(RENDERER.render(letter(NOW)))


def test_the_brand_and_accent_are_the_workspaces() -> None:
    """White label: a missing brand is taken from the workspace, a wrong colour is the shipped one."""
    params = invitation_params(NOW, brand="", accent="red;}")
    look = Look("Studio Léa", "#0a7f3c", "Europe/Paris", "equipe.exemple.fr", "proven")
    message = RENDERER.render(letter(NOW, params=params, look=look))

    assert message.subject == "🚀 Vous êtes invité(e) à rejoindre Studio Léa !"
    assert message.from_name == "Studio Léa"
    assert "red;}" not in message.html


def test_an_address_with_an_accented_domain_is_written_for_mail_servers() -> None:
    """INV-05: the domain as an A-label; what is no address is refused before any server sees it."""
    assert RENDERER.render(letter(NOW, to_email="ana@exämple.fr")).to_email == "ana@xn--exmple-cua.fr"
    with pytest.raises(InvalidEmail):
        RENDERER.render(letter(NOW, to_email="ana@exemple.fr\r\nBcc: eve@evil.com"))


HOSTILE = st.one_of(
    st.text(max_size=300),
    st.sampled_from(
        [
            'x"\r\nBcc: eve@evil.com\r\n\r\n<script>alert(1)</script>',
            "<a href='https://evil.com'>click</a>",
            '"><img src=x onerror=alert(1)>',
            "https://evil.com/?a=b",
            "{{7*7}}{% raw %}",
            "{link}{email}",
            "</style><mj-raw>",
            "\u202egnp.exe",
            "=?utf-8?q?evil?=",
            "A" * 10_000,
        ]
    ),
)
SLOTS = ("full_name", "inviter", "workspace", "brand", "role_name", "phone", "email")


@given(st.fixed_dictionaries(dict.fromkeys(SLOTS, HOSTILE)), HOSTILE)
@example(dict.fromkeys(SLOTS, 'x"\r\nBcc: eve@evil.com\r\n\r\n<b>'), "eve\r\nBcc: e@evil.com")
def test_nothing_typed_becomes_a_header_markup_or_a_link(slots: dict[str, str], to_name: str) -> None:
    """INV-11, INP-08: the MIME result has just our headers, the HTML just our tags and our one link."""
    hostile = letter(NOW, to_name=to_name, params=invitation_params(NOW, role_key="own", **slots))
    message = RENDERER.render(hostile)
    mail = message_from_bytes(compose(message, address=SENDER, key="k").as_bytes(), policy=default)

    assert isinstance(mail, EmailMessage)
    assert set(mail.keys()) == HEADERS
    assert [address.addr_spec for address in _addresses(mail["To"])] == ["ana@exemple.fr"]
    assert [address.addr_spec for address in _addresses(mail["From"])] == [SENDER]
    assert len(mail["Subject"]) < 200
    reader = Reader(message.html)
    assert reader.links == {LINK}
    assert set(reader.tags) <= OUR_TAGS
    assert len(message.html) < 30_000


def _addresses(header: Any) -> Any:
    return header.addresses


HEADERS = {
    "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "MIME-Version", "Content-Type",
}  # fmt: skip
OUR_TAGS = set(Reader(RENDERER.render(letter(NOW)).html).tags)
