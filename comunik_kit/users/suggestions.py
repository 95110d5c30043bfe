"""A proposal for an address whose domain is one slip away from a well-known one."""

from functools import lru_cache

from phonenumbers import SUPPORTED_REGIONS

_KNOWN = (
    "gmail.com", "outlook.com", "outlook.fr", "hotmail.com", "hotmail.fr", "live.com", "live.fr", "msn.com",
    "yahoo.com", "yahoo.fr", "icloud.com", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "laposte.net",
    "bbox.fr", "neuf.fr", "numericable.fr", "aol.com", "proton.me", "protonmail.com", "gmx.com", "gmx.fr",
)  # fmt: skip
# Real services whose names happen to lie next to the ones above.
_GENUINE = frozenset({"mail.com", "email.com", "ymail.com", "me.com", "gmx.net"})
_COUNTRIES = frozenset({"eu", "uk", *(region.lower() for region in SUPPORTED_REGIONS)})
# Of these there is one in all the world: no `gmail.ca` is theirs.
_OF_ONE_ENDING = frozenset({"gmail", "icloud"})
_SLIPS_OF_LONG_NAMES = 2
_LONG = 9


def suggest_email(text: str) -> str:
    """Propose the address that was probably meant (`ana@gmial.com`: `ana@gmail.com`); empty for none."""
    local, at, domain = text.strip().rpartition("@")
    meant = _meant(domain.lower()) if local and at else ""
    return f"{local}@{meant}" if meant else ""


@lru_cache(maxsize=1024)  # the addresses of a long list share a few domains
def _meant(typed: str) -> str:
    is_right = typed in _KNOWN or typed in _GENUINE or _is_of_a_country(typed)
    if is_right or len(typed) > max(map(len, _KNOWN)) + 1:
        return ""
    slips, best = min((_slips(typed, known), known) for known in _KNOWN)
    allowed = _SLIPS_OF_LONG_NAMES if len(best) >= _LONG else 1
    return best if slips <= allowed else ""


def _is_of_a_country(typed: str) -> bool:
    """Tell a known service of another country (`hotmail.be`) from an ending that lost a letter (`yahoo.co`)."""
    name, _, ending = typed.rpartition(".")
    known = [each.rpartition(".")[2] for each in _KNOWN if each.rpartition(".")[0] == name]
    if not known or name in _OF_ONE_ENDING or ending not in _COUNTRIES:
        return False
    return all(len(each) <= len(ending) or _slips(ending, each) > 1 for each in known)


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
