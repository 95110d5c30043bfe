"""The API's own pages: its description for programs, and the same for people, under the name of the host's brand.

Neither holds a secret.
"""

import base64
import hashlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined, Template
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from comunik_kit.http import icons, openapi
from comunik_kit.http.dressing import face_at
from comunik_kit.http.endpoints import Endpoint, got
from comunik_kit.http.errors import WrongMethod
from comunik_kit.http.problems import problem
from comunik_kit.http.visit import Visit
from comunik_kit.modules.registry import MODULES
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.views import Face

_FOLDER = Path(__file__).parent / "templates"
_environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_READING = {"GET", "HEAD"}


def description(visit: Visit) -> Response:
    """Answer `/api/v1/openapi.json`."""
    return JSONResponse(openapi.description(_face(visit).name))


def page(visit: Visit) -> Response:
    """Answer `/api/v1/` with the same in a form that people read."""
    face, style = _face(visit), _style()
    html = _template().render(style=style, brand=face.name, icon=icons.address(face), **_described())
    return HTMLResponse(html, headers={"Content-Security-Policy": _policy(style)})


def reading(give: Callable[[Visit], Response], provide: Callable[[], Kit]) -> Endpoint:
    """Give it to whoever reads; another method is refused as the rest of the API refuses."""
    given = got(give, provide, said=_nothing, head=True)

    async def endpoint(request: Request) -> Response:
        if request.method not in _READING:
            return problem(WrongMethod(), Allow="GET, HEAD")
        return await given(request)

    return endpoint


def _nothing(_request: Request) -> tuple[()]:
    return ()


def _face(visit: Visit) -> Face:
    return face_at(visit.kit, visit.place.host)


@cache
def _style() -> str:
    return (_FOLDER / "api.css").read_text(encoding="utf-8")


@cache
def _template() -> Template:
    return _environment.from_string((_FOLDER / "api.html").read_text(encoding="utf-8"))


@cache
def _described() -> dict[str, Any]:
    said = openapi.description()
    schemas: dict[str, Any] = said["components"]["schemas"]
    modules = [(each, schemas[f"{each.key.capitalize()}Activity"]["properties"]) for each in MODULES]
    return {"modules": modules, "operation": said["paths"]["/api/v1/activities"]["post"]}


@cache
def _policy(style: str) -> str:
    """Let the page load and send nothing: its own sheet, and the picture of its tab."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
