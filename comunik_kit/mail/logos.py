"""The brand's logo in a message: an address that any mail program can fetch, and the size it is drawn in."""

from dataclasses import dataclass

from comunik_kit.mail.repository import Look
from comunik_kit.workspaces.looks import PATH

HIGHEST, WIDEST = 40, 240


@dataclass(frozen=True, slots=True)
class Logo:
    """An image. `kind` says on which grounds it is shown: `on-light`, `on-dark` or `on-both`."""

    kind: str
    address: str
    width: int
    height: int

    @property
    def style(self) -> str:
        """Hide the one for dark grounds from programs that know of one theme only."""
        return "display:none;mso-hide:all" if self.kind == "on-dark" else "display:inline-block"


def logos(look: Look, base: str) -> list[Logo]:
    """Give the logo, and the one for dark grounds; none while there is no address to fetch them from."""
    if not (base and look.logo and all(look.logo_size)):
        return []
    if not (look.logo_dark and all(look.logo_dark_size)):
        return [_logo("on-both", base, look.logo, look.logo_size)]
    return [
        _logo("on-light", base, look.logo, look.logo_size),
        _logo("on-dark", base, look.logo_dark, look.logo_dark_size),
    ]


def _logo(kind: str, base: str, picture_id: str, size: tuple[int, int]) -> Logo:
    width, height = size
    scale = min(HIGHEST / height, WIDEST / width, 1)
    return Logo(
        kind, f"{base}{PATH}{picture_id}.png", max(1, round(width * scale)), max(1, round(height * scale))
    )
