"""What a page costs a browser with an empty cache: bytes over the wire, requests, time until it can be used."""

import json
from dataclasses import dataclass
from typing import Any, TypeAlias

from playwright.sync_api import Browser, BrowserContext

Cookie: TypeAlias = Any

SIGN_IN_FORM = "input[type=password]"
USERS_ROW = "table tbody tr"
WIDGET = ".stat"
_PATIENCE_MS = 30_000

# Notes in which frame each thing was first to be seen, by the page's own clock, as the peers were measured.
_NOTE = """wanted => {
  const seen = window.__seen = {};
  const isSeen = each => each && each.getClientRects().length > 0;
  const look = () => {
    for (const [name, place] of Object.entries(wanted))
      if (!seen[name] && isSeen(document.querySelector(place))) seen[name] = performance.now();
    if (Object.keys(seen).length < Object.keys(wanted).length) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}"""


@dataclass(frozen=True, slots=True)
class Weight:
    """A page's cost. `kib` counts HTTP answers with their headers, as compressed; socket frames are apart.

    `usable_ms` is when something can be read, `answering_ms` when the page's scripts have it.
    """

    kib: float
    requests: int
    usable_ms: float
    answering_ms: float
    socket_kib: float


def alive(place: str) -> str:
    """Give the selector of the same in the page itself, not in the server's drawing of it."""
    return f"{place}:not(.first-drawing *)"


def weigh(
    browser: Browser, address: str, usable: str, cookies: list[Cookie] | None = None, *, answering: str = ""
) -> Weight:
    """Open a page in a browser that has nothing of it yet, until `usable` is visible and the network is quiet.

    `answering` is what stands there once the page answers; the same as `usable` unless told.
    """
    with opened(browser, cookies or []) as context:
        return _weighed(context, address, usable, answering or usable)


def opened(browser: Browser, cookies: list[Cookie]) -> BrowserContext:
    """Give a window on a desk that has these cookies and nothing else."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="fr-FR")
    context.add_cookies(cookies)
    return context


def _weighed(context: BrowserContext, address: str, usable: str, answering: str) -> Weight:
    page = context.new_page()
    seen = {"bytes": 0.0, "requests": 0, "socket": 0.0}
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")

    def finished(event: dict[str, Any]) -> None:
        seen["bytes"] += event["encodedDataLength"]
        seen["requests"] += 1

    def framed(event: dict[str, Any]) -> None:
        seen["socket"] += len(event["response"]["payloadData"])

    wire.on("Network.loadingFinished", finished)
    wire.on("Network.webSocketFrameReceived", framed)
    page.add_init_script(f"({_NOTE})({json.dumps({'usable': usable, 'answering': answering})})")
    page.goto(address, wait_until="commit")
    page.locator(answering).first.wait_for(state="visible", timeout=_PATIENCE_MS)
    page.wait_for_timeout(2500)
    noted: dict[str, float] = page.evaluate("window.__seen")
    return Weight(
        seen["bytes"] / 1024,
        int(seen["requests"]),
        noted["usable"],
        noted["answering"],
        seen["socket"] / 1024,
    )


def signed_in(browser: Browser, address: str, email: str, password: str) -> list[Cookie]:
    """Sign in as a person does; return the cookies."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{address}/login")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", password)
    page.click("button[type=submit]")
    page.wait_for_url(f"{address}/")
    cookies = context.cookies()
    context.close()
    return list(cookies)
