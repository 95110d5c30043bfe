"""What the brand refuses."""

from comunik_kit.kernel.errors import KitError


class NotAColour(KitError):
    """Not a colour as `#2563eb`."""

    code = "not_a_colour"


class PictureGone(KitError):
    """The picture that the form names is not there: it was replaced, or sent too long ago."""

    code = "picture_gone"


class TooManyPictures(KitError):
    """Enough pictures were sent for this hour."""

    code = "too_many_photos"
    http_status = 429


class TooManyTrials(KitError):
    """Enough messages were tried for now; `count` minutes until the next one may be."""

    code = "too_many_samples"
    http_status = 429
