"""Each message with everything that it can say, as it leaves: with its link, in a workspace whose domain is proven."""

from datetime import UTC, datetime
from typing import Any

from comunik_kit.kernel.secrets import Keyring
from comunik_kit.mail.contents import SAMPLE
from comunik_kit.mail.outbox import Template
from comunik_kit.mail.rendering import Renderer
from comunik_kit.mail.repository import Letter
from comunik_kit.mail.samples import sample_params
from tests.mail.ground import KEY, PUBLIC_URL, letter

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
RENDERER = Renderer(keyring=Keyring(KEY), public_url=PUBLIC_URL)
PURPOSES = {
    Template.INVITATION: "invite",
    Template.REMINDER: "invite",
    Template.PASSWORD_RESET: "reset",
    Template.SIGN_IN_LINK: "enter",
    Template.ADDRESS_CHANGE: "address",
}


def full_letter(template: Template, language: str = "fr", **params: Any) -> Letter:
    """Write it, with these of its values changed."""
    given = sample_params(template, language, workspace="Ateliers Lumière", now=NOW) | params
    given.pop(SAMPLE)
    purpose = PURPOSES.get(template, "")
    return letter(NOW, template=template.value, language=language, params=given, purpose=purpose)
