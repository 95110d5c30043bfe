"""How a route is asked: off the event loop, by the right method, refused in words."""

import functools
from collections.abc import Awaitable, Callable, Sequence
from typing import ParamSpec, TypeVar

import anyio.to_thread
from anyio import CapacityLimiter
from starlette.requests import Request
from starlette.responses import Response

from comunik_kit.http.answers import refused
from comunik_kit.http.errors import NotFromOurPages, ProofMissing, WrongMethod
from comunik_kit.http.origins import is_from_our_pages
from comunik_kit.http.visit import Visit, visit_of
from comunik_kit.kernel.errors import KitError, ProofNeeded
from comunik_kit.wiring import Kit

Endpoint = Callable[[Request], Awaitable[Response]]
Given = ParamSpec("Given")
Result = TypeVar("Result")

# Threads of our own: the sockets' events have others.
_threads = CapacityLimiter(12)
# What may wait for a hash: in a storm of sign-ins whoever opens a page or a socket waits behind none of them (AUT-03).
DOOR_THREADS = CapacityLimiter(12)


def in_path(request: Request) -> Sequence[object]:
    """Take what the address's path says."""
    return tuple(request.path_params.values())


def in_query(request: Request) -> Sequence[object]:
    """Take what the address asks for, by name; its path has the last word."""
    return ({**request.query_params, **request.path_params},)


def posted(
    act: Callable[[Request, Visit], Awaitable[Response]], provide: Callable[[], Kit], page: str = ""
) -> Endpoint:
    """Take a POST from one of our pages; `page` is where a refusal is shown without script."""

    async def endpoint(request: Request) -> Response:
        visit = await off_the_loop(visit_of, request, provide())
        try:
            await _check_post(request, visit)
            return await act(request, visit)
        except WrongMethod as error:
            return wrong_method(visit, error, "POST")
        except ProofNeeded:
            return refused(visit, ProofMissing(), page)
        except KitError as error:
            return refused(visit, error, page)

    return endpoint


def got(
    give: Callable[..., Response],
    provide: Callable[[], Kit],
    *,
    said: Callable[[Request], Sequence[object]] = in_path,
    head: bool = False,
    threads: CapacityLimiter = _threads,
) -> Endpoint:
    """Answer a GET; a HEAD only where `head` says that giving is not written down."""
    allowed = ("GET", "HEAD") if head else ("GET",)

    async def endpoint(request: Request) -> Response:
        visit = await off_the_loop(visit_of, request, provide())
        if request.method not in allowed:
            return wrong_method(visit, WrongMethod(), ", ".join(allowed))
        try:
            return await in_threads(threads, give, visit, *said(request))
        except ProofNeeded:
            return refused(visit, ProofMissing(), "")
        except KitError as error:
            return refused(visit, error, "")

    return endpoint


def wrong_method(visit: Visit, error: WrongMethod, allowed: str) -> Response:
    """Refuse a method, and name those that would do."""
    response = refused(visit, error, "")
    response.headers["Allow"] = allowed
    return response


async def off_the_loop(
    function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """Run what waits for the database in a thread."""
    return await in_threads(_threads, function, *args, **kwargs)


async def in_threads(
    threads: CapacityLimiter, function: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs
) -> Result:
    """Run what may wait for long in a thread of a few that are its own, so that nothing else waits with it."""
    return await anyio.to_thread.run_sync(functools.partial(function, *args, **kwargs), limiter=threads)


async def _check_post(request: Request, visit: Visit) -> None:
    if request.method != "POST":
        raise WrongMethod
    if not is_from_our_pages(request.headers, visit.kit.settings, visit.place):
        raise NotFromOurPages
