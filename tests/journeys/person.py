"""What a person does in the browser, in a person's words; every page complains into `said`."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, expect
from playwright.sync_api import TimeoutError as TookTooLong

from tests.support.waiting import eventually

PASSWORD = "Vélo-rouge-42!"
PATIENCE = 15_000


@dataclass
class Person:
    """Somebody at a browser of their own."""

    page: Page
    url: str
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        """Type an address, and wait until what the server drew has made way for what answers to hands and keys."""
        self.page.goto(path if path.startswith("http") else self.url + path)
        self.page.locator(".first-drawing").wait_for(state="detached", timeout=PATIENCE)

    def fill(self, **fields: str) -> None:
        """Fill fields by their form names."""
        for name, value in fields.items():
            self.page.locator(f"[name={name}]:visible").fill(value)

    def press(self, name: str | re.Pattern[str]) -> None:
        """Press the button of that name."""
        self.page.get_by_role("button", name=name, exact=isinstance(name, str)).first.click()

    def choose_menu(self, opener: Locator, entry: str) -> None:
        """Open a menu and choose an entry; open it again when the list was drawn anew under one's hand."""
        wanted = self.page.get_by_role("menuitem", name=entry, exact=True)
        for _ in range(2):
            opener.click()
            try:
                wanted.click(timeout=4_000)
            except TookTooLong:
                self.page.keyboard.press("Escape")
            else:
                return
        opener.click()
        wanted.click()

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the page shows a text."""
        expect(self.page.get_by_text(text).first).to_be_visible(timeout=PATIENCE)

    def is_at(self, path: str) -> None:
        """Wait until the address is that one."""
        expect(self.page).to_have_url(re.compile(re.escape(self.url + path) + r"(\?.*)?$"), timeout=PATIENCE)

    def has_another_tab_at(self, path: str) -> None:
        """Wait until the browser has a tab of that address besides this one, and close it.

        The browser itself is asked: of a tab that comes from a link and whose page keeps its opener away
        (`Cross-Origin-Opener-Policy`) Playwright hears late or never.
        """
        assert self.page.context.browser is not None
        line = self.page.context.browser.new_browser_cdp_session()

        def found() -> list[str]:
            tabs = line.send("Target.getTargets")["targetInfos"]
            return [each["targetId"] for each in tabs if each["url"] == self.url + path]

        eventually(lambda: bool(found()), of=f"a tab at {path}")
        for tab in found():
            line.send("Target.closeTarget", {"targetId": tab})
        line.detach()

    def set_up(self, link: str, *, domain: str = "localhost") -> None:
        """Do the first set-up as Olga."""
        self.open(link)
        self.fill(
            workspace="Ateliers Lumière",
            domain=domain,
            name="Olga Martin",
            email="olga@example.org",
            password=PASSWORD,
            confirmation=PASSWORD,
        )
        self.press("Créer l’espace de travail")
        self.sees("Bonjour Olga")
        self.skip_tour()

    def skip_tour(self) -> None:
        """Say on the first home page that one finds one's way alone."""
        self.press("Passer la visite")
        expect(self.page.get_by_role("dialog")).to_have_count(0)

    def open_drawer(self) -> Locator:
        """Go to the list and open « Nouveau collègue »."""
        self.open("/users")
        self.press("Créer")
        drawer = self.page.get_by_role("dialog", name="Nouveau collègue")
        expect(drawer.get_by_label("Nom complet")).to_be_focused(timeout=PATIENCE)
        return drawer

    def fill_colleague(self, drawer: Locator, name: str, email: str, role: str = "Agent") -> None:
        """Fill the drawer."""
        drawer.get_by_label("Nom complet").fill(name)
        drawer.get_by_label("E-mail (nom d’utilisateur)").fill(email)
        drawer.get_by_label("Rôle").select_option(label=role)

    def create_by(self, drawer: Locator, act: str) -> None:
        """Choose one of the four acts of the blue button."""
        if act == "Créer":
            drawer.get_by_role("button", name="Créer", exact=True).click()
            return
        self.choose_menu(drawer.get_by_role("button", name="Autres façons de créer"), act)

    def invite(self, name: str, email: str) -> None:
        """Create somebody by the drawer, and invite them."""
        drawer = self.open_drawer()
        self.fill_colleague(drawer, name, email)
        self.create_by(drawer, "Créer & Inviter")
        expect(drawer).to_be_hidden(timeout=PATIENCE)

    def accept(self, link: str) -> None:
        """Open an invitation and, once the page says whose it is, choose a password."""
        self.open(link)
        expect(self.page.locator("[name=invitation]")).not_to_have_value("", timeout=PATIENCE)
        self.fill(password=PASSWORD, confirmation=PASSWORD)
        self.press("Confirmer le mot de passe")


@contextmanager
def at_a_browser(
    browser: Browser,
    url: str,
    *,
    locale: str = "fr-FR",
    width: int = 1440,
    height: int = 900,
    dark: bool = False,
) -> Iterator[Person]:
    """Give somebody a fresh browser profile; at the end nothing may have been said against any page."""
    theme = "dark" if dark else "light"
    context = browser.new_context(
        locale=locale,
        viewport={"width": width, "height": height},
        color_scheme=theme,
        reduced_motion="reduce",
    )
    person = Person(context.new_page(), url)
    context.on("console", lambda m: person.said.append(m.text) if m.type == "error" else None)
    context.on("weberror", lambda e: person.said.append(str(e.error)))
    try:
        yield person
    finally:
        context.close()
    assert person.said == []
