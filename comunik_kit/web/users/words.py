"""How a person's role and status are said: words and a tone, as Vars."""

from collections.abc import Mapping
from typing import Any

import reflex as rx

from comunik_kit.users.looks import STATUS_TONES
from comunik_kit.web.i18n import t


def role_may(key: rx.Var[str]) -> rx.Var[str]:
    """One line of what a role may do."""
    return rx.cond(key, t(_joined("users.may.", key)), t("users.may.own")).to(str)


def status_words(status: rx.Var[str]) -> rx.Var[str]:
    """Where a person stands, such as « Actif » or « Invité »."""
    return t(_joined("users.status.", status))


def status_tone(status: rx.Var[str]) -> rx.Var[str]:
    """The colour of the dot beside the words."""
    return toned(status, STATUS_TONES)


def toned(word: rx.Var[str], tones: Mapping[str, str]) -> rx.Var[str]:
    """Choose a tone by a word; grey for an unknown one."""
    chosen: Any = rx.match(word, *tones.items(), "neutral")
    return chosen.to(str)


def _joined(prefix: str, key: Any) -> rx.Var[str]:
    return (rx.Var.create(prefix) + key).to(str)
