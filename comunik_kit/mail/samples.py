"""Invented data for showing a message without anybody having been written to: one letter for each template.

The people are invented, the workspace is the reader's own. A sample has no secret: its button leads home.
"""

from datetime import datetime, timedelta

from comunik_kit.mail.contents import SAMPLE
from comunik_kit.mail.outbox import Template

_ANA, _ANA_ADDRESS, _MARIE = "Ana Martin", "ana.martin@exemple.fr", "Marie Durand"
_WORDS = {
    "fr": "Bienvenue parmi nous !\nLundi à 9:30, on se retrouve à l’accueil pour un café et un tour des lieux.",
    "en": "Welcome aboard!\nOn Monday at 9:30, meet us at the front desk for a coffee and a tour.",
}
_DOMAIN = {"full_name": _MARIE, "domain": "kit.exemple.fr"}
_DEVICE = "Firefox · Linux"
_PROVIDER = "Exemple SSO"


def sample_params(template: Template, language: str, *, workspace: str, now: datetime) -> dict[str, str]:
    """Give what a message says when nobody is meant; brand and accent are the workspace's at rendering."""
    given = {SAMPLE: "yes", "workspace": workspace, "full_name": _ANA, "email": _ANA_ADDRESS}
    return given | _own(template, language, now)


def _own(template: Template, language: str, now: datetime) -> dict[str, str]:
    if template in {Template.INVITATION, Template.REMINDER}:
        return _invitation(language, now)
    return _others(now).get(template, {})


def _others(now: datetime) -> dict[Template, dict[str, str]]:
    about_ana = {"full_name": _MARIE, "invitee": _ANA}
    given = {"giver": _MARIE, "item": "Garage Central", "module": "calls"}
    return {
        Template.PASSWORD_RESET: {"expires_at": _later(now, hours=1)},
        Template.SIGN_IN_LINK: {"expires_at": _later(now, hours=1)},
        Template.ADDRESS_CHANGE: {"full_name": "", "asker": _MARIE, "expires_at": _later(now, hours=24)},
        Template.ADDRESS_CHANGED: {"new_email": "ana.durand@exemple.fr"},
        Template.NEW_DEVICE: {"happened_at": now.isoformat(), "device": _DEVICE, "place": "192.0.2.17"},
        Template.FACTOR_ON: {"happened_at": now.isoformat()},
        Template.APP_REMOVED: {"happened_at": now.isoformat()},
        Template.FACTOR_OFF: {"happened_at": now.isoformat(), "giver": _MARIE},
        Template.PASSKEY_ADDED: {"happened_at": now.isoformat(), "device": _DEVICE},
        Template.IDENTITY_LINKED: {"happened_at": now.isoformat(), "device": _PROVIDER},
        Template.PASSKEY_REMOVED: {"happened_at": now.isoformat(), "device": _DEVICE},
        Template.RECOVERY_CODES: {"happened_at": now.isoformat()},
        Template.ROLE_RAISED: {"giver": _MARIE, "role_key": "manager", "old_role_key": "agent"},
        Template.LINK_REQUESTED: about_ana,
        Template.INVITATION_ACCEPTED: about_ana,
        Template.ASSIGNED: given,
        Template.MENTIONED: given,
        Template.DIGEST: _digest(now),
        Template.DOMAIN_FAILING: _DOMAIN | {"moves_at": _later(now, hours=24)},
        Template.DOMAIN_LOST: _DOMAIN | {"moved_to": "kit.exemple.net"},
    }


def _invitation(language: str, now: datetime) -> dict[str, str]:
    return {
        "inviter": _MARIE,
        "phone": "+33612345678",
        "role_key": "agent",
        "words": _WORDS[language],
        "starts_on": (now + timedelta(days=5)).date().isoformat(),
        "expires_at": _later(now, hours=7 * 24),
    }


def _digest(now: datetime) -> dict[str, str]:
    return {
        "full_name": _MARIE,
        "first_on": (now - timedelta(days=7)).date().isoformat(),
        "last_on": (now - timedelta(days=1)).date().isoformat(),
        "added": "8",
        "added_names": "Ana Martin\nPaul Roux\nInès Haddad\nHugo Petit\nLéa Moreau",
        "accepted": "3",
        "accepted_names": "Paul Roux\nInès Haddad\nHugo Petit",
        "requested": "1",
        "requested_names": "Léa Moreau",
        "waiting": "5",
        "troubled": "1",
        "troubled_names": "Nina Faure",
    }


def _later(now: datetime, *, hours: int) -> str:
    return (now + timedelta(hours=hours)).isoformat()
