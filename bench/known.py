"""`python -m bench.known`: whether an answer takes longer where the address is somebody's.

The running app over demo people, passwords hashed at their real cost: two hundred known addresses and two hundred that
are nobody's, in turns, each from an address of its own, at the doors where one says who one is. The tests hold the work
to be the same (AUT-09); this measures what is left of a difference, for people to judge.
"""

import os
import ssl
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from statistics import median
from urllib.parse import urlsplit

import httpx
from sqlalchemy import select

from bench import processes, services
from bench.measure import Measure, table
from comunik_kit.access.hasher import COST
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.tables import Workspace
from tests.support.cast import PASSWORD

TIMES = 200
PEOPLE = 400
PATIENCE = 60.0
WRONG = "Not-their-password-42!"
DOORS = {"/auth/login": {"password": WRONG}, "/auth/forgot": {}, "/auth/link": {}}
ANSWERED = {200, 422}
_places = count(2)
_TLS = ssl.create_default_context()  # made once: it takes longer than an answer, and is not used


@dataclass(slots=True)
class Found:
    """Seconds that each answer took."""

    known: list[float] = field(default_factory=list)
    unknown: list[float] = field(default_factory=list)


def main() -> int:
    """Measure and print; there is no budget, a busy machine would break it."""
    processes.CACHE.mkdir(parents=True, exist_ok=True)
    kit, _ = services.filled(processes.CACHE, PEOPLE, run="known")
    known = _who_can_sign_in(kit)
    with processes.app(kit.settings.data_dir) as running:
        found = {door: _knocks(running.address, door, form, known) for door, form in DOORS.items()}
    print(table([each for door, one in found.items() for each in _told(door, one)]))
    print(f"{TIMES} known addresses and {TIMES} of nobody at each door; bcrypt at cost {COST}")
    print(f"load of the machine: {', '.join(f'{each:.1f}' for each in os.getloadavg())}; 2 cores are meant")
    return 0


def _told(door: str, found: Found) -> Sequence[Measure]:
    known, unknown = median(found.known), median(found.unknown)
    return (
        Measure(f"{door}, known: median", known * 1000, "ms"),
        Measure(f"{door}, unknown: median", unknown * 1000, "ms"),
        Measure(f"{door}, known beside unknown", known / unknown * 100, "%"),
    )


def _who_can_sign_in(kit: Kit) -> Sequence[str]:
    """Give people a password, and let links sign people in; their addresses."""
    with kit.db.write() as session:
        session.execute(select(Workspace)).scalar_one().sign_in_by_link = True
    return services.with_passwords(kit, TIMES, PASSWORD)


def _knocks(address: str, door: str, form: dict[str, str], known: Sequence[str]) -> Found:
    """Knock for somebody and for nobody, by turns, so that the machine's moods are shared."""
    found = Found()
    for number in range(TIMES):
        found.known.append(_knock(address, door, form | {"email": known[number % len(known)]}))
        found.unknown.append(_knock(address, door, form | {"email": f"nobody-{number}@example.org"}))
    return found


def _knock(address: str, door: str, form: dict[str, str]) -> float:
    """Post a form from an address that nobody has used before (all of 127/8 is this machine); seconds until told."""
    place, number = urlsplit(address), next(_places)
    headers = {"Host": place.netloc, "Origin": address, "Accept": "application/json"}
    from_here = httpx.HTTPTransport(verify=_TLS, local_address=f"127.0.{number // 250}.{number % 250 + 2}")
    with httpx.Client(
        base_url=f"http://127.0.0.1:{place.port}",
        headers=headers,
        timeout=PATIENCE,
        transport=from_here,
        trust_env=False,
    ) as browser:
        browser.get("/healthz/live")  # the connection is there
        began = time.perf_counter()
        answer = browser.post(door, data=form)
        seconds = time.perf_counter() - began
    if answer.status_code not in ANSWERED:
        msg = f"{door} answered {answer.status_code}: {answer.text[:200]}"
        raise RuntimeError(msg)
    return seconds


if __name__ == "__main__":
    sys.exit(main())
