"""Our HTTP routes as one Starlette application, which Reflex mounts itself under."""

import functools
from collections.abc import Awaitable, Callable, Mapping
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from comunik_kit.http import (
    cards,
    exports,
    health,
    invitations,
    links,
    mail,
    personal,
    unsubscribe,
    webhooks,
)
from comunik_kit.http.answers import Answer, accepted, refused
from comunik_kit.http.doors import DOORS, Door, require_actor
from comunik_kit.http.errors import NotFromOurPages, WrongMethod
from comunik_kit.http.forms import read_event, read_form, read_photo
from comunik_kit.http.origins import is_from_our_pages
from comunik_kit.http.visit import Visit, visit_of
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.wiring import Kit

Endpoint = Callable[[Request], Awaitable[Response]]
Given = ParamSpec("Given")
Result = TypeVar("Result")

# Asking in the wrong way is answered in words, so the routes take every method.
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PHOTO_HEADERS = {
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
}
# Threads of our own: a storm of sign-ins waits here, while pages keep theirs (AUT-03).
_threads = CapacityLimiter(12)
# A spreadsheet of many people keeps a core busy for seconds: one at a time, and the pages stay quick.
_makers = CapacityLimiter(1)


def api(kit_provider: Callable[[], Kit]) -> Starlette:
    """Make the application; `kit_provider` is asked at the first request."""
    return Starlette(routes=routes(kit_provider))


def routes(kit_provider: Callable[[], Kit]) -> list[Route]:
    """List the routes."""
    provide = functools.cache(kit_provider)
    readiness = functools.cache(lambda: health.Readiness(provide()))

    async def live(_request: Request) -> Response:
        return _plain({"status": "live"})

    async def ready(_request: Request) -> Response:
        found = await _off_the_loop(readiness().now)
        return _plain({"status": found}, 503 if found == health.UNAVAILABLE else 200)

    return [
        *(_route(door.path, _door(door, provide)) for door in DOORS),
        _route("/photos", _photo_taker(provide)),
        _route("/photos/{photo_id}", _photo_giver(provide)),
        _route("/users/{user_id}/data.zip", _data_giver(provide)),
        _route("/invitations/{user_id}/link", _link_giver(provide)),
        *_exports(provide),
        _route("/mail/samples/{template}/{language}.txt", _sample_giver(provide, as_text=True)),
        _route("/mail/samples/{template}/{language}", _sample_giver(provide, as_text=False)),
        _route("/mail/unsubscribe/{token}", _unsubscriber(provide)),
        _route("/invitations/{user_id}/card", _card_giver(provide)),
        _route("/mail/{message_id}.txt", _mail_giver(mail.plain, provide)),
        _route("/mail/{message_id}", _mail_giver(mail.drawn, provide)),
        _route("/webhooks/resend", _event_taker(provide)),
        *(_route(f"/{kind}/{{secret}}", _link(kind, provide)) for kind in ("invite", "reset", "address")),
        Route("/healthz/live", live),
        Route("/healthz/ready", ready),
    ]


def _exports(provide: Callable[[], Kit]) -> list[Route]:
    return [
        _route("/invitations/archive.csv", _export_giver(exports.archive, provide)),
        _route("/users/export.csv", _export_giver(exports.people_as_csv, provide)),
        _route("/users/export.xlsx", _export_giver(exports.people_as_xlsx, provide, _makers)),
        _route("/users/exports/{name}", _export_giver(exports.prepared, provide)),
    ]


def _route(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=list(EVERY_METHOD))


