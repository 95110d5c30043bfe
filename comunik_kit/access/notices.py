"""What this domain writes to people by mail; nobody can switch it off (LOG-05).

Only ever to the stored address (AUT-12), but for the link with which a new address confirms itself (INV-13).
"""

from datetime import datetime
from typing import Any

from sqlmodel import Session

from comunik_kit.access import devices, mailed_links
from comunik_kit.access.repository import Account
from comunik_kit.access.tables import AddressChange, KnownDevice, MailedLink
from comunik_kit.audit.journal import Origin
from comunik_kit.kernel.actor import Actor
from comunik_kit.mail import outbox
from comunik_kit.mail.outbox import NewMessage, Template
from comunik_kit.roles.tables import Role
from comunik_kit.users.tables import User
from comunik_kit.workspaces import repository as workspaces

RESET_PURPOSE = "reset"
SIGN_IN_PURPOSE = "enter"
ADDRESS_PURPOSE = "address"


def send_link(s: Session, account: Account, template: Template, purpose: str, link: MailedLink) -> None:
    """Queue the link of a request to the person whose it is, in the open transaction."""
    message = _to(
        s,
        account.user,
        account.role,
        template,
        f"{purpose}/{link.id}/{mailed_links.VERSION}",
        {"expires_at": link.expires_at.isoformat()},
        purpose=purpose,
        priority=outbox.URGENT,
        subject_id=link.id,
        version=mailed_links.VERSION,
    )
    outbox.enqueue(s, message, link.created_at)


def tell_password_changed(s: Session, user: User, role: Role, now: datetime) -> None:
    """Queue the notice that the password is another now."""
    key = f"password-changed/{user.id}/{now.isoformat()}"
    outbox.enqueue(s, _to(s, user, role, Template.PASSWORD_CHANGED, key, {}, subject_id=user.id), now)


def tell_new_device(
    s: Session, user: User, role: Role, device: KnownDevice, origin: Origin, now: datetime
) -> None:
    """Queue the notice that a browser signed in which never had; where it was is the address itself."""
    told = {
        "happened_at": now.isoformat(),
        "device": devices.name_of(origin.user_agent),
        "place": origin.ip,
    }
    message = _to(s, user, role, Template.NEW_DEVICE, f"new-device/{device.id}", told, subject_id=user.id)
    outbox.enqueue(s, message, now)


def tell_factor(
    s: Session, account: Account, template: Template, now: datetime, *, giver: Actor | None = None
) -> None:
    """Queue the notice that a second factor is on or off, or has new recovery codes; `giver` did it for the person."""
    user = account.user
    told = {"happened_at": now.isoformat(), "giver": giver.name if giver else ""}
    key = f"{template.value}/{user.id}/{now.isoformat()}"
    named = giver.user_id if giver else user.id  # so that it is found when who it names is forgotten
    outbox.enqueue(s, _to(s, user, account.role, template, key, told, subject_id=named), now)


def tell_passkey(s: Session, account: Account, template: Template, name: str, now: datetime) -> None:
    """Queue the notice that a passkey was added or taken away; `name` is what its owner calls it."""
    user = account.user
    told = {"happened_at": now.isoformat(), "device": name}
    key = f"{template.value}/{user.id}/{now.isoformat()}"
    outbox.enqueue(s, _to(s, user, account.role, template, key, told, subject_id=user.id), now)


def tell_identity(s: Session, account: Account, provider: str, now: datetime) -> None:
    """Queue the notice that a provider stands for the person from now on; `provider` is what the workspace calls it."""
    user = account.user
    told = {"happened_at": now.isoformat(), "device": provider}
    key = f"identity-linked/{user.id}/{now.isoformat()}"
    message = _to(s, user, account.role, Template.IDENTITY_LINKED, key, told, subject_id=user.id)
    outbox.enqueue(s, message, now)


def send_address_link(s: Session, user: User, role: Role, change: AddressChange, asker: str) -> None:
    """Queue the link that the new address confirms itself with; `asker` is empty for the person themselves.

    Nobody has proven yet that the address is theirs: it learns no name of theirs.
    """
    message = _to(
        s,
        user,
        role,
        Template.ADDRESS_CHANGE,
        f"{ADDRESS_PURPOSE}/{change.id}/{mailed_links.VERSION}",
        {"full_name": "", "email": change.email, "asker": asker, "expires_at": change.expires_at.isoformat()},
        to_email=change.email,
        to_name="",
        purpose=ADDRESS_PURPOSE,
        subject_id=change.id,
        version=mailed_links.VERSION,
    )
    outbox.enqueue(s, message, change.created_at)


def tell_address_changed(
    s: Session, user: User, role: Role, change: AddressChange, former: str, now: datetime
) -> None:
    """Queue, to the former address, the notice that it signs in no more."""
    told = {"email": former, "new_email": change.email}
    key = f"address-changed/{change.id}"
    message = _to(s, user, role, Template.ADDRESS_CHANGED, key, told, to_email=former, subject_id=user.id)
    outbox.enqueue(s, message, now)


def _to(
    s: Session, user: User, role: Role, template: Template, key: str, params: dict[str, str], **changes: Any
) -> NewMessage:
    """Write to a person in the workspace's look and the person's language."""
    workspace = workspaces.workspace_of(s, user.workspace_id)
    given: dict[str, Any] = {
        "workspace_id": user.workspace_id,
        "template": template,
        "dedupe_key": key,
        "to_email": user.email,
        "to_name": user.full_name,
        "recipient_id": user.id,
        "recipient_rank": role.rank,
        "language": user.language,
        "params": {
            "brand": workspace.brand,
            "accent": workspace.accent,
            "workspace": workspace.name,
            "full_name": user.full_name,
            "email": user.email,
            **params,
        },
    }
    return NewMessage(**(given | changes))
