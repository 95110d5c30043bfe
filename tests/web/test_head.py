"""What every page's head says."""

import json
import re
from pathlib import Path

from comunik_kit.web.theme import head_components

ASSETS = Path(__file__).parents[2] / "assets"


def head() -> str:
    return json.dumps([each.render() for each in head_components()], default=str).replace("\\", "")


def test_the_font_that_is_preloaded_is_the_one_the_page_itself_names() -> None:
    """From a stylesheet, kept from page to page with its font, the preload would go unused and be said to."""
    said = head()
    (preloaded,) = re.findall(r'href:"(/fonts/[^"]+)"', said)
    faces = re.findall(r'@font-face\{font-family:"Inter";src:url\("([^"]+)"\)', said)

    assert preloaded == faces[0]
    assert all((ASSETS / face.strip("/")).is_file() for face in faces)
    assert all("@font-face" not in sheet.read_text() for sheet in (ASSETS / "css").glob("*.css"))


def test_the_browsers_own_bars_take_the_colour_of_the_theme() -> None:
    said = head()
    for scheme in ("light", "dark"):
        assert f'media:"(prefers-color-scheme: {scheme})"' in said
    assert "css:({" not in said
