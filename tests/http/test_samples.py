"""Samples in the frame that shows them."""

import pytest
from starlette.testclient import TestClient

from comunik_kit.locale import LANGUAGES
from comunik_kit.mail.outbox import Template
from tests.http.browser import browser_on, sign_in
from tests.support.cast import Cast

DARK = "@media (prefers-color-scheme: dark)"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_shown_in_both_themes_and_plain(
    cast: Cast, browser: TestClient, language: str
) -> None:
    """INP-08: nothing but a picture of a message: no script, no link that opens, nothing kept."""
    sign_in(browser)
    before = cast.dump()
    for template in Template:
        path = f"/mail/samples/{template}/{language}"
        own, light, dark, plain = (
            browser.get(path + end) for end in ("", "?theme=light", "?theme=dark", ".txt")
        )
        assert {each.status_code for each in (own, light, dark, plain)} == {200}
        assert (DARK in own.text, DARK in light.text, DARK in dark.text) == (True, False, False)
        assert "@media not all" in light.text
        assert "@media all" in dark.text
        assert (own.headers["content-type"], plain.headers["content-type"]) == (
            "text/html; charset=utf-8",
            "text/plain; charset=utf-8",
        )
        assert "sandbox" in dark.headers["content-security-policy"]
        assert dark.headers["cache-control"] == "no-store"
        assert browser.get(f"{path}?theme=<x>").text == own.text
    assert cast.dump() == before


@pytest.mark.parametrize("path", ["x/fr", "invitation/de", "x/fr.txt", "invitation/%2e%2e"])
def test_what_is_no_sample_is_not_found(cast: Cast, browser: TestClient, path: str) -> None:
    """SES-03: and a visitor is asked to sign in first."""
    sign_in(browser)
    assert browser.get(f"/mail/samples/{path}").status_code == 404
    assert browser_on(cast.kit).get(f"/mail/samples/{path}").status_code == 401
