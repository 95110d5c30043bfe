"""The API's own pages: its description for programs, and the same for people. Neither holds a secret."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from comunik_kit.http import openapi
from comunik_kit.http.errors import WrongMethod
from comunik_kit.http.problems import problem
from comunik_kit.modules.registry import MODULES

_FOLDER = Path(__file__).parent / "templates"
_environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
_READING = {"GET", "HEAD"}


async def description(request: Request) -> Response:
    """Answer `/api/v1/openapi.json`."""
    if request.method not in _READING:
        return problem(WrongMethod(), Allow="GET, HEAD")
    return JSONResponse(openapi.description())


async def page(request: Request) -> Response:
    """Answer `/api/v1/` with the same in a form that people read."""
    if request.method not in _READING:
        return problem(WrongMethod(), Allow="GET, HEAD")
    html, policy = _page()
    return HTMLResponse(html, headers={"Content-Security-Policy": policy})


@cache
def _page() -> tuple[str, str]:
    style = (_FOLDER / "api.css").read_text(encoding="utf-8")
    template = _environment.from_string((_FOLDER / "api.html").read_text(encoding="utf-8"))
    schemas: dict[str, Any] = openapi.description()["components"]["schemas"]
    modules = [(each, schemas[f"{each.key.capitalize()}Activity"]["properties"]) for each in MODULES]
    operation = openapi.description()["paths"]["/api/v1/activities"]["post"]
    html = template.render(style=style, modules=modules, operation=operation)
    return html, _policy(style)


def _policy(style: str) -> str:
    """Let the page load and send nothing: its own sheet alone."""
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return (
        f"default-src 'none'; style-src 'sha256-{digest}'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
