"""« E-mails »: what the page knows of a message, and what it must not know."""

import pytest

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.mail.views import MailView
from comunik_kit.web.mail.page import mail_page
from comunik_kit.web.mail.state import MailState
from comunik_kit.web.session import SessionState
from tests.support.cast import Cast
from tests.support.events import Tab

pytestmark = pytest.mark.anyio
PAGE = "/settings/mail"


def tab_of(cast: Cast, secret: str) -> Tab:
    """Open a tab with somebody's cookie."""
    return Tab({session_cookie_name(cast.kit.settings): secret})


def invite(cast: Cast) -> tuple[str, str]:
    """Invite Ana; answer the message's id and the secret in it."""
    invited = cast.kit.invitations.create_and_invite(cast.admin, new=cast.new())
    return cast.letters()[-1].id, cast.link(invited.invitation_id)


async def test_opening_a_message_sends_no_word_of_its_body(cast: Cast) -> None:
    """ACL-08, SES-02: neither the link nor the HTML travels in a delta, nor stays in the state."""
    message_id, secret = invite(cast)
    body = cast.kit.mailbox.read(cast.admin, message_id)
    assert secret in body.html
    assert secret in body.text
    assert secret not in repr(body)

    async with tab_of(cast, cast.admin_secret) as tab:
        told = [
            await tab.fire(MailState.load, path=PAGE),
            await tab.fire(MailState.read, path=PAGE, message_id=message_id),
            await tab.fire(MailState.show_text, path=PAGE, shown=True),
            await tab.fire("reflex___state____state.hydrate", path=PAGE),
        ]
        shown = await tab.state(MailState)
        assert shown.is_open
        assert shown.message.id == message_id
        assert (shown.message.to_email, shown.message.masked) == ("ana@example.org", False)
        everything = (
            "".join(each.text for each in told) + repr(shown.dict()) + repr(shown.get_value("message"))
        )
    assert message_id in everything
    assert [each.failures for each in told] == [[], [], [], []]
    for part in (secret, "/invite/", "<html", "<body", "<a ", body.text[:40]):
        assert part not in everything


async def test_opening_the_sheet_is_no_reading_before_the_body_is_asked_for(cast: Cast) -> None:
    """LOG-01: the frame asks, and that is what is written down."""
    message_id, _ = invite(cast)
    before = cast.acts()
    async with tab_of(cast, cast.admin_secret) as tab:
        await tab.fire(MailState.read, path=PAGE, message_id=message_id)
        await tab.fire(MailState.show_sheet, path=PAGE, shown=False)
        shown = await tab.state(MailState)
        assert (shown.is_open, shown.message) == (False, MailView())
    assert cast.acts() == before


@pytest.mark.parametrize("wrong", ["0" * 32, "", "x\0", "' OR 1=1 --", "A" * 5_000, 7, None, ["a"]])
async def test_an_id_of_no_message_opens_nothing(cast: Cast, wrong: object) -> None:
    """INP-01."""
    invite(cast)
    async with tab_of(cast, cast.admin_secret) as tab:
        told = await tab.fire(MailState.read, path=PAGE, message_id=wrong)
        shown = await tab.state(MailState)
        assert told.failures == []
        assert (shown.is_open, shown.message) == (False, MailView())
        # What is no text at all does not even reach the handler.
        said = "errors.not_found" if isinstance(wrong, str) else ""
        assert (await tab.state(SessionState)).notice.key == said


async def test_a_manager_opens_no_message(cast: Cast) -> None:
    """ACL-01."""
    message_id, _ = invite(cast)
    _, secret = cast.join("Mado Petit", "manager")
    async with tab_of(cast, secret) as tab:
        told = await tab.fire(MailState.read, path=PAGE, message_id=message_id)
        assert (await tab.state(MailState)).message == MailView()
    assert "ana@example.org" not in told.text


def test_the_body_is_fetched_by_a_frame_that_runs_nothing() -> None:
    """Links open outside; without scripts, forms or an origin of ours."""
    drawn = str(mail_page().render())

    assert "/mail/" in drawn
    assert '"allow-popups allow-popups-to-escape-sandbox"' in drawn
    for more in ("srcDoc", "allow-scripts", "allow-same-origin", "allow-forms", "allow-top-navigation"):
        assert more not in drawn
