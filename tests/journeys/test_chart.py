"""Home's chart in the browser: it comes after the figures, says the same as they, and can be read without seeing it."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Request, expect

from comunik_kit.web import i18n
from tests.journeys.conftest import House
from tests.journeys.person import PATIENCE, Person
from tests.journeys.test_home import LOOKS, calls, faults, figure, fill, report

pytestmark = pytest.mark.browser
POINTS = Path(i18n.__file__).with_name("js") / "chart_points.js"


def numbers(person: Person) -> list[list[str]]:
    """Read the chart's table: a name, this period's number and that before it, line by line."""
    table = person.page.locator(".chart-numbers")
    if table.get_attribute("open") is None:
        table.locator("summary").click()
    return [line.locator("th, td").all_inner_texts() for line in table.locator("tbody tr").all()]


def total(person: Person, column: int = 1) -> int:
    return sum(int(line[column]) for line in numbers(person) if line[column] != "–")


def test_the_chart_comes_after_the_figures_and_says_what_they_say(house: House) -> None:
    """Issue 6: charts load after the figures, and only for whoever comes to see them."""
    fill(house)
    with house.olga() as olga:
        fetched: list[str] = []

        def note(request: Request) -> None:
            fetched.append(request.url)

        olga.page.on("request", note)
        olga.open("/?period=30d")
        expect(calls(olga).locator(".stat-figure")).not_to_have_text("", timeout=PATIENCE)
        assert not any("chart_drawn" in each for each in fetched)
        olga.page.locator("[data-chart]").scroll_into_view_if_needed()
        expect(olga.page.locator(".chart .recharts-bar-rectangle")).to_have_count(30, timeout=PATIENCE)
        assert any("chart_drawn" in each for each in fetched)
        assert len(numbers(olga)) == 30
        assert total(olga) == int(calls(olga).locator(".stat-figure").inner_text())


def test_which_widget_is_drawn_is_chosen_with_the_keyboard_and_the_chart_is_live(house: House) -> None:
    fill(house)
    with house.olga() as olga:
        olga.open("/?period=today")
        olga.page.locator("[data-chart]").scroll_into_view_if_needed()
        expect(olga.page.locator(".chart .recharts-surface")).to_be_visible(timeout=PATIENCE)
        assert numbers(olga)[0][0] == "00 h"
        assert len(numbers(olga)) >= 23
        before = total(olga)
        report(house, "Vitrerie Blanc")
        figure(olga, before + 1)
        assert total(olga) == before + 1

        leads = olga.page.get_by_role("group", name="Ce que montre le graphique").get_by_role(
            "button", name="Pistes"
        )
        leads.focus()
        olga.page.keyboard.press("Enter")
        expect(leads).to_have_attribute("aria-pressed", "true")
        expect(olga.page.get_by_role("img", name="Pistes : les deux périodes")).to_be_visible()
        assert total(olga) == 0


@pytest.mark.parametrize("look", LOOKS)
def test_the_chart_has_no_fault(house: House, look: dict[str, Any]) -> None:
    fill(house)
    with house.olga(**look) as olga:
        olga.open("/?period=30d")
        olga.page.locator("[data-chart]").scroll_into_view_if_needed()
        expect(olga.page.locator(".chart .recharts-bar-rectangle").first).to_be_attached(timeout=PATIENCE)
        assert faults(olga, f"chart-{look['width']}") == []
        numbers(olga)
        assert faults(olga, f"chart-numbers-{look['width']}") == []


@pytest.mark.parametrize(
    ("span", "starts_at", "current", "length", "expected"),
    [
        pytest.param(
            "today", "2026-03-28T23:00:00+00:00", 24, 27, ["00 h", "01 h", "03 h", "04 h"], id="spring"
        ),
        pytest.param(
            "today",
            "2025-10-25T22:00:00+00:00",
            24,
            29,
            ["00 h", "01 h", "02 h", "02 h", "03 h"],
            id="autumn",
        ),
        pytest.param(
            "7d",
            "2026-03-26T23:00:00+00:00",
            7,
            14,
            ["ven. 27 mars", "sam. 28 mars", "dim. 29 mars", "lun. 30 mars", "mar. 31 mars"],
            id="week-of-23-hours",
        ),
        pytest.param(
            "30d",
            "2025-10-23T22:00:00+00:00",
            30,
            60,
            ["24 oct.", "25 oct.", "26 oct.", "27 oct."],
            id="month",
        ),
    ],
)
def test_places_are_named_by_the_clock_and_the_calendar_of_the_person(
    browser: Browser, span: str, starts_at: str, current: int, length: int, expected: list[str]
) -> None:
    """Days on which the clock changes."""
    widget = {"span": span, "starts_at": starts_at, "current": current, "sparkline": [1] * length}
    source = POINTS.read_text(encoding="utf-8").replace("export ", "")
    page = browser.new_page()
    points = page.evaluate(f"widget => {{ {source}; return pointsOf(widget, 'Europe/Paris', 'fr') }}", widget)
    page.close()
    assert [point["name"] for point in points[: len(expected)]] == expected
    assert [place for place, point in enumerate(points) if point["goesOn"]] == [length - current - 1]
    assert len(points) == max(current, length - current)
