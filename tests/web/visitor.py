"""A browser without its screen: posts the doors' forms as `door.js` does, and opens sockets with the same cookies."""

from collections.abc import Mapping
from types import TracebackType
from typing import Self

import httpx

from tests.web.installation import Line

JSON = {"Accept": "application/json"}


class Visitor:
    """Somebody's browser; use as `with Visitor(url) as olga`."""

    def __init__(self, url: str) -> None:
        """Take the app's address."""
        self._url = url
        self._client = httpx.Client(base_url=url, headers={"Origin": url}, timeout=30)

    def __enter__(self) -> Self:
        """Open the browser."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close it."""
        self._client.close()

    @property
    def cookies(self) -> Mapping[str, str]:
        """Every cookie it keeps."""
        return dict(self._client.cookies)

    def post(self, path: str, **form: str) -> httpx.Response:
        """Post a door's form."""
        return self._client.post(path, data=form, headers=JSON)

    def send(self, path: str, body: bytes, media_type: str, **headers: str) -> httpx.Response:
        """Post any bytes."""
        return self._client.post(path, content=body, headers=JSON | {"Content-Type": media_type} | headers)

    def open(self, path: str, **query: str) -> httpx.Response:
        """Follow a link."""
        return self._client.get(path, params=query or None)

    def line(self) -> Line:
        """Open a socket with the cookies of this moment."""
        return Line(self._url, self.cookies)
