"""What screens are shown of the workspace."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """The workspace as the frame and the door pages show it; `domain_state` is empty without a domain."""

    id: str
    name: str
    brand: str
    accent: str
    language: str
    time_zone: str
    host: str = ""
    domain_state: str = ""


@dataclass(frozen=True, slots=True)
class WhiteLabelView:
    """The white-label page: the domain, how far it is, and where links lead meanwhile."""

    workspace: str
    brand: str
    accent: str
    host: str
    state: str
    link_base: str
    may_manage: bool


@dataclass(frozen=True, slots=True)
class InvitationDefaults:
    """What a new invitation starts with: how many days it lives, and after how many days a reminder leaves."""

    days: int = 7
    reminders: tuple[int, ...] = ()
    may_manage: bool = False
