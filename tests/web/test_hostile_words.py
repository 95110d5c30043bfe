"""Hostile texts in every column that holds words, every page in a browser: they are only ever text (WEB-03)."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, Request, ViewportSize, expect
from sqlmodel import SQLModel

from comunik_kit.web.routes import PAGES
from tests.web import installation
from tests.web.hostile_ground import addresses, filled
from tests.web.hostile_words import NO_WORDS, NOT_SHOWN, TEXTS, columns, marked, plant
from tests.web.installation import COOKIE, Installation

pytestmark = pytest.mark.browser
PATIENCE = 15_000
# All that a page says: its text, what stands in fields, and what is read out.
SAID = """() => {
  const said = [document.title], parts = document.createTreeWalker(document, NodeFilter.SHOW_TEXT)
  while (parts.nextNode())
    if (!parts.currentNode.parentElement.closest('script, style')) said.push(parts.currentNode.data)
  for (const each of document.querySelectorAll('input, textarea')) said.push(each.value)
  for (const name of ['aria-label', 'title', 'alt', 'placeholder', 'data-words'])
    for (const each of document.querySelectorAll(`[${name}]`)) said.push(each.getAttribute(name))
  return said.join('\\n').replace(/\\s+/g, ' ')
}"""
# What a text would have become: nodes of its own, what runs, and addresses made of it.
MADE = """() => [...document.querySelectorAll('*')].flatMap(each => {
  const wrong = [...each.attributes].filter(a =>
    a.name.startsWith('on') || a.value.split(' ').includes('canary')
    || /^(href|src|action|formaction|xlink:href|data|style|id|class)$/.test(a.name)
      && (/^\\W*(javascript|vbscript|data:text)/i.test(a.value) || /k\\d\\dk/.test(a.value)))
  return wrong.map(a => `${each.localName} ${a.name}=${a.value}`)
}).concat([...document.querySelectorAll('script, style')].filter(e => /k\\d\\dk/.test(e.textContent))
  .map(e => e.localName))"""


# A page has come to rest when nothing in it changed for a moment.
AT_REST = """moment => new Promise(done => {
  const rest = () => { watch.disconnect(); done() }
  let wait = setTimeout(rest, moment)
  const watch = new MutationObserver(() => { clearTimeout(wait); wait = setTimeout(rest, moment) })
  watch.observe(document, {subtree: true, childList: true, characterData: true})
})"""
# Milliseconds; where a busy machine answered later than the first, everything is looked at once more.
MOMENTS = (150, 1_500)


@dataclass
class Walk:
    """What was seen and heard on the way through all pages."""

    url: str
    planted: dict[str, set[str]]
    faults: list[str] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict)
    moment: int = MOMENTS[0]

    def open(self, page: Page, path: str) -> None:
        """Open a page, wait until it has come to rest, and look at it and at the frames in it."""
        page.goto(self.url + path)
        expect(page.locator("h1").first).to_be_visible(timeout=PATIENCE)
        expect(page.locator("[aria-busy=true]")).to_have_count(0, timeout=PATIENCE)
        page.evaluate(AT_REST, self.moment)
        self.look(page, path)

    def look(self, page: Page, path: str) -> None:
        """Keep what a page says and what it should not have."""
        for frame in page.frames:
            self.said[path] = self.said.get(path, "") + " " + frame.evaluate(SAID)
            self.faults += [f"{path}: {each}" for each in frame.evaluate(MADE)]

    def press(self, page: Page, path: str, name: str) -> None:
        """Look at what a button opens."""
        page.goto(self.url + path)
        page.get_by_role("button", name=name, exact=True).first.click()
        expect(page.get_by_role("menu").or_(page.get_by_role("dialog")).first).to_be_visible(timeout=PATIENCE)
        page.evaluate(AT_REST, self.moment)
        self.look(page, path)

    @property
    def hidden(self) -> set[str]:
        """Name the columns of which no text was seen, whole, on any page."""
        said = "\n".join(self.said.values())
        return {name for name, texts in self.planted.items() if not any(text in said for text in texts)}

    def listen(self, context: BrowserContext) -> None:
        """Take every dialog, error and address of another place for a fault."""
        context.on("dialog", self._dismiss)
        context.on("console", lambda said: self.faults.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda found: self.faults.append(str(found.error)))
        context.on("request", self._trace)

    def _dismiss(self, dialog: Dialog) -> None:
        self.faults.append(f"dialog {dialog.message}")
        dialog.dismiss()

    def _trace(self, request: Request) -> None:
        if not request.url.startswith((f"{self.url}/", "data:", "blob:", "about:")):
            self.faults.append(f"asked for {request.url}")


@contextmanager
def at(browser: Browser, walk: Walk, secret: str) -> Iterator[Page]:
    """Give somebody a browser without the policy of content: what keeps a text from running is that it is text."""
    size: ViewportSize = {"width": 1440, "height": 900}
    context = browser.new_context(locale="fr-FR", viewport=size, bypass_csp=True)
    if secret:
        context.add_cookies([{"name": COOKIE, "value": secret, "url": walk.url}])
    walk.listen(context)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def walk(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """Open every page: as Olga, as an agent their home, and the doors as nobody."""
    with installation.running(tmp_path_factory.mktemp("hostile")) as here:
        filled(here)
        walk = Walk(here.app.url, plant(here.cast.kit.db))
        for walk.moment in MOMENTS:
            _go_round(here, browser, walk)
            if walk.hidden == NOT_SHOWN.keys():
                break
        yield walk


def _go_round(here: Installation, browser: Browser, walk: Walk) -> None:
    for who, paths in addresses(here).items():
        with at(browser, walk, here.secrets.get(who, "")) as page:
            for path in paths:
                walk.open(page, path)
    with at(browser, walk, here.secrets["admin"]) as page:
        walk.press(page, "/users", "Vues")
        walk.press(page, "/users", "Créer")


def test_every_page_was_opened(walk: Walk) -> None:
    """WEB-03: as the app's own routes list them."""
    patterns = [re.compile(re.sub(r"\[\w+\]", "[^/?]+", page.path) + r"(\?.*)?$") for page in PAGES]
    assert [each.pattern for each in patterns if not any(map(each.match, walk.said))] == []


