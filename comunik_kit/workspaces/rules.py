"""Pure decisions on the white-label domain: how it is written, what it allows, where links lead."""

import ipaddress
import re
from collections.abc import Sequence
from typing import Protocol
from urllib.parse import urlsplit

import idna

from comunik_kit.workspaces.errors import (
    InvalidHost,
    InvitationDaysOutOfRange,
    ReminderAfterTheEnd,
    UnreadableReminders,
)
from comunik_kit.workspaces.tables import Domain, DomainState, Tier

MAX_HOST = 253
_DEVELOPMENT = "localhost"
_LOCAL = frozenset({"localhost", "127.0.0.1", "::1"})
_LABEL = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)\Z")
_FEWEST_LABELS = 2
FEWEST_DAYS, MOST_DAYS = 1, 30
MOST_REMINDERS = 5
_BETWEEN_DAYS = re.compile(r"[\s,;]+")


def parse_host(text: str) -> str:
    """Read a host name (« Équipe.Exemple.fr », or a whole address of it) as lower-case A-labels.

    Raises `InvalidHost` for what nobody could sign in on: numeric addresses, single words, ports.
    """
    host = _bare(text)
    if is_development(host):
        return _ascii(host)
    ascii_host = _ascii(host)
    if ascii_host.count(".") + 1 < _FEWEST_LABELS or _is_address(ascii_host):
        raise InvalidHost(field="domain")
    if ascii_host.rpartition(".")[2].isdecimal():
        raise InvalidHost(field="domain")
    return ascii_host


def _bare(text: str) -> str:
    """Take the scheme and a lone slash away; anything else that is not a host name is refused."""
    trimmed = text.strip()
    for scheme in ("https://", "http://"):
        if trimmed.lower().startswith(scheme):
            trimmed = trimmed[len(scheme) :]
    host = trimmed.removesuffix("/").removesuffix(".")
    if not host or len(host) > MAX_HOST or any(c.isspace() or c in "/:@?#\\%[]" for c in host):
        raise InvalidHost(field="domain")
    return host.lower()


def _ascii(host: str) -> str:
    try:
        found = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (idna.IDNAError, UnicodeError) as error:
        raise InvalidHost(field="domain") from error
    if len(found) > MAX_HOST or not all(_LABEL.match(label) for label in found.split(".")):
        raise InvalidHost(field="domain")
    return found


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def is_development(host: str) -> bool:
    """Tell whether a host is « localhost » or a name under it."""
    return host == _DEVELOPMENT or host.endswith("." + _DEVELOPMENT)


def domain_state_of(host: str) -> DomainState:
    """Tell the state a host starts in: development names need no proof, every other waits for it."""
    return DomainState.DEVELOPMENT if is_development(host) else DomainState.PENDING


def domain_ready(domain: Domain | None) -> bool:
    """Tell whether people may be created: any configured domain will do."""
    return domain is not None


def mail_may_leave(domain: Domain | None) -> bool:
    """Tell whether mail may be sent: the links in it must lead to a host that is ours."""
    return domain is not None and domain.state != DomainState.PENDING


def default_tier(tiers: Sequence[Tier]) -> Tier | None:
    """Pick what newcomers get unless another is chosen: the marked one, else the first; None without any."""
    return next((tier for tier in tiers if tier.is_default), next(iter(tiers), None))


class Hosted(Protocol):
    """What of a domain says where a workspace is met."""

    @property
    def host(self) -> str: ...  # noqa: D102
    @property
    def good_host(self) -> str: ...  # noqa: D102
    @property
    def state(self) -> str: ...  # noqa: D102


def served(domain: Hosted | None) -> tuple[str, str]:
    """Give the host that links and origins use, and its state: the good one of before, once the proof is lost."""
    if domain is None:
        return "", ""
    if domain.state == DomainState.LOST and domain.good_host:
        return domain.good_host, DomainState.PROVEN.value
    return domain.host, domain.state


def link_base(host: str, state: str, public_url: str) -> str:
    """Give the address that links begin with, from what is stored and configured alone (TOK-07).

    A development name of its own (`atelier.localhost`) takes the place of « localhost » in a local public address.
    """
    if host and state == DomainState.PROVEN:
        return f"https://{host}"
    parts = urlsplit(public_url)
    if state == DomainState.DEVELOPMENT and host != _DEVELOPMENT and is_local(public_url):
        return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port else "")
    return public_url


def is_local(public_url: str) -> bool:
    """Tell whether the public address is this machine's own."""
    return (urlsplit(public_url).hostname or "") in _LOCAL


def public_host(public_url: str) -> str:
    """Name the host of the configured public address."""
    return urlsplit(public_url).hostname or ""


def parse_invitation_days(text: str) -> int:
    """Read how many days an invitation lives; raises `InvitationDaysOutOfRange`."""
    trimmed = text.strip()
    sound = trimmed.isascii() and trimmed.isdecimal() and FEWEST_DAYS <= int(trimmed[:4]) <= MOST_DAYS
    if not sound:
        raise InvitationDaysOutOfRange(field="invitation_days", lowest=FEWEST_DAYS, highest=MOST_DAYS)
    return int(trimmed)


def parse_reminder_days(text: str, days: int) -> tuple[int, ...]:
    """Read after how many days reminders leave (« 3, 6 »), in order and each once; empty for none.

    Raises `UnreadableReminders`, or `ReminderAfterTheEnd` for one that would leave when the link is dead.
    """
    parts = [part for part in _BETWEEN_DAYS.split(text.strip()) if part]
    if len(parts) > MOST_REMINDERS or not all(part.isascii() and part.isdecimal() for part in parts):
        raise UnreadableReminders(field="reminder_days", most=MOST_REMINDERS)
    found = sorted({int(part[:4]) for part in parts})
    if found and found[0] < FEWEST_DAYS:
        raise UnreadableReminders(field="reminder_days", most=MOST_REMINDERS)
    if found and found[-1] >= days:
        raise ReminderAfterTheEnd(field="reminder_days", days=days)
    return tuple(found)
