"""Who gets a drawing: whoever is signed in where the page was asked for, and has nothing else to do first."""

import functools
import logging
from collections.abc import Callable, Mapping

from starlette.requests import Request
from starlette.types import Scope

from comunik_kit.http.doors import require_actor
from comunik_kit.http.endpoints import off_the_loop
from comunik_kit.http.first_paint.home import home
from comunik_kit.http.first_paint.people import people
from comunik_kit.http.first_paint.slots import slot_in, with_drawing
from comunik_kit.http.pages import Paint
from comunik_kit.http.visit import visit_of
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.db import is_away, named
from comunik_kit.kernel.errors import KitError
from comunik_kit.wiring import Kit

logger = logging.getLogger(__name__)

Drawing = Callable[[Kit, Actor, Mapping[str, str], str], str]
"""Draws for an actor what an address's query asks for, in a language."""

DRAWINGS: Mapping[str, Drawing] = {"home": home, "people": people}


def painter(provide: Callable[[], Kit]) -> Paint:
    """Make what draws; `provide` is asked at the first page."""
    provide = functools.cache(provide)

    async def paint(scope: Scope, page: str) -> str:
        name = slot_in(page)
        if name not in DRAWINGS:
            return page
        drawing = await off_the_loop(_drawing, provide(), Request(scope), name)
        return with_drawing(page, name, drawing) if drawing else page

    return paint


def _drawing(kit: Kit, request: Request, name: str) -> str:
    """Draw; nothing where something is refused or away, for then the page itself says what is the matter."""
    try:
        visit = visit_of(request, kit)
        actor = require_actor(visit)
        return "" if actor.is_held else DRAWINGS[name](kit, actor, request.query_params, visit.language)
    except KitError:
        return ""
    except Exception as error:
        if not is_away(error):
            raise
        logger.warning("nothing is drawn while the database is away: %s", named(error))
        return ""