def test_every_column_that_holds_words_was_filled(walk: Walk) -> None:
    """WEB-03: a new one is among them, unless the reason why it holds no words is written down."""
    known = {str(c) for table in SQLModel.metadata.sorted_tables for c in table.c}
    assert NO_WORDS.keys() | NOT_SHOWN.keys() <= known
    assert [name for name, texts in walk.planted.items() if not texts] == []
    unused = [
        text for text in TEXTS if not any(marked(n, text) in walk.planted[c] for c, n in columns().items())
    ]
    assert unused == []


def test_no_text_became_anything_else(walk: Walk) -> None:
    """WEB-03: no dialog, no error, nothing fetched from elsewhere, no node, no attribute and no address made of it."""
    assert walk.faults == []


def test_a_text_is_shown_as_it_was_written(walk: Walk) -> None:
    """WEB-03: each column's somewhere, whole; so the pages were really full of them."""
    said = "\n".join(walk.said.values())
    assert walk.hidden == NOT_SHOWN.keys()
    hidden = [
        text for text in TEXTS if not any(marked(number, text) in said for number in columns().values())
    ]
    assert hidden == []


def test_what_is_more_than_text_would_have_been_found(walk: Walk, browser: Browser) -> None:
    """The same texts, written as markup: the watch sees each of them that makes something."""
    with at(browser, control := Walk(walk.url, {}), "") as page:
        page.goto(f"{walk.url}/login")
        for text in TEXTS:
            page.evaluate("text => document.body.insertAdjacentHTML('beforeend', text)", marked(99, text))
        page.evaluate(
            "() => { const a = document.body.appendChild(document.createElement('a')); a.href = 'javascript:1' }"
        )
        control.look(page, "/login")
        page.wait_for_timeout(0)
    found = "\n".join(control.faults)
    for sign in (
        "img class=canary",
        "img onerror",
        "svg class=canary",
        "b class=canary",
        "href=javascript:1",
        "dialog k99k",
    ):
        assert sign in found
