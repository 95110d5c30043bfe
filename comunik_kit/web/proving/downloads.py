"""Files that leave with people's data, fetched after a fresh proof of who reads (SES-08).

The service of each file asks for the proof itself; here it is asked before the browser would show a refusal.
"""

import re
from typing import Any

import reflex as rx

from comunik_kit.kernel.errors import WrongType
from comunik_kit.web.components import Content, Text, button
from comunik_kit.web.policy import signed_in
from comunik_kit.web.proving.state import asks_for_proof
from comunik_kit.web.refusals import refuse
from comunik_kit.web.session import require_actor
from comunik_kit.wiring import kit

_LONGEST = 5_000
_OURS = re.compile(r"/[a-z0-9][\w./-]*(\?[^\s\\]*)?", re.ASCII)


class DownloadState(rx.State):
    """Sends the browser for a file; it has nothing of its own."""

    @rx.event
    @signed_in
    @asks_for_proof
    async def fetch(self, address: str) -> Any:
        """Let the browser fetch a file of this host: a path, with what it asks for."""
        if len(address) > _LONGEST or not _OURS.fullmatch(address):
            return await refuse(self, WrongType())
        require_actor().require_recent()
        return rx.download(url=rx.Var.create(f"{kit().settings.api_url}{address}"), filename="")


def download_button(*content: Content, address: Text, **props: Any) -> rx.Component:
    """A button that fetches a file; `address` is its path."""
    return button(*content, leading="download", on_click=DownloadState.fetch(address), **props)
