"""Our HTTP routes as one Starlette application, which Reflex mounts itself under."""

import functools
from collections.abc import Callable, Iterator, Sequence

from anyio import CapacityLimiter
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, Response
from starlette.routing import Route

from comunik_kit.http import (
    activities,
    api_pages,
    away,
    brand,
    cards,
    exports,
    factors,
    health,
    importing,
    invitations,
    journal,
    links,
    mail,
    oidc,
    passkeys,
    personal,
    settings,
    unsubscribe,
    webhooks,
)
from comunik_kit.http.answers import Answer, accepted
from comunik_kit.http.doors import DOORS, Door, require_actor
from comunik_kit.http.endpoints import (
    DOOR_THREADS,
    Endpoint,
    got,
    in_path,
    in_query,
    in_threads,
    off_the_loop,
    posted,
    wrong_method,
)
from comunik_kit.http.errors import WrongMethod
from comunik_kit.http.forms import list_of_people, read_answer, read_event, read_form, read_photo
from comunik_kit.http.headers import CLOSED
from comunik_kit.http.visit import Visit, visit_of
from comunik_kit.kernel.db import AWAY
from comunik_kit.kernel.errors import KitError, NotFound
from comunik_kit.modules.registry import MODULES
from comunik_kit.users.pictures import Cut
from comunik_kit.wiring import Kit
from comunik_kit.workspaces.looks import seen_at
from comunik_kit.workspaces.views import Picture

Provider = Callable[[], Kit]

# Asking in the wrong way is answered in words, so the routes take every method.
EVERY_METHOD = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
_PHOTO_HEADERS = {
    "Cache-Control": "private, max-age=86400, immutable",
    "Content-Security-Policy": CLOSED,
    "X-Content-Type-Options": "nosniff",
}
# A spreadsheet of many people keeps a core busy for seconds: one at a time, and the pages stay quick.
_makers = CapacityLimiter(1)


def api(kit_provider: Provider) -> Starlette:
    """Make the application; `kit_provider` is asked at the first request."""
    return Starlette(routes=routes(kit_provider), exception_handlers=dict.fromkeys(AWAY, away.handle))


def routes(kit_provider: Provider) -> list[Route]:
    """List the routes."""
    provide = functools.cache(kit_provider)
    return [
        *(_route(door.path, _door(door, provide)) for door in (*DOORS, *oidc.DOORS)),
        *(_route(path, endpoint) for path, endpoint in _of_people(provide)),
        *(_route(path, endpoint) for path, endpoint in _of_factors(provide)),
        _route(oidc.CALLBACK, got(oidc.come_back, provide, said=in_query, threads=oidc.ASKING)),
        _route(oidc.LEAVING, posted(oidc.leave, provide, oidc.SIGN_IN_PAGE)),
        *(_route(path, _passkey(act, provide)) for path, act in passkeys.DOORS.items()),
        *(_route(path, endpoint) for path, endpoint in _of_modules(provide)),
        *(_route(path, endpoint) for path, endpoint in _of_mail(provide)),
        *(_route(path, endpoint) for path, endpoint in _of_brand(provide)),
        *(
            _route(f"/{kind}/{{secret}}", _link(kind, provide))
            for kind in ("invite", "reset", "enter", "address")
        ),
        *(_route(path, endpoint) for path, endpoint in _of_other_systems(provide)),
        *_health(provide),
    ]


