"""Answers for a page's own address, without the detour over a trailing slash that folders of files make."""

import re
from pathlib import Path

from starlette.types import ASGIApp, Receive, Scope, Send

from comunik_kit.frontend import web_folder

_PAGE = re.compile(r"(?:/[A-Za-z0-9_-]{1,80}){1,6}\Z")


class ExactPages:
    """Shows `/users` from the compiled `users.html`: no redirect, whose target would name the Host header."""

    def __init__(self, app: ASGIApp, folder: Path | None = None) -> None:
        """Take the application; the compiled pages are this installation's unless given."""
        self._app = app
        self._folder = folder or web_folder() / "build" / "client"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Name the page's file when there is one; let everything else through."""
        if scope["type"] == "http" and scope["method"] in {"GET", "HEAD"} and self._has(scope["path"]):
            scope = {**scope, "path": f"{scope['path']}.html"}
        await self._app(scope, receive, send)

    def _has(self, path: str) -> bool:
        return bool(_PAGE.match(path)) and (self._folder / f"{path[1:]}.html").is_file()
