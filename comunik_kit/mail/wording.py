"""Other people's words on their way into a message (security rows INV-11, INP-08).

A name is typed by one person and read by another, under our sender address: it must stay a name. It cannot
end a header, cannot become markup, and cannot become a link in mail programs that turn bare addresses into
links.
"""

import ipaddress
import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from babel.dates import format_date, format_datetime

NAME_LENGTH = 80
WORDS_LENGTH = 1000
DEFAULT_ACCENT = "#2563eb"
_REMEMBERED = 512
_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
# Controls (C0, C1), invisible formatting (bidirectional overrides, zero width), line and paragraph separators.
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# A colon that may end a scheme; « 14:30 » stays as it is.
_SCHEME = re.compile(r"(?<=\w):(?!(?<=\d:)\d)(?=[/\w])")
_STRAIGHT_PART = 0.04045  # of the sRGB curve
_DOT = re.compile(r"(?<!\s)[.\u2024\u3002\uff0e\uff61](?=\w)")


def one_line(text: str, limit: int = NAME_LENGTH) -> str:
    """Keep what can be seen, on one line of at most `limit` characters; a joined emoji comes apart."""
    line = " ".join((text if text.isprintable() else _seen(text)).split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def plain(text: str, limit: int = NAME_LENGTH) -> str:
    """Keep a name a name: one line, and a space wherever a mail program would see the address of a site."""
    return _DOT.sub(". ", _SCHEME.sub(": ", one_line(text, limit)))


def lines(text: str) -> tuple[str, ...]:
    """Keep somebody's own words as lines of plain text: line breaks stay, nothing else of their form does."""
    kept: list[str] = []
    for line in text[:WORDS_LENGTH].splitlines():
        words = plain(line, WORDS_LENGTH)
        if words or (kept and kept[-1]):
            kept.append(words)
    return tuple(kept[:-1] if kept and not kept[-1] else kept)


def half_hidden(address: str) -> str:
    """Show enough of an address for its owner to know it: the first letter and the domain."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}•••@{domain}" if at else ""


def _seen(text: str) -> str:
    return "".join(" " if c.isspace() else c for c in text if c.isspace() or _is_seen(c))


def _is_seen(character: str) -> bool:
    return unicodedata.category(character) not in _UNSEEN


def safe_accent(text: str) -> str:
    """Give a colour as `#rrggbb`, the shipped one when the text is anything else."""
    return text if _COLOUR.fullmatch(text) else DEFAULT_ACCENT


@lru_cache(_REMEMBERED)
def ink_on(accent: str) -> str:
    """Choose white or black for words on a colour, by its luminance (WCAG 2.2, 1.4.3)."""
    red, green, blue = (_linear(int(accent[i : i + 2], 16) / 255) for i in (1, 3, 5))
    luminance = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    white, black = 1.05 / (luminance + 0.05), (luminance + 0.05) / 0.05
    return "#ffffff" if white >= black else "#000000"


def _linear(share: float) -> float:
    return share / 12.92 if share <= _STRAIGHT_PART else ((share + 0.055) / 1.055) ** 2.4


# The messages of one act name the same moments: writing one out costs more than half a message's other words.
@lru_cache(_REMEMBERED)
def moment_in_words(iso: str, language: str, time_zone: str) -> str:
    """Write an ISO 8601 moment as people of the language do, in the workspace's time zone.

    Empty stays empty.
    """
    if not iso:
        return ""
    try:
        zone = ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError):
        zone = ZoneInfo("UTC")
    moment = datetime.fromisoformat(iso).astimezone(zone)
    hour = {"fr": "'à' HH:mm", "en": "'at' HH:mm"}[language]
    return f"{_day(moment, language)} {format_datetime(moment, hour, locale=language)} ({moment.tzname()})"


def day_in_words(iso: str, language: str) -> str:
    """Write an ISO 8601 day as people of the language do; empty stays empty."""
    return _day(date.fromisoformat(iso), language) if iso else ""


def _day(day: date, language: str) -> str:
    """Say the first of a month as French does."""
    number = "d'er'" if language == "fr" and day.day == 1 else "d"
    return format_date(day, f"EEEE {number} MMMM y", locale=language)


def address_of_machine(text: str) -> str:
    """Keep a network address as it is written; anything else is a name like others."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return plain(text)
