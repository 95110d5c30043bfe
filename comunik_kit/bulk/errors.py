"""What acts on many refuse as a whole; what one person is refused is that person's own outcome."""

from comunik_kit.kernel.errors import KitError


class NobodyMeant(KitError):
    """Nobody of this workspace is chosen, or nobody matches any more."""

    code = "nobody_meant"


class TooManyChosen(KitError):
    """More people than a page can have ticked (`max`); a filter may mean any number."""

    code = "too_many_chosen"


class TooManyJobs(KitError):
    """The workspace has `max` acts on many under way."""

    code = "too_many_jobs"
    http_status = 429


class NotUndoable(KitError):
    """The act cannot be taken back, is still under way, or changed nothing."""

    code = "not_undoable"
    http_status = 409


class MailHasLeft(KitError):
    """The invitation's message has left: it can be revoked, not undone."""

    code = "mail_has_left"
    http_status = 409
