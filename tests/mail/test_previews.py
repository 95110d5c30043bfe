"""« Modèles »: each message with invented data, shown, or sent to whoever asks."""

import pytest

from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.locale import LANGUAGES
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.previews import TooManySamples
from comunik_kit.mail.tables import OutboxMessage
from tests.mail.test_rendering import Reader
from tests.support.cast import Cast
from tests.support.clock import MovedClock

EVERY = [(template.value, language) for template in Template for language in LANGUAGES]


def send(cast: Cast, template: str = "invitation", language: str = "fr") -> str:
    return cast.kit.previews.send(cast.admin, template=template, language=language)


def samples(cast: Cast) -> list[OutboxMessage]:
    return [each for each in cast.letters() if each.dedupe_key.startswith("sample/")]


@pytest.mark.parametrize(("template", "language"), EVERY)
def test_each_message_is_shown_drawn_and_plain_without_a_secret(
    lone_cast: Cast, template: str, language: str
) -> None:
    """TOK-01: its button leads home, it switches nothing off, and it says that it is a sample; nothing is written."""
    before = lone_cast.dump()
    body = lone_cast.kit.previews.show(lone_cast.admin, template=template, language=language)
    subject = lone_cast.kit.previews.subject(lone_cast.admin, template=template, language=language)
    home = f"{lone_cast.kit.settings.public_url}/"

    assert set(Reader(body.html).links) <= {home}
    assert (f'lang="{language}"' in body.html, body.link) == (True, "")
    assert "Comunik KIT" in body.html
    assert "{" not in body.text + subject
    assert subject.startswith({"fr": "[Essai] ", "en": "[Test] "}[language])
    assert lone_cast.dump() == before


def test_the_two_languages_are_two(lone_cast: Cast) -> None:
    show = lone_cast.kit.previews.show
    for template in Template:
        french, english = (show(lone_cast.admin, template=template, language=each) for each in ("fr", "en"))
        assert french.text != english.text


def test_a_sample_goes_to_ones_own_stored_address_alone(cast: Cast) -> None:
    """LOG-01: whatever a page says there is no other recipient; it is written down."""
    assert send(cast) == "olga@example.org"
    (letter,) = samples(cast)

    assert (letter.to_email, letter.to_name, letter.recipient_id) == (
        "olga@example.org",
        "Olga Martin",
        cast.admin.user_id,
    )
    assert (letter.purpose, letter.subject_id, letter.version) == ("", "", 0)
    assert cast.acts()[-1] == "mail_sample_sent"


@pytest.mark.parametrize("template", [each.value for each in Template])
def test_each_message_can_be_sent_to_oneself(cast: Cast, template: str) -> None:
    """LOG-05: also news that one has switched off, for here one asks for it."""
    for kind in ("digest", "invitation_accepted"):
        cast.kit.opt_outs.choose(cast.admin, template=kind, wanted=False)
    send(cast, template, "en")

    assert [(each.template, each.language) for each in samples(cast)] == [(template, "en")]


def test_five_leave_in_an_hour_and_then_it_is_said_when_the_next_may(cast: Cast, clock: MovedClock) -> None:
    """REL-03: nobody floods even their own mailbox."""
    for _ in range(5):
        send(cast)
        clock.move(minutes=2)
    with pytest.raises(TooManySamples) as refused:
        send(cast)
    assert refused.value.params["count"] == 50
    assert len(samples(cast)) == 5
    assert cast.acts().count("mail_sample_sent") == 5

    clock.move(minutes=50)
    send(cast)
    with pytest.raises(TooManySamples):
        send(cast)


def test_each_reader_has_an_hour_of_their_own(cast: Cast) -> None:
    paul, _ = cast.join("Paul Roy", "admin")
    for _ in range(5):
        send(cast)
    assert cast.kit.previews.send(paul, template="digest", language="fr") == "paul@example.org"


@pytest.mark.parametrize("role", ["user", "agent", "supervisor", "manager"])
def test_only_who_may_read_mail_sees_or_sends_samples(cast: Cast, role: str) -> None:
    """ACL-01."""
    actor, _ = cast.join("Ana Lopez", role)
    for act in (cast.kit.previews.show, cast.kit.previews.subject, cast.kit.previews.send):
        with pytest.raises(Forbidden):
            act(actor, template="invitation", language="fr")
    assert samples(cast) == []


@pytest.mark.parametrize(
    ("template", "language"), [("x", "fr"), ("", ""), ("invitation", "de"), ("../invitation", "fr")]
)
def test_what_is_no_message_or_no_language_is_not_found(
    lone_cast: Cast, template: str, language: str
) -> None:
    """INP-01."""
    for act in (lone_cast.kit.previews.show, lone_cast.kit.previews.subject, lone_cast.kit.previews.send):
        with pytest.raises(NotFound):
            act(lone_cast.admin, template=template, language=language)
    assert samples(lone_cast) == []
