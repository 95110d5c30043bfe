"""A brand tried by mail: shown, or sent to who asks; saved or not."""

import re
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from sqlmodel import col, select

from comunik_kit.branding.errors import TooManyTrials
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import letter
from comunik_kit.mail.sender import Rendered
from comunik_kit.mail.senders.mime import compose
from comunik_kit.mail.tables import OutboxMessage
from tests.branding.conftest import brand_form, picture
from tests.support.cast import Cast
from tests.support.clock import MovedClock


def written(cast: Cast, message_id: str) -> Rendered:
    with cast.kit.db.read() as s:
        found = letter(s, message_id)
    assert found is not None
    return Renderer(keyring=cast.kit.keyring, public_url=cast.kit.settings.public_url).render(found)


def trials(cast: Cast) -> list[OutboxMessage]:
    with cast.kit.db.read() as s:
        return list(
            s.exec(select(OutboxMessage).where(col(OutboxMessage.dedupe_key).startswith("trial/"))).all()
        )


def test_the_form_on_the_screen_goes_to_ones_own_stored_address_and_nothing_is_saved(cast: Cast) -> None:
    """LOG-01: there is no other recipient, and it is written down."""
    logo = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    email = cast.kit.brand_trials.send(cast.admin, form=brand_form(logo=logo))
    (row,) = trials(cast)
    message = written(cast, row.id)

    assert (email, row.to_email) == ("olga@example.org", "olga@example.org")
    assert (message.from_name, message.reply_to) == ("Maison Aubry, l’équipe", "bonjour@maison-aubry.fr")
    assert "Maison Aubry" in message.subject
    assert "RCS Lyon 123 456 789" in message.html
    assert "RCS Lyon 123 456 789" in message.text
    assert f"/brand/{logo}.png" in message.html
    assert 'alt="Maison Aubry"' in message.html
    assert 'width="160" height="40"' in message.html
    assert "#0f766e" in message.html
    assert cast.acts()[-1] == "brand_trial_sent"
    assert cast.kit.branding.view(cast.admin).brand == "Comunik KIT"


def images(html: str) -> list[tuple[str, str, bool]]:
    """List the logo's images of a message: which, on which grounds it stands, and whether it is hidden at first."""
    logo = r'class="logo (on-\w+)" style="([^"]*)"><img src="[^"]*/brand/([0-9a-f]{32})\.png"'
    return [(picture_id, kind, "display:none" in style) for kind, style, picture_id in re.findall(logo, html)]


def test_a_message_has_the_logo_for_each_ground(cast: Cast) -> None:
    light = cast.kit.brand_pictures.store(cast.admin, picture(), kind="logo")
    dark = cast.kit.brand_pictures.store(cast.admin, picture(color="#ffffff"), kind="logo_dark")
    both = cast.kit.brand_trials.show(cast.admin, form=brand_form(logo=light, logo_dark=dark))
    assert images(both.html) == [(light, "on-light", False), (dark, "on-dark", True)]
    assert ".logo.on-dark { display: inline-block !important; }" in both.html
    one = cast.kit.brand_trials.show(cast.admin, form=brand_form(logo=light))
    assert images(one.html) == [(light, "on-both", False)]
    assert dark not in one.html


def test_a_trial_is_shown_as_it_would_be_sent_and_writes_nothing(cast: Cast) -> None:
    before = cast.dump()
    shown = cast.kit.brand_trials.show(cast.admin, form=brand_form(language="en"))
    assert (shown.sender, shown.reply_to) == ("Maison Aubry, l’équipe", "bonjour@maison-aubry.fr")
    assert "Maison Aubry" in shown.subject
    assert 'lang="en"' in shown.html
    assert "Comunik" not in shown.html
    assert cast.dump() == before


def test_an_hour_takes_five(cast: Cast, clock: MovedClock) -> None:
    for _ in range(5):
        cast.kit.brand_trials.send(cast.admin, form=brand_form())
    with pytest.raises(TooManyTrials):
        cast.kit.brand_trials.send(cast.admin, form=brand_form())
    assert len(trials(cast)) == 5
    clock.move(hours=1, minutes=1)
    assert cast.kit.brand_trials.send(cast.admin, form=brand_form())


def test_sender_and_answers_stand_in_the_headers_of_mail(branded: Cast) -> None:
    branded.kit.invitations.create_and_invite(branded.admin, new=branded.new("Ana Lopez"))
    message = written(branded, branded.letters()[-1].id)
    raw = compose(message, address="kit@example.org", key="k").as_bytes()
    mail = message_from_bytes(raw, _class=EmailMessage, policy=policy.default)
    assert mail["From"].addresses[0].display_name == "Maison Aubry, l’équipe"
    assert mail["Reply-To"] == "bonjour@maison-aubry.fr"
    assert str(mail["Subject"]) == "🚀 Vous êtes invité(e) à rejoindre Maison Aubry !"


def test_without_a_reply_to_there_is_no_such_header(cast: Cast) -> None:
    cast.kit.invitations.create_and_invite(cast.admin, new=cast.new("Ana Lopez"))
    message = written(cast, cast.letters()[-1].id)
    assert message.reply_to == ""
    assert b"Reply-To" not in compose(message, address="kit@example.org", key="k").as_bytes()


HOSTILE = (
    "{{7*7}}",
    "{% raw %}x",
    "</style><script>alert(1)</script>",
    "<mj-raw>x</mj-raw>",
    '"><img src=x onerror=alert(1)>',
    "url(javascript:alert(1))",
    "a -->b",
)


@pytest.mark.parametrize("words", HOSTILE)
def test_words_stay_words_in_every_slot(cast: Cast, words: str) -> None:
    """INP-08: no template, no markup, no style."""
    form = brand_form(brand=f"A {words}", sender_name=f"B {words}", legal_line=f"C {words}")
    shown = cast.kit.brand_trials.show(cast.admin, form=form)
    assert "49" not in shown.subject + shown.sender
    assert "C 49" not in shown.html
    assert "<script" not in shown.html
    assert "<img src=x" not in shown.html
    assert "<mj-raw" not in shown.html
    assert shown.sender.startswith("B ")


def test_the_look_of_a_message_in_doubt_is_kept_whole(branded: Cast) -> None:
    """REL-02: the same bytes again, also after another brand was saved."""
    branded.kit.invitations.create_and_invite(branded.admin, new=branded.new("Ana Lopez"))
    while branded.kit.worker.step():
        pass
    row = branded.letters()[-1]
    before = written(branded, row.id)
    branded.kit.branding.save(branded.admin, form=brand_form(brand="Autre", version="2"))
    after = written(branded, row.id)
    assert (after.html, after.from_name, after.reply_to) == (before.html, before.from_name, before.reply_to)
