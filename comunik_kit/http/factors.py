"""The secrets of a second factor, each in one answer that nothing keeps and no page's state ever holds (MFA-04)."""

import io

import segno
from starlette.responses import JSONResponse, PlainTextResponse, Response

from comunik_kit.http.doors import require_actor
from comunik_kit.http.headers import CLOSED
from comunik_kit.http.visit import Visit

_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": CLOSED,
}
_QUIET_ZONE = 4


def qr(visit: Visit) -> Response:
    """Answer `/auth/factor/qr.svg`: the picture for an authenticator app."""
    secret = visit.kit.factors.secret(require_actor(visit))
    drawn = io.BytesIO()
    code = segno.make_qr(secret.address, error="m")
    code.save(drawn, kind="svg", border=_QUIET_ZONE, dark="#000", light="#fff", xmldecl=False, nl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers=_HEADERS)


def key(visit: Visit) -> Response:
    """Answer `/auth/factor/key`: the same for who types it."""
    return JSONResponse({"text": visit.kit.factors.secret(require_actor(visit)).key}, headers=_HEADERS)


def codes(visit: Visit) -> Response:
    """Answer `/auth/factor/codes`: the recovery codes, a line each, until they are kept."""
    return JSONResponse({"text": "\n".join(_codes(visit))}, headers=_HEADERS)


def codes_file(visit: Visit) -> Response:
    """Answer `/auth/factor/codes.txt`: the same to be saved."""
    attached = {"Content-Disposition": 'attachment; filename="recovery-codes.txt"'}
    return PlainTextResponse("\n".join([*_codes(visit), ""]), headers=_HEADERS | attached)


def _codes(visit: Visit) -> list[str]:
    return visit.kit.factors.codes(require_actor(visit))
