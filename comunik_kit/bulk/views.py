"""What screens see of acts on many."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Job:
    """An act on many and how far it is.

    `named` is what it gives: a role (with `role_key` when it is a shipped one), a department, a company, a tier.
    `seconds_left` is -1 while nobody can tell, `undone_by` the job that took this one back, perhaps in part only.
    """

    id: str = ""
    act: str = ""
    state: str = ""
    reason: str = ""
    named: str = ""
    role_key: str = ""
    total: int = 0
    done: int = 0
    refused: int = 0
    handled: int = 0
    percent: int = 0
    seconds_left: int = -1
    started_by: str = ""
    is_mine: bool = False
    created_at: str = ""
    finished_at: str = ""
    is_undo: bool = False
    undone_by: str = ""
    is_undone_in_part: bool = False
    is_over: bool = False
    may_stop: bool = False
    may_undo: bool = False


@dataclass(frozen=True, slots=True)
class JobPage:
    """Jobs, the newest first; `after` is the place of the next page, empty on the last."""

    rows: list[Job] = field(default_factory=list)
    after: str = ""


@dataclass(frozen=True, slots=True)
class Reason:
    """How many people were refused for one reason; `code` names its words."""

    code: str
    people: int


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody for whom nothing could be done."""

    user_id: str
    full_name: str
    code: str


@dataclass(frozen=True, slots=True)
class RefusalPage:
    """Refusals in the order of the job; `after` is the place of the next page, 0 on the last."""

    rows: list[Refusal] = field(default_factory=list)
    reasons: list[Reason] = field(default_factory=list)
    unchanged: int = 0
    after: int = 0
