"""One person's data, on its way to them: a file that no page's state ever holds, each one written down."""

from starlette.responses import Response

from comunik_kit.http.doors import require_actor
from comunik_kit.http.visit import Visit


def data(visit: Visit, user_id: str) -> Response:
    """Answer `/users/<user id>/data.zip`."""
    given = visit.kit.personal_data.file(require_actor(visit), user_id=user_id)
    return Response(
        given.content,
        media_type="application/zip",
        headers={
            "Content-Disposition": f'attachment; filename="{given.name}"',
            "Cache-Control": "no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
