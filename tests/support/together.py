"""Which tests stay together in one worker process: those of a file that drives a browser, so that its app starts once.

Two workers begin with those files and drive a browser each, the others with all the rest. Who has nothing left of their
own takes what there is, so that nobody waits for one who has too much.

xdist's own groups (`--dist loadgroup`) rename the tests, which pytest 9.2 lets nobody do any more: every test was
alone in its group, and the workers waited for each other's app.
"""

from functools import cache

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

from tests.support import runs

_MARK = "mark.browser"
_DRIVERS = {"gw0", "gw1"}


class BrowserTogether(LoadScopeScheduling):
    """Hands out test after test, but files with browser's tests whole, and those to two workers first."""

    def _split_scope(self, nodeid: str) -> str:
        path = nodeid.partition("::")[0]
        return path if path in _browsers_files() else nodeid

    def _assign_work_unit(self, node: WorkerController) -> None:
        """Put what suits the worker in front: of the files that are left, or else of the tests."""
        files = [path for path in _browsers_files() if path in self.workqueue]
        tests = (scope for scope in self.workqueue if scope not in files)
        suits = files if node.gateway.id in _DRIVERS else tests
        if (first := next(iter(suits), None)) is not None:
            self.workqueue.move_to_end(first, last=False)
        super()._assign_work_unit(node)


@cache
def _browsers_files() -> tuple[str, ...]:
    """List the files that drive a browser."""
    return tuple(
        path.relative_to(runs.ROOT).as_posix()
        for path in sorted((runs.ROOT / "tests").rglob("test_*.py"))
        if _MARK in path.read_text(encoding="utf-8")
    )
