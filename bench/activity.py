"""`python -m bench.activity`: activities posted at 1,000 a second, and what somebody who signs in feels of it.

The routes of the app in this process, over SQLite on the disk; under twenty seconds. Whoever posts and whoever signs in
share the machine's cores with everything else on it, so the load is printed beside the figures.
"""

import itertools
import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from statistics import median

from starlette.testclient import TestClient

from bench.measure import Measure, table
from comunik_kit.http.app import api
from comunik_kit.integrations.inputs import NewKey, Scope
from comunik_kit.kernel import schema
from comunik_kit.kernel.clock import SystemClock
from comunik_kit.wiring import Kit, assemble
from tests.support.cast import PASSWORD, Cast, found, settings_of

TARGET, BATCH, ROUND, SECONDS, QUIET = 1_000, 100, 30, 8.0, 4.0
MOST = 2.0
_OURS = {"Accept": "application/json", "Sec-Fetch-Site": "same-origin"}
_numbers = itertools.count()


def main() -> int:
    """Measure, print, and return 1 when a target is missed."""
    with tempfile.TemporaryDirectory() as folder:
        url = f"sqlite:///{folder}/kit.db"
        schema.upgrade(url)
        kit = assemble(settings_of({"KIT_DATA_DIR": folder, "KIT_DATABASE_URL": url}), clock=SystemClock())
        measures = _measured(kit, found(kit))
        kit.db.dispose()
    print(table(measures))
    print(f"load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}; 2 cores are meant")
    return 0 if all(each.kept for each in measures) else 1


def _measured(kit: Kit, cast: Cast) -> list[Measure]:
    new = NewKey.of("Bench", [Scope.ACTIVITIES_WRITE.value], None)
    key = kit.api_keys.show(cast.admin, key_id=kit.api_keys.create(cast.admin, new=new))
    posting, signing = TestClient(api(lambda: kit)), TestClient(api(lambda: kit), headers=_OURS)

    def send() -> None:
        _send(kit, posting, key)

    quiet = _signed_in(signing, QUIET)
    fastest, work = _fastest(send)
    done = threading.Event()
    busy: list[float] = []
    reader = threading.Thread(target=lambda: busy.extend(_signed_in(signing, SECONDS, done)))
    reader.start()
    rate, worked = _paced(send)
    done.set()
    reader.join()
    return [
        Measure("activities a second, as fast as it goes", fastest, "/s"),
        Measure("a core's own work for one activity", work, "µs", 2_000_000 / TARGET / 4),
        Measure("activities a second, sustained", rate, "/s", TARGET * 0.98, at_least=True),
        Measure("of one core, for that and the sign-ins", worked * 100, "%", 200),
        Measure("a sign-in, quiet, median", median(quiet) * 1000, "ms"),
        Measure("a sign-in meanwhile, median", median(busy) * 1000, "ms", median(quiet) * 1000 * MOST),
    ]


def _send(kit: Kit, client: TestClient, key: str) -> None:
    at = kit.clock.now().isoformat()
    rows = [
        {
            "module": "calls",
            "kind": "received",
            "at": at,
            "customer": f"Client {next(_numbers)}",
            "owner": "olga@example.org",
            "external_id": f"call-{next(_numbers)}",
            "details": {"number": "+33123456789", "duration": 184, "queue": "Support"},
        }
        for _ in range(BATCH)
    ]
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    answer = client.post("/api/v1/activities", content=json.dumps(rows), headers=headers)
    if answer.status_code != 201:  # noqa: PLR2004
        raise RuntimeError(answer.text)


def _fastest(send: Callable[[], None]) -> tuple[float, float]:
    """Send without a pause; give the rate, and a core's own work for one activity in microseconds."""
    began, worked = time.perf_counter(), time.process_time()
    for _ in range(ROUND):
        send()
    lasted, worked = time.perf_counter() - began, time.process_time() - worked
    return ROUND * BATCH / lasted, worked / (ROUND * BATCH) * 1e6


def _paced(send: Callable[[], None]) -> tuple[float, float]:
    """Send so many a second; give the rate that was kept, and how much of a core this process was at work."""
    began, worked = time.perf_counter(), time.process_time()
    batches = int(TARGET * SECONDS / BATCH)
    for number in range(batches):
        send()
        time.sleep(max(0.0, began + (number + 1) * BATCH / TARGET - time.perf_counter()))
    lasted = time.perf_counter() - began
    return batches * BATCH / lasted, (time.process_time() - worked) / lasted


def _signed_in(client: TestClient, seconds: float, done: threading.Event | None = None) -> list[float]:
    """Sign in again and again; give how long each took."""
    times: list[float] = []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until and not (done and done.is_set()):
        began = time.perf_counter()
        answer = client.post("/auth/login", data={"email": "olga@example.org", "password": PASSWORD})
        if answer.status_code != 200:  # noqa: PLR2004
            raise RuntimeError(answer.text)
        times.append(time.perf_counter() - began)
        time.sleep(0.05)
    return times


if __name__ == "__main__":
    sys.exit(main())
