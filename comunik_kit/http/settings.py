"""What the page « API » hands over and takes past any event: a key that is shown once, a file of activity."""

from starlette.datastructures import UploadFile

from comunik_kit.http.answers import Answer
from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.actor import Actor
from comunik_kit.kernel.errors import NotFound
from comunik_kit.roles.permissions import Permission
from comunik_kit.users.fields import is_id

# The address says which key is meant; a body has nothing to add.
FIELDS = ()


def key(visit: Visit, key_id: str) -> Answer:
    """Answer `/api-keys/<id>/secret` with the whole key, this once; no page's state ever holds it."""
    actor = require_actor(visit)
    if not is_id(key_id):
        raise NotFound
    return Answer(data={"link": visit.kit.api_keys.show(actor, key_id=key_id)})


def hook_secret(visit: Visit, source_id: str) -> Answer:
    """Answer `/hooks/<id>/secret` with what a sender signs with; each asking is written down."""
    actor = require_actor(visit)
    if not is_id(source_id):
        raise NotFound
    return Answer(data={"link": visit.kit.webhook_sources.secret(actor, source_id=source_id)})


def api_manager(visit: Visit) -> Actor:
    """Find who hands a file in, before anything of it is read (INP-07)."""
    actor = require_actor(visit)
    actor.require(Permission.API_MANAGE)
    return actor


def activity_file(visit: Visit, actor: Actor, part: UploadFile, *, is_pasted: bool) -> str:
    """Answer a file or a pasted table: the name by which the page finds what came of it."""
    name = "" if is_pasted else part.filename or ""
    return visit.kit.activity_by_hand.receive(actor, file=part.file, name=name)
