"""What the tests of another address do over and over."""

from comunik_kit.mail.outbox import Template
from comunik_kit.mail.tables import OutboxMessage
from tests.support.cast import ORIGIN, PASSWORD, Cast

NEW = "olga.martin@example.net"


def ask(cast: Cast, email: str = NEW, current: str = PASSWORD) -> str:
    """Ask for another address of Olga's own; take the link from the message about it."""
    cast.kit.address_changes.request(cast.admin, email=email, current=current)
    return link_of(cast, letters(cast)[-1])


def ask_for(cast: Cast, user_id: str, email: str) -> str:
    """Ask for somebody else's, as Olga; take the link from the message about it."""
    cast.kit.address_changes.request_for(cast.admin, user_id=user_id, email=email)
    return link_of(cast, letters(cast)[-1])


def confirm(cast: Cast, link: str) -> None:
    """Use a link."""
    cast.kit.address_changes.confirm(link, origin=ORIGIN)


def letters(cast: Cast, template: Template = Template.ADDRESS_CHANGE) -> list[OutboxMessage]:
    """List the messages of one kind, oldest first."""
    return [each for each in cast.letters() if each.template == template]


def link_of(cast: Cast, letter: OutboxMessage) -> str:
    """Derive the secret that a message carries."""
    return cast.kit.keyring.link(letter.purpose, letter.subject_id, letter.version)
