"""Which tests stay together in one worker process: those that drive a browser share one built app, and one may run it.

xdist's own groups (`--dist loadgroup`) rename the tests, which pytest 9.2 lets nobody do any more: every test was
alone in its group, and the workers waited for each other's app.
"""

from functools import cache

from xdist.scheduler import LoadScopeScheduling

from tests.support import runs

_MARK = "mark.browser"


class BrowserTogether(LoadScopeScheduling):
    """Hands out test after test, but every file with browser's tests to the same worker, from the start."""

    def _split_scope(self, nodeid: str) -> str:
        return "browser" if _drives_browser(nodeid.partition("::")[0]) else nodeid


@cache
def _drives_browser(path: str) -> bool:
    return _MARK in (runs.ROOT / path).read_text(encoding="utf-8")
