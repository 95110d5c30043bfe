"""A proposal for an address whose domain is one slip away from a well-known one."""

from functools import lru_cache

_KNOWN = (
    "gmail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr", "msn.com",
    "yahoo.com", "yahoo.fr", "icloud.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net",
    "bbox.fr", "neuf.fr", "numericable.fr", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.fr",
)  # fmt: skip
# Real services whose names happen to lie next to the ones above.
_GENUINE = frozenset(
    {"mail.com", "email.com", "ymail.com", "me.com", "gmx.net", "gmx.de", "live.be", "yahoo.de"}
)
_SLIPS_OF_LONG_NAMES = 2
_LONG = 9


def suggest_email(text: str) -> str:
    """Propose the address that was probably meant (`ana@gmial.com`: `ana@gmail.com`); empty for none."""
    local, at, domain = text.strip().rpartition("@")
    meant = _meant(domain.lower()) if local and at else ""
    return f"{local}@{meant}" if meant else ""


@lru_cache(maxsize=1024)  # the addresses of a long list share a few domains
def _meant(typed: str) -> str:
    if typed in _KNOWN or typed in _GENUINE or len(typed) > max(map(len, _KNOWN)) + 1:
        return ""
    slips, best = min((_slips(typed, known), known) for known in _KNOWN)
    allowed = _SLIPS_OF_LONG_NAMES if len(best) >= _LONG else 1
    return best if slips <= allowed else ""


def _slips(a: str, b: str) -> int:
    """Count the slips between two words: letters missing, added, wrong, or swapped with their neighbour."""
    older: list[int] = []
    old = list(range(len(b) + 1))
    for i, letter in enumerate(a, start=1):
        row = [i]
        for j, other in enumerate(b, start=1):
            cost = min(old[j] + 1, row[j - 1] + 1, old[j - 1] + (letter != other))
            if older and letter == b[j - 2] and a[i - 2] == other and j > 1:
                cost = min(cost, older[j - 2] + 1)
            row.append(cost)
        older, old = old, row
    return old[-1]
