"""What runs the product for tests says why it cannot be stopped."""

import signal
import subprocess
from pathlib import Path

import pytest

from tests.support import app


def test_an_app_that_does_not_end_says_where_its_threads_stand(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def impatient(_program: object, _timeout: float | None = None) -> int:
        raise subprocess.TimeoutExpired("comunik-kit run", 15)

    with app.running(tmp_path) as running:
        monkeypatch.setattr(app.forks.Fork, "wait", impatient)
        with pytest.raises(RuntimeError, match=r"(?s)did not end.*most recent call first"):
            running.stop(signal.SIGCONT)
        monkeypatch.undo()
