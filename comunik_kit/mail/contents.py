"""What goes into the slots of a message: every value made safe to read, in the reader's language.

A template says `say("intro")` and gets the sentence with every value of the message in its braces: no sentence can
name a value that did not pass through here (security rows INV-11, INP-08).
"""

import re
from dataclasses import dataclass
from typing import Any

from phonenumbers import NumberParseException

from comunik_kit.kernel import email_address, phone
from comunik_kit.locale import catalogue, language_or_default, say
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.wording import (
    address_of_machine,
    day_in_words,
    half_hidden,
    ink_on,
    lines,
    moment_in_words,
    one_line,
    plain,
    safe_accent,
)

SAMPLE = "sample"
_NAMES = ("full_name", "inviter", "invitee", "asker", "giver", "workspace", "role_name", "device", "item")
_HOSTS = ("domain", "moved_to")
_DAYS = {"starts": "starts_on", "first_day": "first_on", "last_day": "last_on"}
_HAPPENINGS = ("added", "accepted", "requested", "waiting", "troubled")
NAMES_TOLD = 5
LEGAL_LENGTH = 240
_JOINED = "\N{WORD JOINER}"
_HOST = re.compile(r"[a-z0-9.-]{1,253}(?::\d{1,5})?")


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of a digest: what, how often, and the first names."""

    kind: str
    count: int
    names: str


def subject_of(letter: Letter) -> str:
    """Write the subject: one line, with the brand as the workspace spells it."""
    words = {
        "brand": brand_of(letter),
        "invitee": plain(str(letter.params.get("invitee", ""))),
        "domain": _host(str(letter.params.get("domain", ""))),
        "giver": plain(str(letter.params.get("giver", ""))),
        "area": _area(language_or_default(letter.language), str(letter.params.get("module", ""))),
    }
    subject = say(letter.language, f"mail.{letter.template}.subject", **words)
    return (
        say(letter.language, "mail.shared.sample_subject", subject=subject) if is_sample(letter) else subject
    )


def brand_of(letter: Letter) -> str:
    """Give the brand as the workspace spells it, on one line."""
    return one_line(str(letter.params.get("brand") or letter.look.brand))


def sender_of(letter: Letter) -> str:
    """Give the name that a message comes under: the one that the workspace chose, else its brand."""
    return one_line(letter.look.sender_name) or brand_of(letter)


def is_sample(letter: Letter) -> bool:
    """Tell whether a message shows invented data, on its author's order."""
    return bool(letter.params.get(SAMPLE))


def contents(letter: Letter) -> dict[str, Any]:
    """Fill every slot that a template may have; a value that the message does not know is empty."""
    language = language_or_default(letter.language)
    given = {name: str(value) for name, value in letter.params.items()}
    values = _names(letter, given) | _looks(letter, given) | _facts(letter, given, language)
    values |= {
        "language": language,
        "subject": subject_of(letter),
        "sample": is_sample(letter),
        "happenings": _happenings(language, given),
    }
    spoken = {name: value for name, value in values.items() if isinstance(value, str)}
    return values | {"say": _speaker(language, letter.template, spoken)}


def _names(letter: Letter, given: dict[str, str]) -> dict[str, Any]:
    brand = plain(brand_of(letter))
    names = {name: plain(given.get(name, "")) for name in _NAMES}
    return names | {
        "brand": brand,
        "workspace": names["workspace"] or brand,
        "words": lines(given.get("words", "")),
    }


def _looks(letter: Letter, given: dict[str, str]) -> dict[str, str]:
    accent = safe_accent(given.get("accent") or letter.look.accent)
    return {"accent": accent, "ink": ink_on(accent), "legal": one_line(letter.look.legal_line, LEGAL_LENGTH)}


def _facts(letter: Letter, given: dict[str, str], language: str) -> dict[str, str]:
    zone = letter.look.time_zone
    days = {name: day_in_words(given.get(source, ""), language) for name, source in _DAYS.items()}
    hosts = {name: _host(given.get(name, "")) for name in _HOSTS}
    return (
        days
        | hosts
        | {
            "email": _address(given.get("email", letter.to_email)),
            "new_email": half_hidden(_address(given.get("new_email", ""))),
            "place": address_of_machine(given.get("place", "")),
            "phone": plain(_phone(given.get("phone", ""))),
            "role": _role(language, given.get("role_key", ""), given.get("role_name", "")),
            "area": _area(language, given.get("module", "")),
            "old_role": _role(language, given.get("old_role_key", ""), given.get("old_role_name", "")),
            "expires": moment_in_words(given.get("expires_at", ""), language, zone),
            "moves": moment_in_words(given.get("moves_at", ""), language, zone),
            "moment": moment_in_words(given.get("happened_at", ""), language, zone),
        }
    )


def _address(text: str) -> str:
    """Keep an e-mail address as it is written; anything else is a name like others."""
    try:
        email_address.parse(text)
    except email_address.InvalidEmail:
        return plain(text)
    return one_line(text, email_address.MAX_LENGTH)


def _host(text: str) -> str:
    """Show a host name whole, yet so that no mail program makes a link of it: it may be somebody else's by now."""
    return text.replace(".", f".{_JOINED}") if _HOST.fullmatch(text) else plain(text)


def _phone(number: str) -> str:
    """Write a number for people; what cannot be read as one stays as it is."""
    try:
        return phone.display(number)
    except NumberParseException:
        return number


def _role(language: str, key: str, name: str) -> str:
    """Name a shipped role in the reader's language; a role of the workspace's own keeps its name."""
    known = f"mail.role.{key}"
    return say(language, known) if known in catalogue(language) else plain(name)


def _area(language: str, module: str) -> str:
    """Name a module in the reader's language."""
    known = f"app.module.{module}"
    return say(language, known) if known in catalogue(language) else plain(module)


def _happenings(language: str, given: dict[str, str]) -> list[Happening]:
    """List what a digest tells, nothing that did not happen; names are one a line in `<kind>_names`."""
    counts = {kind: given.get(kind, "") for kind in _HAPPENINGS}
    return [
        Happening(kind, int(count), _some_of(language, given.get(f"{kind}_names", ""), int(count)))
        for kind, count in counts.items()
        if count.isdecimal() and int(count)
    ]


def _some_of(language: str, names: str, count: int) -> str:
    told = [plain(name) for name in names.splitlines() if name.strip()][:NAMES_TOLD]
    listed = ", ".join(told)
    left = count - len(told)
    return say(language, "mail.shared.others", names=listed, count=left) if told and left > 0 else listed


def _speaker(language: str, template: str, spoken: dict[str, str]) -> Any:
    """Give templates their words: `say("intro")` is `mail.<template>.intro`, or `mail.shared.intro`."""
    words = catalogue(language)

    def speak(key: str, **more: str) -> str:
        own = f"mail.{template}.{key}"
        found = own if own in words else f"mail.shared.{key}"
        return say(language, found, **(spoken | more if more else spoken))

    return speak
