"""Finding the message that a bounce speaks of: its code is in the address that the bounce comes to (VERP).

The code is the part before the @ of the Message-ID, which is derived from the row's key (`senders/smtp.py`): whoever
never saw the message cannot guess it, so that nobody else can make one look bounced.
"""

import re

_MESSAGE_ID = re.compile(r"<([0-9a-f]{40})@([A-Za-z0-9.-]{1,200})>")
_CODE = re.compile(r"[0-9a-f]{40}")


def return_path(bounce_address: str, message_id: str) -> str:
    """Write the envelope sender of a message: `bounces+<code>@exemple.fr`."""
    found = _MESSAGE_ID.fullmatch(message_id)
    name, _, host = bounce_address.rpartition("@")
    return f"{name}+{found[1]}@{host}" if found else bounce_address


def takes(bounce_address: str, recipient: str) -> bool:
    """Tell whether mail to an address is for us: the bounce address itself, or one with a code in it."""
    if not bounce_address:
        return False
    return recipient.lower() == bounce_address or bool(code_in(bounce_address, recipient))


def code_in(bounce_address: str, recipient: str) -> str:
    """Read the code of an address; empty when there is none, or the address is another."""
    name, _, host = bounce_address.rpartition("@")
    local, _, at = recipient.lower().rpartition("@")
    code = local.removeprefix(f"{name}+")
    return code if host and at == host and code != local and _CODE.fullmatch(code) else ""


def message_id_in(text: str) -> str:
    """Find a Message-ID of ours in a header's text; empty when there is none."""
    found = _MESSAGE_ID.search(text)
    return found[0] if found else ""
