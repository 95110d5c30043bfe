"""One installation for the journeys that need no empty one, with a real SMTP server behind it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from comunik_kit.http.cookies import session_cookie_name
from comunik_kit.kernel.clock import SystemClock
from tests.journeys.person import PASSWORD, Person, at_a_browser
from tests.support import app, smtp
from tests.support.cast import Cast, found, kit_on


@dataclass(frozen=True)
class House:
    """A running installation that Olga has set up; `cast` has the services over the same data."""

    kit: app.App
    cast: Cast
    mail: smtp.Mailbox
    browser: Browser
    password: str = PASSWORD

    def somebody(self, **look: Any) -> AbstractContextManager[Person]:
        """Give somebody a browser here; `look` is that of `at_a_browser`."""
        return at_a_browser(self.browser, self.kit.url, **look)

    @contextmanager
    def olga(self, **look: Any) -> Iterator[Person]:
        """Give Olga a browser in which she is signed in already."""
        with self.somebody(**look) as olga:
            cookie = session_cookie_name(self.cast.kit.settings)
            secret = self.cast.admin_secret
            olga.page.context.add_cookies([{"name": cookie, "value": secret, "url": self.kit.url}])
            yield olga

    def sign_in(self, person: Person, email: str = "olga@example.org", password: str = PASSWORD) -> None:
        """Sign in by the form."""
        person.open("/login")
        person.fill(email=email, password=password)
        person.press("Se connecter")


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """Run an installation for the tests of one file.

    A second process for the work costs each file seconds; a file about that work says `WORKER = "companion"`.
    """
    folder = tmp_path_factory.mktemp("house")
    settings = {
        "KIT_MAIL_FROM": "Comunik KIT <kit@example.org>",
        "KIT_WORKER": getattr(request.module, "WORKER", "embedded"),
    }
    with (
        smtp.server() as mail,
        app.running(folder, KIT_SMTP_URL=mail.url, KIT_SOCKET_RATE="30", **settings) as kit,
        founded(folder) as cast,
    ):
        yield House(kit, cast, mail, browser)


@contextmanager
def founded(folder: Path) -> Iterator[Cast]:
    """Do the first set-up of the installation in that folder as Olga, without a browser."""
    data = folder / "data"
    cast = found(kit_on(f"sqlite:///{data / 'comunik.db'}", SystemClock(), data))
    try:
        yield cast
    finally:
        cast.kit.db.dispose()
