"""What our HTTP routes refuse before any use case is asked."""

from comunik_kit.kernel.errors import KitError


class BadRequest(KitError):
    """The request itself is wrong, not what somebody typed: no page can show it beside a field."""

    code = "bad_request"
    http_status = 400


class NotFromOurPages(BadRequest):
    """The post does not come from a page of ours (WEB-04)."""

    code = "not_from_our_pages"
    http_status = 403


class WrongMethod(BadRequest):
    """This address is asked in another way."""

    code = "wrong_method"
    http_status = 405


class BodyTooBig(BadRequest):
    """More was sent than the address takes (`max` in kB)."""

    code = "body_too_big"
    http_status = 413


class PhotoTooBig(BadRequest):
    """A photo above `max` MB."""

    code = "photo_too_big"
    http_status = 413


class UnreadableForm(BadRequest):
    """The body is not a form: wrong type, broken encoding, a field twice, or one that is not asked for."""

    code = "unreadable_form"
    http_status = 400


class ProofMissing(KitError):
    """The act needs the password once more, and this way cannot ask for it (SES-08)."""

    code = "proof_missing"
    http_status = 403


class SignInFirst(KitError):
    """Nobody is signed in, or the session is over."""

    code = "sign_in_first"
    http_status = 401
