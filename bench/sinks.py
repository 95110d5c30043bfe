"""Where mail goes while sending itself is measured: servers without any limit, each a process of its own.

`python -m bench.sinks smtp` (or `resend`) prints its address and takes whatever comes until it is stopped.
"""

import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from bench import outside, post
from tests.support import resend

A_SECOND = 1_000_000


@contextmanager
def sink(kind: str) -> Iterator[dict[str, str]]:
    """Run one until the block ends; the variables that make the product send to it (`local`: its own outbox)."""
    if kind == "local":
        yield {}
        return
    process = subprocess.Popen([sys.executable, "-m", "bench.sinks", kind], stdout=subprocess.PIPE, text=True)
    try:
        url = process.stdout.readline().strip() if process.stdout else ""
        if kind == "smtp":
            yield {"KIT_SMTP_URL": url, "KIT_MAIL_FROM": outside.FROM}
        else:
            yield {"RESEND_API_KEY": resend.KEY, "RESEND_API_URL": url, "KIT_MAIL_FROM": outside.FROM}
    finally:
        process.terminate()
        process.wait(10)


def main(kind: str) -> None:
    """Serve."""
    if kind == "smtp":
        asyncio.run(post.serve())
    with resend.server() as provider:
        provider.limits.a_second = A_SECOND
        print(provider.url, flush=True)
        time.sleep(3600)


if __name__ == "__main__":
    main(sys.argv[1])
