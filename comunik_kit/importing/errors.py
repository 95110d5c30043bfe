"""What an import refuses as a whole; what stands in the way of one line is a verdict (`verdicts.py`)."""

from comunik_kit.kernel.errors import KitError


class FileTooBig(KitError):
    """A file above `max` MB (INP-07)."""

    code = "import_too_big"
    http_status = 413


class NotATable(KitError):
    """Neither text nor a spreadsheet: a picture, a program, an archive."""

    code = "import_not_a_table"


class OldSpreadsheet(KitError):
    """A spreadsheet of the format before 2007."""

    code = "import_old_spreadsheet"


class UnreadableSpreadsheet(KitError):
    """A spreadsheet that is broken, or made to exhaust who opens it."""

    code = "import_unreadable_spreadsheet"


class LineTooLong(KitError):
    """Line `line` goes on for longer than any list of people does."""

    code = "import_line_too_long"


class TooManyColumns(KitError):
    """A line has more than `max` columns."""

    code = "import_too_many_columns"


class TooManyRows(KitError):
    """More than `max` lines."""

    code = "import_too_many_rows"


class ImportMoved(KitError):
    """The import is no longer where the act expects it: somebody was faster, or it is at work."""

    code = "import_moved"
    http_status = 409


class MailHasLeft(KitError):
    """An invitation of the import has left: what is out cannot be taken back as a whole."""

    code = "import_mail_has_left"
    http_status = 409


class NothingToImport(KitError):
    """No line at all."""

    code = "import_nothing"
