"""What pages show of notifications."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class NoticeView:
    """One of them; `path` is where it leads, empty for nowhere."""

    id: str = ""
    kind: str = ""
    who: str = ""
    initials: str = ""
    module: str = ""
    title: str = ""
    at: str = ""
    is_read: bool = False
    path: str = ""


@dataclass(frozen=True, slots=True)
class NoticePage:
    """Some of them, newest first; `before` and `after` are the cursors of the pages around."""

    rows: list[NoticeView] = field(default_factory=list)
    before: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class KindChoice:
    """A kind, and whether it shows in the app."""

    kind: str
    wanted: bool


@dataclass(frozen=True, slots=True)
class ChoicesView:
    """How one wants to be told; the hours as a form has them (`22:00`), and whose clock they are of."""

    kinds: list[KindChoice] = field(default_factory=list)
    quiet: bool = False
    since: str = "20:00"
    until: str = "08:00"
    time_zone: str = ""
