"""One person's data as a file: through the route."""

import io
import zipfile

from starlette.testclient import TestClient

from tests.http.browser import browser_on, sign_in
from tests.support.cast import PASSWORD, Cast


def test_an_admin_downloads_it_and_nobody_keeps_it(cast: Cast, browser: TestClient) -> None:
    ana = cast.create("Ana Lopez")
    sign_in(browser)
    answer = browser.get(f"/users/{ana}/data.zip")
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert answer.headers["content-disposition"].endswith(f'-{ana}.zip"')
    assert "account.json" in zipfile.ZipFile(io.BytesIO(answer.content)).namelist()


def test_others_get_a_refusal_and_nothing_is_written(cast: Cast, browser: TestClient) -> None:
    """ACL-02, ACL-03."""
    sami, _ = cast.join("Sami Roy", "manager")
    before = cast.acts()
    assert browser.get(f"/users/{sami.user_id}/data.zip").status_code == 401
    sign_in(browser)
    assert browser.get(f"/users/{'0' * 32}/data.zip").status_code == 404
    assert browser.post(f"/users/{sami.user_id}/data.zip").status_code == 405
    other = browser_on(cast.kit)
    sign_in(other, "sami@example.org", PASSWORD)
    assert other.get(f"/users/{cast.admin.user_id}/data.zip").status_code == 403
    assert [act for act in cast.acts()[len(before) :] if act != "authn_login_success"] == []
