"""What a browser sends of itself."""

from starlette.testclient import TestClient

from comunik_kit.http.app import api
from comunik_kit.http.headers import SecurityHeaders
from comunik_kit.wiring import Kit
from tests.support.cast import PASSWORD

OLGA = "olga@example.org"
SCRIPT = {"Accept": "application/json"}
OURS = {"Sec-Fetch-Site": "same-origin", "Accept-Language": "fr"}


def browser_on(kit: Kit, *, script: bool = True, peer: str = "203.0.113.7") -> TestClient:
    """Open a browser on a page of ours; `script` tells whether forms are posted by the page's script."""
    app = SecurityHeaders(api(lambda: kit), kit.settings, lambda _path: ())
    headers = OURS | (SCRIPT if script else {"Accept": "text/html"})
    return TestClient(
        app,
        base_url=kit.settings.public_url,
        headers=headers,
        follow_redirects=False,
        client=(peer, 50_000),
        raise_server_exceptions=True,
    )


def sign_in(
    browser: TestClient, email: str = OLGA, password: str = PASSWORD, **more: str
) -> dict[str, object]:
    """Post the sign-in form; give the answer."""
    answer = browser.post("/auth/login", data={"email": email, "password": password} | more)
    return {"status": answer.status_code, "body": answer.json()}
