"""Accessibility by the rules of axe-core, on the page as it stands."""

from typing import Any

from playwright.sync_api import Page

from tests.support import chromium

_RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
_ASK = "rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']}).then(found => found.violations)"


def violations(page: Page, *, rules: list[str] | None = None) -> list[str]:
    """Name each violation with the places where it stands; empty when there is none."""
    script = chromium.tools() / "node_modules" / "axe-core" / "axe.min.js"
    # Evaluated by the browser's own debugging door, which a page's content policy does not close.
    page.evaluate(script.read_text() + "; undefined")
    found: list[dict[str, Any]] = page.evaluate(_ASK, rules or _RULES)
    return [_sentence(one) for one in found]


def _sentence(violation: dict[str, Any]) -> str:
    places = "; ".join(" ".join(map(str, node["target"])) for node in violation["nodes"][:5])
    return f"{violation['id']} ({violation['impact']}): {violation['help']}: {places}"
