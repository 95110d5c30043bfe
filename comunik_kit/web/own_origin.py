"""Pages that speak with whoever served them: no port and no scheme is written into them when they are compiled.

Reflex writes the addresses of its own routes into one chunk, `reflex-env-*.js`. On `localhost` the browser puts its own
host name in, but keeps the port of the compilation, and drops every port on https (`getBackendURL` in its `state.js`).
So a build served one port only, and no proxy on another port than 443. Here the chunk asks the browser for all of it.
"""

import re
from pathlib import Path
from typing import Unpack

from reflex.plugins import Plugin
from reflex_base.plugins import PostBuildContext

_CHUNK = "assets/reflex-env-*.js"
_ADDRESS = re.compile(r"([\"'`])(?P<scheme>http|ws)://localhost(?P<path>/[^\"'`]*)\1")


class OwnOrigin(Plugin):
    """Mends the chunk after each compilation."""

    def post_build(self, **context: Unpack[PostBuildContext]) -> None:
        """Replace the addresses; raise `LookupError` when this Reflex writes them elsewhere or otherwise."""
        chunks = list(Path(context["static_dir"]).glob(_CHUNK))
        if len(chunks) != 1:
            raise LookupError(f"expected one {_CHUNK}, found {len(chunks)}")
        _mend(chunks[0])


def of_the_browser(script: str) -> str:
    """Have each address in the script begin with the origin the page came from; raise `LookupError` if none does."""
    mended = _ADDRESS.sub(_asking, script)
    if "{location.host}/_event`" not in mended:
        raise LookupError("the address of the web socket was not found")
    return mended


def _asking(found: re.Match[str]) -> str:
    scheme = "location.protocol" if found["scheme"] == "http" else 'location.protocol.replace("http","ws")'
    return f"`${{{scheme}}}//${{location.host}}{found['path']}`"


def _mend(chunk: Path) -> None:
    chunk.write_text(of_the_browser(chunk.read_text(encoding="utf-8")), encoding="utf-8")
    # They hold what was written before; a few hundred bytes need no compression.
    for packed in chunk.parent.glob(f"{chunk.name}.*"):
        packed.unlink()
