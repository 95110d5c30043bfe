"""The same product on PostgreSQL, with what pages know kept in Redis."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from redis import Redis

from tests.support import app, postgres
from tests.support.app import App
from tests.web.installation import COOKIE, Line, full_name
from tests.web.visitor import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.postgresql, pytest.mark.redis]
LINK = "kit_link"
PASSWORD = "Vélo-rouge-42!"
OLGA = "olga@example.org"


@pytest.fixture
def kit(tmp_path: Path, redis_url: str) -> Iterator[App]:
    """Run the app on both servers."""
    with (
        postgres.empty_database() as url,
        app.running(tmp_path, KIT_DATABASE_URL=url, KIT_REDIS_URL=redis_url) as kit,
    ):
        yield kit


def set_up(kit: App, olga: Visitor) -> None:
    code = re.findall(r"code=(\S+)", kit.set_up_link())[-1]
    form = {"workspace": "Ateliers", "name": "Olga Martin", "email": OLGA, "password": PASSWORD}
    assert olga.post("/auth/setup", code=code, domain="localhost", **form).status_code == 200
    assert olga.post("/auth/setup", code=code, domain="localhost", **form).status_code >= 400


async def the_list(line: Line) -> str:
    await line.say(full_name("users_state.load"), path="/users")
    return await line.settled()


def test_one_sets_up_signs_in_and_sees_the_people_on_postgresql_and_redis(
    kit: App, redis_url: str, tmp_path: Path
) -> None:
    """SES-01, SES-04: nothing is left in a file, no cookie's secret is in Redis, signing out ends it."""
    with Visitor(kit.url) as olga:
        set_up(kit, olga)
        assert olga.post("/auth/login", email=OLGA, password="wrong").status_code == 422
        assert olga.post("/auth/login", email=OLGA, password=PASSWORD).status_code == 200

        olga.open(f"/reset/{'s' * 60}")
        assert {COOKIE, LINK} <= set(olga.cookies)

        async def scene() -> tuple[str, str]:
            async with olga.line() as line:
                before = await the_list(line)
                kept = await asyncio.to_thread(everything_in, redis_url)
                assert kept
                assert [name for name, secret in olga.cookies.items() if secret.encode() in kept] == []
                assert olga.post("/auth/logout").status_code == 200
                return before, await the_list(line)

        before, after = asyncio.run(scene())
    assert OLGA in before
    assert ("/login?next=%2Fusers" in after, OLGA in after) == (True, False)
    assert [path.name for path in tmp_path.rglob("*.db*")] == []
    assert "Traceback" not in kit.words()


def everything_in(url: str) -> bytes:
    with Redis.from_url(url) as client:
        return repr([client.get(key) for key in client.scan_iter() if client.type(key) == b"string"]).encode()
