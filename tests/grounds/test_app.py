"""The installation that the browser's tests drive is the one that people run."""

import signal
from pathlib import Path

import httpx
import pytest

from tests.support import app


@pytest.mark.browser
def test_an_installation_starts_offers_its_set_up_and_starts_again_as_it_was(tmp_path: Path) -> None:
    """The pages are compiled before the first start at most; the data outlives even kill -9."""
    with app.running(tmp_path) as kit:
        assert httpx.get(f"{kit.url}/login").status_code == 200
        link = kit.set_up_link()
        assert kit.stop(signal.SIGKILL) == -signal.SIGKILL
        said_before = len(kit.words())
        kit.start()
        assert kit.set_up_link() == link
        assert "Compiling" not in kit.words()[said_before:]
        assert kit.stop() == 0
