"""What screens and commands show of keys. A secret is in none of them."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class KeyView:
    """One key; moments are ISO 8601 in UTC, empty for never.

    `state` is `active`, `unseen` (nobody has had it shown), `expired` or `revoked`.
    """

    id: str = ""
    name: str = ""
    prefix: str = ""
    scopes: list[str] = field(default_factory=list)
    state: str = ""
    created_by: str = ""
    created_at: str = ""
    last_used_at: str = ""
    expires_at: str = ""


@dataclass(frozen=True, slots=True)
class KeyBook:
    """The keys of a workspace, newest first."""

    listed: list[KeyView] = field(default_factory=list)
    active: int = 0


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """What is wrong with a field of a line: words by `code` and `params`."""

    line: int = 0
    name: str = ""
    code: str = ""
    params: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FileView:
    """What came of a file; of the refused lines the first are told."""

    name: str = ""
    created: int = 0
    duplicates: int = 0
    refused: int = 0
    cells: list[RefusedCell] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class SourceView:
    """One sender; moments are ISO 8601 in UTC, empty for never. `mapping` is its JSON, written out."""

    id: str = ""
    name: str = ""
    address: str = ""
    mapping: str = ""
    is_active: bool = False
    received_at: str = ""


@dataclass(frozen=True, slots=True)
class TrialRow:
    """What a mapping makes of one row of a sample: the activity, or what is wrong with each field."""

    title: str = ""
    module: str = ""
    kind: str = ""
    at: str = ""
    told: str = ""
    faults: list[RefusedCell] = field(default_factory=list)
