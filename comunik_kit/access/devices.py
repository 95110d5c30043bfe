"""The browsers a person has signed in with: one that is new is told to them (LOG-05).

A fingerprint is coarse on purpose: the browser's family and its system, so that an update is no news, and a digest
that says nothing to whoever reads the table.
"""

import re
from datetime import datetime

from sqlmodel import Session, select

from comunik_kit.access.tables import KnownDevice
from comunik_kit.kernel.ids import new_id
from comunik_kit.kernel.secrets import Keyring
from comunik_kit.users.tables import User

# In this order: most browsers also name those whose pages they want to be given.
_BROWSERS = (
    ("Edge", re.compile(r"\b(?:Edg|EdgA|EdgiOS|Edge)/")),
    ("Opera", re.compile(r"\b(?:OPR|OPT|Opera)\b")),
    ("Samsung Internet", re.compile(r"\bSamsungBrowser/")),
    ("Vivaldi", re.compile(r"\bVivaldi/")),
    ("Firefox", re.compile(r"\b(?:Firefox|FxiOS)/")),
    ("Chrome", re.compile(r"\b(?:Chrome|CriOS|Chromium|HeadlessChrome)/")),
    ("Safari", re.compile(r"\bSafari/")),
)
_SYSTEMS = (
    ("iPad", re.compile(r"\biPad\b")),
    ("iPhone", re.compile(r"\b(?:iPhone|iPod)\b")),
    ("Android", re.compile(r"\bAndroid\b")),
    ("Windows", re.compile(r"\bWindows\b")),
    ("ChromeOS", re.compile(r"\bCrOS\b")),
    ("macOS", re.compile(r"\bMac(?:intosh| OS X)\b")),
    ("Linux", re.compile(r"\b(?:Linux|X11)\b")),
)


def name_of(user_agent: str) -> str:
    """Name a browser and its system, as far as it says: « Firefox · Linux »; empty when it says neither."""
    found = (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent))
    return " · ".join(each for each in found if each)


def note(s: Session, keyring: Keyring, user: User, user_agent: str, now: datetime) -> KnownDevice | None:
    """Remember a browser in the open transaction; give it back when the person had only others until now.

    The first one is no news: whoever accepts an invitation or signs in for the first time knows that they do.
    """
    known = s.exec(select(KnownDevice).where(KnownDevice.user_id == user.id)).all()
    fingerprint = keyring.digest("device", f"{user.id}\0{name_of(user_agent)}")
    same = next((each for each in known if each.fingerprint == fingerprint), None)
    device = same or KnownDevice(
        id=new_id(now),
        workspace_id=user.workspace_id,
        user_id=user.id,
        fingerprint=fingerprint,
        first_seen_at=now,
        last_seen_at=now,
    )
    device.last_seen_at = now
    s.add(device)
    return device if known and same is None else None


def _first(kinds: tuple[tuple[str, re.Pattern[str]], ...], user_agent: str) -> str:
    return next((name for name, sign in kinds if sign.search(user_agent)), "")
