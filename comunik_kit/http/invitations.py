"""An invitation's link, on its way to the clipboard of who hands it over: no page's state ever holds it (INV-10)."""

from comunik_kit.http.answers import Answer
from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit
from comunik_kit.kernel.errors import NotFound
from comunik_kit.users.fields import is_id

# The address says whose link it is; a body has nothing to add.
FIELDS = ()


def link(visit: Visit, user_id: str) -> Answer:
    """Answer `/invitations/<user id>/link` with the address of the present link; each asking is written down."""
    actor = require_actor(visit)
    if not is_id(user_id):
        raise NotFound
    return Answer(data={"link": visit.kit.invitations.copy_link(actor, user_id=user_id)})