def _door(door: Door, provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        try:
            await _check_post(request, visit)
            form = await read_form(request, door.fields)
            return accepted(visit, await _off_the_loop(door.act, visit, form))
        except WrongMethod as error:
            return _wrong_method(visit, error, "POST")
        except KitError as error:
            return refused(visit, error, door.page)

    return endpoint


def _photo_taker(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        try:
            await _check_post(request, visit)
            actor = await _off_the_loop(require_actor, visit)  # before the body is read (INP-07)
            photo_id = await _off_the_loop(visit.kit.photos.store, actor, await read_photo(request))
            return accepted(visit, Answer(data={"photo": photo_id, "url": f"/photos/{photo_id}"}))
        except WrongMethod as error:
            return _wrong_method(visit, error, "POST")
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def _photo_giver(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method not in {"GET", "HEAD"}:
            return _wrong_method(visit, WrongMethod(), "GET, HEAD")
        try:
            actor = await _off_the_loop(require_actor, visit)
            photo_id = request.path_params["photo_id"]
            path = await _off_the_loop(visit.kit.photos.open, actor.workspace_id, photo_id)
        except KitError as error:
            return refused(visit, error, "")
        if path is None:
            return refused(visit, NotFound(), "")
        return FileResponse(path, media_type="image/webp", headers=_PHOTO_HEADERS)

    return endpoint


def _link_giver(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        try:
            await _check_post(request, visit)
            await read_form(request, invitations.FIELDS)
            user_id = request.path_params["user_id"]
            return accepted(visit, await _off_the_loop(invitations.link, visit, user_id))
        except WrongMethod as error:
            return _wrong_method(visit, error, "POST")
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def _card_giver(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        try:
            await _check_post(request, visit)
            await read_form(request, cards.FIELDS)
            return await _off_the_loop(cards.card, visit, request.path_params["user_id"])
        except WrongMethod as error:
            return _wrong_method(visit, error, "POST")
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def _export_giver(
    made: Callable[[Visit, Mapping[str, str]], Response],
    provide: Callable[[], Kit],
    threads: CapacityLimiter = _threads,
) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method != "GET":  # HEAD neither: each export is written down, or handed over once
            return _wrong_method(visit, WrongMethod(), "GET")
        make = functools.partial(made, visit, {**request.query_params, **request.path_params})
        try:
            return await anyio.to_thread.run_sync(make, limiter=threads)
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def _data_giver(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method != "GET":  # HEAD neither: each file is written down
            return _wrong_method(visit, WrongMethod(), "GET")
        try:
            return await _off_the_loop(personal.data, visit, request.path_params["user_id"])
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def _mail_giver(shown: Callable[[Visit, str], Response], provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method != "GET":  # HEAD neither: each asking is written down as a reading
            return _wrong_method(visit, WrongMethod(), "GET")
        return await _off_the_loop(shown, visit, request.path_params["message_id"])

    return endpoint


def _event_taker(provide: Callable[[], Kit]) -> Endpoint:
    """Take a carrier's events: from no page of ours, but signed (WEB-04)."""

    async def endpoint(request: Request) -> Response:
        kit = provide()
        if refusal := webhooks.refusal(request.method, kit.settings):
            return refusal
        try:
            body = await read_event(request)
        except KitError as error:
            return webhooks.answer(error.code, error.http_status)
        return await _off_the_loop(webhooks.resend, kit, request.headers, body)

    return endpoint


def _sample_giver(provide: Callable[[], Kit], *, as_text: bool) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method not in {"GET", "HEAD"}:
            return _wrong_method(visit, WrongMethod(), "GET, HEAD")
        wanted = (request.path_params["template"], request.path_params["language"])
        theme = request.query_params.get("theme", "")
        return await _off_the_loop(mail.sample, visit, *wanted, theme=theme, as_text=as_text)

    return endpoint


def _unsubscriber(provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        token = request.path_params["token"]
        if request.method in {"GET", "HEAD"}:
            return await _off_the_loop(unsubscribe.shown, visit, token)
        if (
            request.method == "POST"
        ):  # from the mail provider too: the address is the proof, its body says nothing
            return await _off_the_loop(unsubscribe.done, visit, token)
        return _wrong_method(visit, WrongMethod(), "GET, HEAD, POST")

    return endpoint


def _link(kind: str, provide: Callable[[], Kit]) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await _off_the_loop(visit_of, request, provide())
        if request.method not in {"GET", "HEAD"}:
            return _wrong_method(visit, WrongMethod(), "GET, HEAD")
        return links.opened(visit, kind, request.path_params["secret"])

    return endpoint


async def _check_post(request: Request, visit: Visit) -> None:
    if request.method != "POST":
        raise WrongMethod
    host = await _off_the_loop(visit.kit.workspaces.host)
    if not is_from_our_pages(request.headers, visit.kit.settings, host):
        raise NotFromOurPages


def _wrong_method(visit: Visit, error: WrongMethod, allowed: str) -> Response:
    response = refused(visit, error, "")
    response.headers["Allow"] = allowed
    return response


def _plain(status: dict[str, str], code: int = 200) -> Response:
    return JSONResponse(status, code, headers={"Cache-Control": "no-store"})


async def _off_the_loop(
    function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    return await anyio.to_thread.run_sync(functools.partial(function, *args, **kwargs), limiter=_threads)
