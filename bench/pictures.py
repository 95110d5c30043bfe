"""`python -m bench.pictures`: takes the README's pictures of a demo workspace into `docs/images`."""

from pathlib import Path

from playwright.sync_api import Browser, Page

from bench import pages, processes, services
from comunik_kit.demo.filling import ADDRESS
from tests.support import chromium

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "images"
SIZE = 1280, 800


def main() -> None:
    """Start the app over 200 demo people, sign in, and take each picture."""
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    data, password = services.demo(processes.CACHE, 200)
    with processes.app(data) as running, chromium.browser() as browser:
        cookies = pages.signed_in(browser, running.address, ADDRESS, password)
        page = _page(browser, cookies)
        _home(page, running.address)
        _users(page, running.address)


def _page(browser: Browser, cookies: list[pages.Cookie]) -> Page:
    width, height = SIZE
    context = browser.new_context(viewport={"width": width, "height": height}, locale="fr-FR")
    context.add_cookies(cookies)
    return context.new_page()


def _home(page: Page, address: str) -> None:
    page.goto(f"{address}/")
    page.locator(pages.alive(pages.WIDGET)).first.wait_for()
    _take(page, "home")


def _users(page: Page, address: str) -> None:
    page.goto(f"{address}/users")
    page.locator(pages.alive(pages.USERS_ROW)).nth(3).wait_for()
    _take(page, "users")
    page.get_by_role("button", name="Créer").first.click()
    page.get_by_role("dialog").wait_for()
    page.get_by_label("Nom complet").fill("Ana Lopez")
    page.get_by_label("E-mail (nom d’utilisateur)").fill("ana.lopez@example.org")
    _take(page, "new-colleague")


def _take(page: Page, name: str) -> None:
    page.wait_for_timeout(600)
    page.screenshot(path=FOLDER / f"{name}.png")
    print(FOLDER / f"{name}.png")


if __name__ == "__main__":
    main()
