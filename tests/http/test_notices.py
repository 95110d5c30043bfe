"""Where a plain form is sent, so that the page says what happened even where no script runs."""

import pytest

from tests.http.browser import OLGA, browser_on
from tests.support.cast import PASSWORD, Cast

NEW = "Train-bleu-17?"


@pytest.mark.parametrize(
    ("path", "form", "location"),
    [
        ("/auth/logout", {}, "/login?notice=signed_out#signed_out"),
        ("/auth/forgot", {"email": OLGA}, "/forgot?notice=sent#sent"),
        (
            "/auth/password",
            {"current": PASSWORD, "password": NEW, "confirmation": NEW},
            "/profile/security?notice=password_changed#password_changed",
        ),
    ],
)
def test_a_plain_form_is_sent_where_css_alone_can_say_what_happened(
    cast: Cast, path: str, form: dict[str, str], location: str
) -> None:
    """The page has a sentence under the fragment's id; a refusal's address has no fragment."""
    browser = browser_on(cast.kit, script=False)
    refused = browser.post("/auth/login", data={"email": OLGA, "password": "wrong"})
    browser.post("/auth/login", data={"email": OLGA, "password": PASSWORD})
    answer = browser.post(path, data=form)

    assert (answer.status_code, answer.headers["location"]) == (303, location)
    assert "#" not in refused.headers["location"]
