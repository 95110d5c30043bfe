"""What the page of the brand is shown."""

from dataclasses import dataclass, field

from comunik_kit.workspaces.views import DEFAULT_ACCENT


@dataclass(frozen=True, slots=True)
class BrandView:
    """The brand's form as it stands; a picture is its id and where it is seen, both empty for none."""

    brand: str = ""
    accent: str = DEFAULT_ACCENT
    sender_name: str = ""
    reply_to: str = ""
    legal_line: str = ""
    language: str = "fr"
    theme: str = "system"
    version: int = 0
    pictures: dict[str, str] = field(default_factory=dict)
    addresses: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What is said of a colour: ratios as numbers of one decimal, and the shade to take instead, if one."""

    colour: str = DEFAULT_ACCENT
    white_on_it: float = 0.0
    on_light: float = 0.0
    on_dark: float = 0.0
    dark: str = ""
    proposal: str = ""


@dataclass(frozen=True, slots=True)
class TrialMail:
    """The invitation as the brand of the form would make it, with invented data and nothing secret."""

    sender: str = ""
    reply_to: str = ""
    subject: str = ""
    html: str = ""
