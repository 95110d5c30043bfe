"""What pages are made of is answered from memory the second time, and as it was the first time."""

import asyncio
from collections.abc import Mapping
from pathlib import Path

import httpx
import pytest
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from comunik_kit.http.kept_assets import KeptAssets
from comunik_kit.web.compiled import compiled_pages

SCRIPT = b"export const answer = 42;" * 4_000  # more than a file is read at once
FILES = {
    "assets/a-1.js": SCRIPT,
    "assets/a-1.js.br": b"brotli",
    "assets/b-2.js": b"b" * 400,
    "css/kit.css": b"a{}",
    "favicon.ico": b"icon",
    "404.html": b"none",
}


class Counted:
    """Serves the files, and counts who asks."""

    def __init__(self, folder: Path) -> None:
        """Take the folder."""
        self._app, self.asked = compiled_pages(folder), list[str]()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Note the path, and serve it."""
        self.asked.append(scope["path"])
        await self._app(scope, receive, send)


class Dressing:
    """Adds a header as the security headers are added: to the very list it is given."""

    def __init__(self, app: ASGIApp) -> None:
        """Take what is dressed."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with one header more."""

        async def dressed(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).append("x-dressed", "once")
            await send(message)

        await self._app(scope, receive, dressed)


@pytest.fixture
def files(tmp_path: Path) -> Counted:
    """A folder of compiled files."""
    for name, content in FILES.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(content)
    return Counted(tmp_path)


def answers(
    app: ASGIApp, *requests: tuple[str, Mapping[str, str]], method: str = "GET"
) -> list[httpx.Response]:
    """Ask one after the other."""

    async def ask() -> list[httpx.Response]:
        transport = httpx.ASGITransport(Dressing(app))
        plain = {"accept-encoding": "identity"}
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as client:
            return [await client.request(method, path, headers={**plain, **more}) for path, more in requests]

    return asyncio.run(ask())


@pytest.mark.parametrize("name", ["assets/a-1.js", "css/kit.css"])
def test_the_second_answer_is_the_first_one_again_and_no_file_is_opened(files: Counted, name: str) -> None:
    first, second = answers(KeptAssets(files), *[(f"/{name}", {})] * 2)
    assert (first.status_code, first.content) == (200, FILES[name])
    assert (second.status_code, second.content) == (200, FILES[name])
    assert second.headers.multi_items() == first.headers.multi_items()
    assert second.headers.get_list("x-dressed") == ["once"]
    assert files.asked == [f"/{name}"]


def test_each_encoding_has_an_answer_of_its_own(files: Counted) -> None:
    requests = [
        ("/assets/a-1.js", {"accept-encoding": each}) for each in ("br", "identity", "br", "identity")
    ]
    found = answers(KeptAssets(files), *requests)
    assert [each.headers.get("content-encoding") for each in found] == ["br", None, "br", None]
    assert [each.headers["content-length"] for each in found] == ["6", str(len(SCRIPT))] * 2
    assert len(files.asked) == 2


@pytest.mark.parametrize(
    ("path", "headers", "method", "status"),
    [
        ("/favicon.ico", {}, "GET", 200),
        ("/assets/none.js", {}, "GET", 404),
        ("/assets/a-1.js", {"range": "bytes=0-9"}, "GET", 206),
        ("/assets/a-1.js", {}, "HEAD", 200),
    ],
)
def test_what_may_change_or_is_asked_otherwise_comes_from_the_files_each_time(
    files: Counted, path: str, headers: dict[str, str], method: str, status: int
) -> None:
    app = KeptAssets(files)
    whole = answers(app, ("/assets/a-1.js", {}))
    found = answers(app, (path, headers), (path, headers), method=method)
    assert [each.status_code for each in found] == [status] * 2
    assert files.asked == ["/assets/a-1.js", path, path]
    assert whole[0].content == SCRIPT


def test_who_has_it_already_is_told_that_it_did_not_change(files: Counted) -> None:
    app = KeptAssets(files)
    tag = answers(app, ("/assets/a-1.js", {}))[0].headers["etag"]
    again = answers(app, ("/assets/a-1.js", {"if-none-match": tag}))[0]
    assert (again.status_code, again.content) == (304, b"")


def test_when_room_is_short_what_was_not_asked_for_longest_goes(files: Counted) -> None:
    a, b = ("/assets/a-1.js", {}), ("/assets/b-2.js", {})
    small = KeptAssets(files, most_bytes=len(SCRIPT) + 399)
    assert [each.status_code for each in answers(small, a, b, b, a)] == [200] * 4
    assert files.asked == ["/assets/a-1.js", "/assets/b-2.js", "/assets/a-1.js"]


def test_what_is_larger_than_all_the_room_is_served_and_not_kept(files: Counted) -> None:
    found = answers(
        KeptAssets(files, most_bytes=1_000), *[("/assets/a-1.js", {})] * 2, ("/assets/b-2.js", {})
    )
    assert [each.content for each in found] == [SCRIPT, SCRIPT, b"b" * 400]
    assert files.asked == ["/assets/a-1.js", "/assets/a-1.js", "/assets/b-2.js"]


def test_an_answer_that_breaks_off_is_not_kept() -> None:
    asked = []

    async def breaking(scope: Scope, _receive: Receive, send: Send) -> None:
        asked.append(scope["path"])
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"half", "more_body": True})

    async def ask() -> list[Message]:
        heard: list[Message] = []

        async def send(message: Message) -> None:
            heard.append(message)

        async def receive() -> Message:
            return {"type": "http.disconnect"}

        app = KeptAssets(breaking)
        for _ in range(2):
            await app({"type": "http", "method": "GET", "path": "/assets/a.js", "headers": []}, receive, send)
        return heard

    assert len(asyncio.run(ask())) == 4
    assert asked == ["/assets/a.js"] * 2


def test_two_who_ask_at_once_take_the_room_of_one(files: Counted) -> None:
    app = KeptAssets(files, most_bytes=len(SCRIPT) + 400)

    async def ask(*paths: str) -> None:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
            plain = {"accept-encoding": "identity"}
            await asyncio.gather(*(client.get(path, headers=plain) for path in paths))

    asyncio.run(ask(*["/assets/a-1.js"] * 2))
    asyncio.run(ask("/assets/b-2.js"))
    asyncio.run(ask("/assets/a-1.js"))
    assert files.asked == ["/assets/a-1.js", "/assets/a-1.js", "/assets/b-2.js"]
