"""Which tests stay together in one worker process: those that drive a browser, so that few browsers are open at a time.

Two workers drive one each, so that the browser's tests are not what all the others end up waiting for.

xdist's own groups (`--dist loadgroup`) rename the tests, which pytest 9.2 lets nobody do any more: every test was
alone in its group, and the workers waited for each other's app.
"""

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.support import runs

_MARK = "mark.browser"
_GROUPS = 2


class BrowserTogether(LoadScopeScheduling):
    """Hands out test after test, but the files with browser's tests in two halves, from the start."""

    def _split_scope(self, nodeid: str) -> str:
        places = _browsers_files()
        path = nodeid.partition("::")[0]
        return f"browser-{places[path] % _GROUPS}" if path in places else nodeid


@cache
def _browsers_files() -> dict[str, int]:
    """Number the files that drive a browser."""
    files = (
        path
        for path in sorted((runs.ROOT / "tests").rglob("test_*.py"))
        if _MARK in path.read_text(encoding="utf-8")
    )
    return {path.relative_to(runs.ROOT).as_posix(): place for place, path in enumerate(files)}
