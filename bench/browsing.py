"""The page of users in Chromium, with many people: opened cold, opened from inside the app, searched letter by letter.

The moments are the browser's own: from the key or the click to the first frame in which the rows stand there.
"""

from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Page

from bench import pages, processes, services
from bench.measure import Measure, compared, table
from bench.peers import Field
from comunik_kit.demo.filling import ADDRESS
from tests.support import chromium

PEOPLE, TIMES = 100_000, 5
FRAGMENTS = ("marin@", "mar", "ma")
# As the others were typed « upon » and « dupont@ », and counted: to rows that all have it, whichever key brought them.
WORDS = ("illard", "villard@")
MOST_KIB, MOST_DELTA_KB = 350, 15
KEY_PAUSE_MS = 30
# What ours may be of the best peer's.
COLD, INSIDE, LAST_KEY = 1.0, 0.5, 0.2

# Resolves in the first frame whose rows are the wanted ones (any, when none are named), or all have a word in them;
# counted from the last of so many events.
_WATCH = """([kind, wanted, times, word]) => new Promise(done => {
  let began = 0, seen = 0
  addEventListener(kind, () => { seen += 1; began = performance.now() }, {capture: true})
  const rows = () => [...document.querySelectorAll('.person-link')].map(row => row.getAttribute('href')).join()
  const has = row => row.textContent.toLowerCase().includes(word)
  const have = () => [...document.querySelectorAll('tbody tr')].every(has)
  const look = () => {
    const shown = rows()
    const isThere = seen >= times && shown && (!wanted || shown === wanted) && (!word || have())
    isThere ? done(performance.now() - began) : requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})"""
_ROW = ".person-link"
_ROWS = "() => [...document.querySelectorAll('.person-link')].map(row => row.getAttribute('href')).join()"


@dataclass(frozen=True, slots=True)
class Browsed:
    """Milliseconds until the rows are there; KiB of a cold visit; the largest socket frame in kB.

    `cold` are the rows that the server drew, to read and to follow; `answering` those of the page's own scripts.
    `filtered` is from a word's last key to rows that all have the word, as the others were counted: a key before may
    have brought them. `last_key` is from one that brings other rows, a way to the server and back.
    """

    cold: float
    answering: float
    kib: float
    inside: float
    filtered: float
    last_key: float
    delta_kb: float


def told(folder: Path, peers: Field) -> bool:
    """Measure, print beside the others, and tell whether every budget is kept."""
    found = _measured(folder)
    for title, ours, theirs in (
        ("The users page, empty cache", found.cold, peers.cold),
        ("The users page, empty cache, until it answers", found.answering, peers.cold),
        ("The users page, from inside the app (the others: warm cache)", found.inside, peers.warm),
        ("From the last key to rows that have the word", found.filtered, peers.last_key),
        ("From a last key that brings other rows to these", found.last_key, peers.last_key),
    ):
        print(compared(title, "ms", [(f"Comunik KIT, {PEOPLE:,}", ours), *theirs.figures.items()]))
    measures = [
        Measure(f"cold ({COLD} times the best)", found.cold, "ms", peers.cold.share(COLD)),
        Measure(f"cold, until it answers ({COLD} times)", found.answering, "ms", peers.cold.share(COLD)),
        Measure("over the wire", found.kib, "KiB", MOST_KIB),
        Measure(f"from inside ({INSIDE} times its warm)", found.inside, "ms", peers.warm.share(INSIDE)),
        Measure(f"last key ({LAST_KEY} times)", found.filtered, "ms", peers.last_key.share(LAST_KEY)),
        Measure(
            f"last key, to other rows ({LAST_KEY} times)",
            found.last_key,
            "ms",
            peers.last_key.share(LAST_KEY),
        ),
        Measure("largest message to the page", found.delta_kb, "kB", MOST_DELTA_KB),
    ]
    print(table(measures) + "\n")
    return all(measure.kept for measure in measures)


def _measured(folder: Path) -> Browsed:
    data, password = services.demo(folder, PEOPLE)
    with processes.app(data):
        pass  # compiles when something changed
    with processes.app(data) as running, chromium.browser() as browser:
        cookies = pages.signed_in(browser, running.address, ADDRESS, password)
        address = f"{running.address}/users"
        cold = [
            pages.weigh(browser, address, _ROW, cookies, answering=pages.alive(_ROW)) for _ in range(TIMES)
        ]
        with pages.opened(browser, cookies) as context:
            page = context.new_page()
            largest = _largest(page)
            inside = _from_inside(page, running.address)
            filtered, last_key = _filtered(page, address), _last_keys(page, address)
    return Browsed(
        cold=median(each.usable_ms for each in cold),
        answering=median(each.answering_ms for each in cold),
        kib=median(each.kib for each in cold),
        inside=median(inside),
        filtered=median(filtered),
        last_key=median(last_key),
        delta_kb=max(largest) / 1000,
    )


def _largest(page: Page) -> list[int]:
    """Note the size of whatever the page hears by its socket."""
    sizes = [0]

    def heard(payload: Any) -> None:
        sizes.append(len(payload if isinstance(payload, bytes) else payload.encode()))

    page.on("websocket", lambda socket: socket.on("framereceived", heard))
    return sizes


def _from_inside(page: Page, address: str) -> list[float]:
    """Come from a page beside it, again and again."""
    took = []
    for _ in range(TIMES):
        page.goto(f"{address}/users/jobs")
        page.locator("a.back").wait_for(state="visible")
        page.wait_for_timeout(1000)
        watching = page.evaluate_handle(f"(given) => ({{promise: ({_WATCH})(given)}})", ["click", "", 1, ""])
        page.locator("a.back").click()
        took.append(watching.evaluate("watched => watched.promise"))
    return took


def _filtered(page: Page, address: str) -> list[float]:
    """Type a word letter by letter, and count to rows that all have it."""
    return [_typed(page, address, fragment, "", fragment) for fragment in WORDS * TIMES]


def _last_keys(page: Page, address: str) -> list[float]:
    """Type a word letter by letter, as the peers were typed to; its last letter brings others than the one before."""
    took = []
    for fragment in FRAGMENTS * TIMES:
        wanted = _found(page, f"{address}?q={fragment}")
        if _found(page, f"{address}?q={fragment[:-1]}") == wanted:
            msg = f"the last letter of {fragment!r} changes nothing"
            raise RuntimeError(msg)
        took.append(_typed(page, address, fragment, wanted, ""))
    return took


def _typed(page: Page, address: str, fragment: str, wanted: str, word: str) -> float:
    _found(page, address)
    page.locator("#users-search").focus()
    given = ["keydown", wanted, len(fragment), word]
    watching = page.evaluate_handle(f"(given) => ({{promise: ({_WATCH})(given)}})", given)
    page.keyboard.type(fragment, delay=KEY_PAUSE_MS)
    return watching.evaluate("watched => watched.promise")


def _found(page: Page, address: str) -> str:
    """Open an address and give its rows, once the page is quiet."""
    page.goto(address)
    page.locator(pages.alive(_ROW)).first.wait_for(state="visible")
    page.wait_for_timeout(700)  # a tab opened anew shows for a moment what it showed last
    return page.evaluate(_ROWS)
