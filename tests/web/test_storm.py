"""What others feel while many people sign in at once (AUT-03). No test here looks at a clock."""

import asyncio
import threading
from collections.abc import Iterator

import httpx
import pytest

from comunik_kit.access.hasher import THREADS, Hasher
from comunik_kit.http.app import api
from comunik_kit.http.endpoints import DOOR_THREADS
from comunik_kit.http.gate import Gate
from tests.support.cast import Cast
from tests.support.events import PAGE
from tests.web.installation import COOKIE
from tests.web.wire import PATIENCE, Wire, serving

PEOPLE = 20


class Held:
    """Holds every comparison of a password until it is opened; whoever comes is let in by none."""

    def __init__(self) -> None:
        """Begin closed, and empty."""
        self.opened, self.inside = threading.Event(), 0

    def compare(self, *_: str) -> bool:
        """Stand in for bcrypt."""
        self.inside += 1
        assert self.opened.wait(PATIENCE)
        return False


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch) -> Iterator[Held]:
    found = Held()
    monkeypatch.setattr(Hasher, "_verify", found.compare)
    yield found
    found.opened.set()


def browser(app: Gate, number: int) -> httpx.AsyncClient:
    """Open a browser at an address of its own, so that none is told to come again later."""
    transport = httpx.ASGITransport(app, client=(f"203.0.113.{number}", 50_000))
    return httpx.AsyncClient(transport=transport, base_url=PAGE, headers={"Sec-Fetch-Site": "same-origin"})


async def sign_in(app: Gate, number: int) -> int:
    async with browser(app, number) as visitor:
        form = {"email": f"person{number}@example.org", "password": "Vélo-rouge-42!"}
        answer = await visitor.post("/auth/login", data=form, headers={"Accept": "application/json"})
        return answer.status_code


def test_who_is_at_work_and_who_opens_a_page_wait_for_nobodys_password(cast: Cast, held: Held) -> None:
    """AUT-03: twenty hashes are held; an event is answered, a page's first look into the database too."""
    app = Gate(api(lambda: cast.kit), lambda: cast.kit)

    async def scene() -> list[int]:
        async with serving() as server, Wire(server, {COOKIE: cast.admin_secret}) as worker:
            storm = [asyncio.create_task(sign_in(app, number)) for number in range(PEOPLE)]
            doors = DOOR_THREADS.statistics
            await worker.until(lambda: doors().borrowed_tokens + doors().tasks_waiting == PEOPLE)
            await worker.until(lambda: held.inside == THREADS)

            worker.say_number("answered")
            await worker.until(lambda: "answered" in worker.numbers())
            async with browser(app, PEOPLE) as visitor:
                shown = await asyncio.wait_for(visitor.get("/brand/face.json"), PATIENCE)
            assert shown.status_code == 200
            assert (held.inside, [each for each in storm if each.done()]) == (THREADS, [])

            held.opened.set()
            return await asyncio.gather(*storm)

    assert set(asyncio.run(scene())) == {422}
    assert held.inside == PEOPLE
