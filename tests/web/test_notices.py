"""What an address says after a form was posted is put into words: by the page's state, or without any script."""

import json
from collections.abc import Callable

import pytest
import reflex as rx

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.locale import LANGUAGES, catalogue
from comunik_kit.web.forgot.page import forgot
from comunik_kit.web.profile.page import security_page
from comunik_kit.web.profile.state import ProfileState
from comunik_kit.web.session import SessionState
from comunik_kit.web.sign_in.page import sign_in
from comunik_kit.web.sign_in.state import SignInState
from tests.support.cast import Cast
from tests.support.events import Tab

CHANGED = "profile.told.password"


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/login?notice=signed_out", "doors.notice.signed_out"),
        ("/login?notice=password_changed", "doors.notice.password_changed"),
        ("/forgot?notice=sent", "doors.forgot.done"),
        ("/login?notice=<b>lost</b>", ""),
        ("/forgot", ""),
    ],
)
async def test_the_doors_put_the_addresss_notice_into_words(cast: Cast, path: str, words: str) -> None:
    """And say nothing that an address has invented."""
    assert cast.kit.workspaces.summary("localhost") is not None
    async with Tab() as tab:
        told = await tab.fire(SignInState.load, path=path)
        assert (await tab.state(SignInState)).notice == words
        assert told.failures == []
        assert "<b>" not in repr(told.vars(SignInState))
    for lang in LANGUAGES:
        assert not words or catalogue(lang)[words]


@pytest.mark.anyio
async def test_the_passwords_page_tells_that_it_was_changed(cast: Cast) -> None:
    cookies = {session_cookie_name(cast.kit.settings): cast.admin_secret}
    async with Tab(cookies) as tab:
        await tab.fire(ProfileState.load_security, path="/profile/security")
        assert (await tab.state(SessionState)).notice.key == ""
        await tab.fire(ProfileState.load_security, path="/profile/security?notice=password_changed")
        notice = (await tab.state(SessionState)).notice
        assert (notice.kind, notice.key) == ("success", CHANGED)


@pytest.mark.parametrize(
    ("page", "sentences"),
    [
        (
            sign_in,
            {"signed_out": "doors.notice.signed_out", "password_changed": "doors.notice.password_changed"},
        ),
        (forgot, {"sent": "doors.forgot.done"}),
        (security_page, {"password_changed": CHANGED}),
    ],
)
def test_without_script_the_fragment_finds_the_same_words(
    page: Callable[[], rx.Component], sentences: dict[str, str]
) -> None:
    """They stand in a `noscript` alone, so that nobody with script reads them twice."""
    html = json.dumps(page().render(), ensure_ascii=False, default=str)
    scripted, _, plain = html.partition("noscript")
    for fragment, words in sentences.items():
        assert f'id:\\"{fragment}\\"' in plain
        assert words in plain
        assert f'id:\\"{fragment}\\"' not in scripted
