"""One installation for the journeys that need no empty one, with a real SMTP server behind it."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.journeys.person import PASSWORD, Person, at_a_browser
from tests.support import app, smtp


@dataclass(frozen=True)
class House:
    """A running installation that Olga has set up."""

    kit: app.App
    mail: smtp.Mailbox
    browser: Browser
    password: str = PASSWORD

    def somebody(self, **look: Any) -> AbstractContextManager[Person]:
        """Give somebody a browser here; `look` is that of `at_a_browser`."""
        return at_a_browser(self.browser, self.kit.url, **look)

    def sign_in(self, person: Person, email: str = "olga@example.org", password: str = PASSWORD) -> None:
        """Sign in by the form."""
        person.open("/login")
        person.fill(email=email, password=password)
        person.press("Se connecter")


@pytest.fixture(scope="module")
def house(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """Run an installation for the tests of one file."""
    folder = tmp_path_factory.mktemp("house")
    with (
        smtp.server() as mail,
        app.running(folder, KIT_SMTP_URL=mail.url, KIT_MAIL_FROM="Comunik KIT <kit@example.org>") as kit,
    ):
        set_up(kit)
        yield House(kit, mail, browser)


def set_up(kit: app.App) -> None:
    """Do the first set-up as Olga, from the command line."""
    kit.command(
        "setup",
        "--workspace",
        "Ateliers Lumière",
        "--name",
        "Olga Martin",
        "--email",
        "olga@example.org",
        "--domain",
        "localhost",
        "--password-stdin",
        given=PASSWORD,
    )