def _of_people(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    yield "/photos", posted(_photo_taken, provide)
    yield "/photos/{photo_id}", got(_photo, provide, head=True)
    yield "/users/{user_id}/data.zip", got(personal.data, provide)
    yield "/users/export.csv", got(exports.people_as_csv, provide, said=in_query)
    yield "/users/export.xlsx", got(exports.people_as_xlsx, provide, said=in_query, threads=_makers)
    yield "/users/exports/{name}", got(exports.prepared, provide, said=in_query)
    yield "/imports", posted(_list_taken, provide)
    for path, given in importing.GIVEN.items():
        yield path, got(given, provide, threads=_makers)
    yield "/invitations/archive.csv", got(exports.archive, provide, said=in_query)
    yield "/settings/audit/journal.csv", got(journal.as_csv, provide, said=in_query)
    yield "/settings/audit/journal.xlsx", got(journal.as_xlsx, provide, said=in_query, threads=_makers)
    yield "/invitations/{user_id}/link", posted(_link_given, provide)
    yield "/invitations/{user_id}/card", posted(_card_given, provide)


def _of_modules(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    for module in MODULES:
        csv = functools.partial(exports.items_as_csv, module=module)
        xlsx = functools.partial(exports.items_as_xlsx, module=module)
        yield f"/{module.key}/export.csv", got(csv, provide, said=in_query)
        yield f"/{module.key}/export.xlsx", got(xlsx, provide, said=in_query, threads=_makers)


def _of_other_systems(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    yield "/api/v1/activities", activities.activities(provide)
    yield "/hooks/{source_id}", activities.hook(provide)
    yield "/hooks/{source_id}/secret", posted(_hook_secret_given, provide)
    yield "/api/v1/openapi.json", api_pages.reading(api_pages.description, provide)
    yield "/api-keys/{key_id}/secret", posted(_key_given, provide)
    yield "/activities/import", posted(_activity_taken, provide)
    for path in ("/api", "/api/v1", "/api/v1/"):
        yield path, api_pages.reading(api_pages.page, provide)


def _of_factors(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    yield "/auth/factor/qr.svg", got(factors.qr, provide)
    yield "/auth/factor/key", got(factors.key, provide)
    yield "/auth/factor/codes", got(factors.codes, provide)
    yield "/auth/factor/codes.txt", got(factors.codes_file, provide)


def _of_mail(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    yield "/mail/samples/{template}/{language}.txt", got(mail.sample_as_text, provide, head=True)
    yield "/mail/samples/{template}/{language}", got(mail.sample, provide, said=_in_theme, head=True)
    yield "/mail/unsubscribe/{token}", _unsubscriber(provide)
    yield "/mail/{message_id}.txt", got(mail.plain, provide)
    yield "/mail/{message_id}", got(mail.drawn, provide)
    yield "/webhooks/resend", _event_taker(provide)


def _of_brand(provide: Provider) -> Iterator[tuple[str, Endpoint]]:
    yield "/brand/pictures/{kind}", posted(_brand_picture_taken, provide)
    yield "/brand/face.json", got(brand.face, provide, said=_by_host, head=True)
    yield "/brand/{name}", got(brand.picture, provide, head=True)


def _health(provide: Provider) -> Iterator[Route]:
    readiness = functools.cache(lambda: health.Readiness(provide()))

    async def live(_request: Request) -> Response:
        return _plain({"status": "live"})

    async def ready(_request: Request) -> Response:
        found = await off_the_loop(readiness().now)
        return _plain({"status": found}, 503 if found == health.UNAVAILABLE else 200)

    yield Route("/healthz/live", live)
    yield Route("/healthz/ready", ready)


def _route(path: str, endpoint: Endpoint) -> Route:
    return Route(path, endpoint, methods=list(EVERY_METHOD))


def _door(door: Door, provide: Provider) -> Endpoint:
    async def act(request: Request, visit: Visit) -> Response:
        form = await read_form(request, door.fields)
        return accepted(visit, await in_threads(DOOR_THREADS, door.act, visit, form))

    return posted(act, provide, door.page)


def _passkey(give: Callable[[Visit, object], Response], provide: Provider) -> Endpoint:
    async def act(request: Request, visit: Visit) -> Response:
        return await off_the_loop(give, visit, await read_answer(request))

    return posted(act, provide)


async def _photo_taken(request: Request, visit: Visit) -> Response:
    actor = await off_the_loop(require_actor, visit)  # before the body is read (INP-07)
    raw, chosen = await read_photo(request, fields=3)
    photo_id = await off_the_loop(visit.kit.photos.store, actor, raw, cut=Cut.parse(chosen))
    return accepted(visit, Answer(data={"photo": photo_id, "url": f"/photos/{photo_id}"}))


async def _brand_picture_taken(request: Request, visit: Visit) -> Response:
    kind = request.path_params["kind"]
    actor = await off_the_loop(brand.brander, visit)  # before the body is read (INP-07)
    raw, _ = await read_photo(request)
    picture_id = await off_the_loop(visit.kit.brand_pictures.store, actor, raw, kind=kind)
    return accepted(visit, Answer(data={"photo": picture_id, "url": seen_at(kind, Picture(picture_id))}))


async def _list_taken(request: Request, visit: Visit) -> Response:
    actor = await off_the_loop(importing.importer, visit)  # before the body is read (INP-07)
    async with list_of_people(request) as (part, is_pasted):
        import_id = await off_the_loop(importing.taken, visit, actor, part, is_pasted=is_pasted)
    return accepted(visit, Answer(data={"import": import_id}))


async def _activity_taken(request: Request, visit: Visit) -> Response:
    actor = await off_the_loop(settings.api_manager, visit)  # before the body is read (INP-07)
    async with list_of_people(request) as (part, is_pasted):
        taken = await off_the_loop(settings.activity_file, visit, actor, part, is_pasted=is_pasted)
    return accepted(visit, Answer(data={"import": taken}))


async def _hook_secret_given(request: Request, visit: Visit) -> Response:
    await read_form(request, settings.FIELDS)
    return accepted(visit, await off_the_loop(settings.hook_secret, visit, request.path_params["source_id"]))


async def _key_given(request: Request, visit: Visit) -> Response:
    await read_form(request, settings.FIELDS)
    return accepted(visit, await off_the_loop(settings.key, visit, request.path_params["key_id"]))


async def _link_given(request: Request, visit: Visit) -> Response:
    await read_form(request, invitations.FIELDS)
    return accepted(visit, await off_the_loop(invitations.link, visit, request.path_params["user_id"]))


async def _card_given(request: Request, visit: Visit) -> Response:
    await read_form(request, cards.FIELDS)
    return await off_the_loop(cards.card, visit, request.path_params["user_id"])


def _photo(visit: Visit, photo_id: str) -> Response:
    path = visit.kit.photos.shown_to(require_actor(visit), photo_id)
    if path is None:
        raise NotFound
    return FileResponse(path, media_type="image/webp", headers=_PHOTO_HEADERS)


def _by_host(request: Request) -> Sequence[object]:
    return (request.headers.get("host", ""),)


def _in_theme(request: Request) -> Sequence[object]:
    return (*in_path(request), request.query_params.get("theme", ""))


def _event_taker(provide: Provider) -> Endpoint:
    """Take a carrier's events: from no page of ours, but signed (WEB-04)."""

    async def endpoint(request: Request) -> Response:
        kit = provide()
        if refusal := webhooks.refusal(request.method, kit.settings):
            return refusal
        try:
            body = await read_event(request)
        except KitError as error:
            return webhooks.answer(error.code, error.http_status)
        return await off_the_loop(webhooks.resend, kit, request.headers, body)

    return endpoint


def _unsubscriber(provide: Provider) -> Endpoint:
    """Take a POST from the mail provider too: the address is the proof, its body says nothing (RFC 8058)."""

    async def endpoint(request: Request) -> Response:
        visit = await off_the_loop(visit_of, request, provide())
        token = request.path_params["token"]
        if request.method in {"GET", "HEAD"}:
            return await off_the_loop(unsubscribe.shown, visit, token)
        if request.method == "POST":
            return await off_the_loop(unsubscribe.done, visit, token)
        return wrong_method(visit, WrongMethod(), "GET, HEAD, POST")

    return endpoint


def _link(kind: str, provide: Provider) -> Endpoint:
    async def endpoint(request: Request) -> Response:
        visit = await off_the_loop(visit_of, request, provide())
        if request.method not in {"GET", "HEAD"}:
            return wrong_method(visit, WrongMethod(), "GET, HEAD")
        return await off_the_loop(links.opened, visit, kind, request.path_params["secret"])

    return endpoint


def _plain(status: dict[str, str], code: int = 200) -> Response:
    return JSONResponse(status, code, headers={"Cache-Control": "no-store"})
