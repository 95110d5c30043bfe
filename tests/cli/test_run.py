"""`comunik-kit run`: what it refuses before it begins."""

import os
import socket
import subprocess
import sys
from pathlib import Path


def test_a_port_in_use_is_refused_at_once_and_in_plain_words(tmp_path: Path) -> None:
    """Two servers at one port would each get some of the visitors, whose sessions the other does not know."""
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        own = {"KIT_DATA_DIR": str(tmp_path), "KIT_PORT": str(port), "KIT_HOST": "127.0.0.1"}
        command = [str(Path(sys.executable).with_name("comunik-kit")), "run"]
        ended = subprocess.run(command, env=os.environ | own, capture_output=True, text=True, check=False)

    assert ended.returncode == 1
    assert ended.stderr == (
        f"comunik-kit: port {port} is in use: stop what listens there, or set KIT_PORT to another\n"
    )
    assert ended.stdout == ""
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]
