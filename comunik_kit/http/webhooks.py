"""Where carriers post what became of messages: read by programs, so that the answers are codes, not sentences."""

from collections.abc import Mapping

from starlette.responses import JSONResponse, Response

from comunik_kit.mail.resend_events import BadSignature, UnreadableEvent, opened, report_of
from comunik_kit.settings import Settings
from comunik_kit.wiring import Kit

NOT_FOUND, WRONG_METHOD, UNREADABLE, UNSIGNED = 404, 405, 400, 401


def refusal(method: str, settings: Settings) -> Response | None:
    """Refuse before a byte is read: nobody posts here as long as no secret is set."""
    if not settings.resend_webhook_secrets:
        return answer("not_found", NOT_FOUND)
    if method != "POST":
        return answer("wrong_method", WRONG_METHOD, {"Allow": "POST"})
    return None


def resend(kit: Kit, headers: Mapping[str, str], body: bytes) -> Response:
    """Take one event of Resend's; what is not signed, or signed and unreadable, leaves nothing behind."""
    try:
        event = opened(body, headers, kit.settings.resend_webhook_secrets)
        report = report_of(headers.get("svix-id", ""), event)
    except BadSignature:
        return answer("bad_signature", UNSIGNED)
    except UnreadableEvent:
        return answer("unreadable_event", UNREADABLE)
    return answer(kit.reports.take(report).value if report else "ignored")


def answer(said: str, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """Answer in one word."""
    return JSONResponse({"status": said}, status, headers={"Cache-Control": "no-store", **(headers or {})})
