"""A provider of identities that is none of ours, in a process and on a port of its own: `oidc-provider-mock`."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import httpx

from tests.support.ports import free_port
from tests.support.waiting import eventually


@contextmanager
def provider(*people: Mapping[str, object]) -> Iterator[str]:
    """Run it for these people, whose claims have a `sub` each; its issuer."""
    port = free_port()
    known = [f"--user-claims={json.dumps(person)}" for person in people]
    command = [sys.executable, "-m", "oidc_provider_mock", f"--port={port}", *known]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://127.0.0.1:{port}"
    try:
        eventually(lambda: _answers(issuer), seconds=30, of="the provider's start")
        yield issuer
    finally:
        process.terminate()
        process.wait(15)


def _answers(issuer: str) -> bool:
    try:
        return httpx.get(f"{issuer}/.well-known/openid-configuration", timeout=2).is_success
    except httpx.TransportError:
        return False
