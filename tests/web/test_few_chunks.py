"""The bundler is told what belongs together, and a Reflex that asks otherwise is noticed."""

import re
from pathlib import Path

import httpx
import pytest

from comunik_kit.web.few_chunks import grouped
from tests.support import app

PRELOADED = re.compile(r'<link rel="modulepreload" href="(/assets/([a-z_]+)[^"]*\.js)"')

CONFIGURATION = "output: { codeSplitting: { groups: [\n { test: /env.json/, name: 'reflex-env' }\n] } }"


def test_our_group_stands_before_reflex_own_and_once() -> None:
    told = grouped(CONFIGURATION)
    assert told.index('name: "icons"') < told.index("name: 'reflex-env'")
    assert grouped(told) == told


@pytest.mark.parametrize("configuration", ["", "output: {}", CONFIGURATION * 2])
def test_a_configuration_that_is_not_understood_stops_the_compilation(configuration: str) -> None:
    with pytest.raises(LookupError):
        grouped(configuration)


@pytest.mark.browser
@pytest.mark.timeout(400)  # the first start compiles, perhaps after another worker's
def test_every_page_brings_its_icons_in_one_file(tmp_path: Path) -> None:
    """Issue 4: the page of users once came in 43 files."""
    with app.running(tmp_path) as kit:
        pages = {
            path: httpx.get(f"{kit.url}{path}").text for path in ("/login", "/", "/users", "/settings/mail")
        }
        found = {path: dict(PRELOADED.findall(page)) for path, page in pages.items()}
        sizes = {file: len(httpx.get(kit.url + file).content) for files in found.values() for file in files}
    assert {path: list(files.values()).count("icons") for path, files in found.items()} == dict.fromkeys(
        pages, 1
    )
    assert {path: len(files) for path, files in found.items() if len(files) > 16} == {}
    assert [file for file, size in sizes.items() if size < 100] == []
