"""The built-in outbox: the message stays where it is, and admins read it in the browser."""

from comunik_kit.mail.rules import LOCAL
from comunik_kit.mail.sender import OneByOne, Rendered, Sent, bare_address


class LocalSender(OneByOne):
    """Keeps messages: the default, so that a first run needs no account anywhere."""

    channel = LOCAL
    batch = 100

    def __init__(self, address: str = "") -> None:
        """Take the address that messages would come from."""
        self.address = bare_address(address)

    def send(self, message: Rendered, key: str) -> Sent:
        """Say that the message is where it is read; nothing is copied, the outbox row is the message."""
        del message
        return Sent(f"{LOCAL}:{key}")
