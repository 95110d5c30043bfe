"""Ports for programs that are told which one to listen on."""

import random
import socket

# Below those the system hands out by itself (from 32768 on Linux, 49152 by RFC 6335): between our look and the
# program's start nobody's outgoing connection can take the number.
_OURS = range(21_000, 32_000)


def free_port() -> int:
    """Find a port on loopback that nobody listens on."""
    for port in random.sample(_OURS, len(_OURS)):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port
    raise OSError("every port is taken")
