"""The brand over HTTP: its pictures for everybody who has their address, and a picture sent for it."""

from starlette.responses import FileResponse, JSONResponse, Response

from comunik_kit.http.doors import require_actor
from comunik_kit.http.dressing import face_at, told
from comunik_kit.http.headers import CLOSED
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import Forbidden, NotFound
from comunik_kit.roles.permissions import Permission

# A picture never changes under its address. Mail programs in a browser fetch it from pages that are not ours.
_HEADERS = {
    "Cache-Control": "public, max-age=31536000, immutable",
    "Content-Security-Policy": CLOSED,
    "Cross-Origin-Resource-Policy": "cross-origin",
    "X-Content-Type-Options": "nosniff",
}


def picture(visit: Visit, name: str) -> Response:
    """Answer `/brand/<id>.png` and the like, at a host of its brand; no session is asked for (INP-06, ACL-03)."""
    found = visit.kit.brand_pictures.open(name)
    if found is None or not visit.kit.hosts.admits(visit.place, found.workspace_id):
        raise NotFound
    return FileResponse(found.path, media_type=found.media_type, headers=_HEADERS)


def face(visit: Visit, host: str) -> Response:
    """Answer `/brand/face.json`: the look of the door, for pages that were not dressed on their way (development)."""
    return JSONResponse(told(face_at(visit.kit, host)), headers={"Cache-Control": "no-store"})


def brander(visit: Visit) -> Actor:
    """Find who may send a picture for the brand; `Forbidden` for others, before anything is read (INP-07)."""
    actor = require_actor(visit)
    if not actor.may(Permission.WHITE_LABEL_MANAGE):
        raise Forbidden
    return actor
