"""How fast sockets may speak, and how many there may be (WEB-05). No test here waits: time is a number."""

import asyncio
from contextlib import ExitStack
from typing import Any

import pytest

from comunik_kit.web import sockets
from comunik_kit.web.flow import REMEMBERED_ADDRESSES, SOCKETS_PER_ADDRESS, SOCKETS_PER_SESSION, Crowd

RATE, BURST = 30, 300


class Now:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        """Begin somewhere."""
        self.seconds = 100.0

    def __call__(self) -> float:
        """Tell the time."""
        return self.seconds


@pytest.fixture
def now() -> Now:
    return Now()


@pytest.fixture
def crowd(now: Now) -> Crowd:
    return Crowd(RATE, now)


def test_a_burst_passes_at_once_and_the_next_message_waits_its_turn(crowd: Crowd) -> None:
    """WEB-05."""
    with crowd.joined("a", "") as flow:
        assert flow is not None
        assert [flow.wait_for_one() for _ in range(BURST)] == [0] * BURST
        assert [round(flow.wait_for_one() * RATE) for _ in range(3)] == [1, 2, 3]


def test_a_pause_gives_back_what_it_lasted_and_never_more_than_a_burst(crowd: Crowd, now: Now) -> None:
    """WEB-05: both sides of the limit."""
    with crowd.joined("a", "") as flow:
        assert flow is not None
        for pause, free in ((0, BURST), (1, RATE), (3600, BURST)):
            now.seconds += pause
            assert not any(flow.wait_for_one() for _ in range(free))
            assert flow.wait_for_one() > 0
            now.seconds += 1.001 / RATE  # pays the debt, whatever fractions are rounded to


@pytest.mark.parametrize(
    ("events_a_second", "seconds", "at_first"),
    [(12, 60, 20), (2, 600, 250), (25, 120, 100)],
    ids=["typing in the search", "fifty live refreshes while many are selected", "everything at once"],
)
def test_the_busiest_honest_page_never_waits(
    crowd: Crowd, now: Now, events_a_second: int, seconds: int, at_first: int
) -> None:
    """WEB-05."""
    with crowd.joined("a", "s") as flow:
        assert flow is not None
        waits = [flow.wait_for_one() for _ in range(at_first)]
        for _ in range(events_a_second * seconds):
            now.seconds += 1 / events_a_second
            waits.append(flow.wait_for_one())
    assert set(waits) == {0}


def test_a_flood_makes_nobody_else_wait(crowd: Crowd) -> None:
    """WEB-05: neither a colleague at the same address nor anybody elsewhere."""
    with (
        crowd.joined("a", "1") as flood,
        crowd.joined("a", "2") as colleague,
        crowd.joined("b", "3") as stranger,
    ):
        assert flood is not None
        assert colleague is not None
        assert stranger is not None
        waits = [flood.wait_for_one() for _ in range(BURST * 5)]
        assert max(waits) > 30
        assert (colleague.wait_for_one(), stranger.wait_for_one()) == (0, 0)


def test_many_sockets_of_an_address_share_its_measure_and_opening_anew_gives_none(crowd: Crowd) -> None:
    """WEB-05."""
    for _ in range(10):
        with crowd.joined("a", "") as flow:
            assert flow is not None
            assert not any(flow.wait_for_one() for _ in range(BURST))
    with crowd.joined("a", "") as late, crowd.joined("b", "") as stranger:
        assert late is not None
        assert stranger is not None
        assert late.wait_for_one() > 0
        assert stranger.wait_for_one() == 0


@pytest.mark.parametrize(
    ("most", "session"), [(SOCKETS_PER_ADDRESS, ""), (SOCKETS_PER_SESSION, "s")], ids=["address", "session"]
)
def test_one_socket_too_many_has_no_place_until_another_leaves(crowd: Crowd, most: int, session: str) -> None:
    """WEB-05."""
    with ExitStack() as opened:
        for _ in range(most - 1):
            assert opened.enter_context(crowd.joined("a", session)) is not None
        with crowd.joined("a", session) as last, crowd.joined("a", session) as beyond:
            assert (last is None, beyond is None) == (False, True)
        with crowd.joined("a", session) as again, crowd.joined("b", "other") as stranger:
            assert (again is None, stranger is None) == (False, False)


def test_what_is_remembered_of_addresses_has_an_end(crowd: Crowd) -> None:
    """WEB-05: memory stays flat whoever knocks."""
    for number in range(REMEMBERED_ADDRESSES + 5):
        with crowd.joined(f"10.{number}", f"s{number}"):
            pass
    assert len(crowd._buckets) == REMEMBERED_ADDRESSES
    assert (len(crowd._addresses), len(crowd._sessions)) == (0, 0)


def handshake(address: str, cookie: str = "") -> dict[str, Any]:
    headers = [(b"host", b"localhost:3000"), (b"cookie", cookie.encode())]
    return {"type": "websocket", "path": "/_event", "client": (address, 1), "headers": headers}


@pytest.mark.usefixtures("cast")
def test_a_handshake_counts_for_its_network_and_for_its_session() -> None:
    """WEB-05: a subscriber's /64 is one address; a session's secret is kept as a digest alone."""
    one, other = (sockets.who(handshake(f"2001:db8::{n}"), 0) for n in (1, 2))
    assert one == other == ("2001:db8::/64", "")
    address, session = sockets.who(handshake("203.0.113.7", "kit_session=abc"), 0)
    assert (address, len(session), "abc" in session) == ("203.0.113.7", 64, False)


@pytest.mark.usefixtures("cast")
def test_a_socket_too_many_is_closed_before_socket_io_hears_of_it(now: Now) -> None:
    """WEB-05."""
    crowd, told = Crowd(RATE, now), []

    async def send(message: dict[str, Any]) -> None:
        told.append(message)

    server = sockets.Sockets(crowd, 0, async_mode="asgi")
    with ExitStack() as opened:
        for _ in range(SOCKETS_PER_ADDRESS):
            opened.enter_context(crowd.joined("203.0.113.7", ""))
        asyncio.run(server.handle_request(handshake("203.0.113.7"), None, send))
    assert told == [{"type": "websocket.close", "code": 1013}]
    assert server.environ == {}


def test_a_message_that_waits_is_read_afterwards_and_nothing_before_it(
    crowd: Crowd, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WEB-05: in their order, none dropped, each after the pause it was given."""
    story: list[Any] = []

    async def pause(seconds: float) -> None:
        story.append(round(seconds * RATE))

    async def read(_server: object, _sid: str, data: object) -> None:
        story.append(data)

    monkeypatch.setattr(sockets.asyncio, "sleep", pause)
    monkeypatch.setattr(sockets.AsyncServer, "_handle_eio_message", read)
    server = sockets.Sockets(crowd, 0, async_mode="asgi")

    async def scene() -> None:
        with crowd.joined("a", "") as flow:
            server.environ["s"] = {"asgi.scope": {"kit.flow": flow}}
            for number in range(BURST + 2):
                await server._handle_eio_message("s", f"m{number}")

    asyncio.run(scene())
    assert story == [*(f"m{n}" for n in range(BURST)), 1, f"m{BURST}", 2, f"m{BURST + 1}"]
