"""What a passkey signs and what its signature is worth, without a database (MFA-09, MFA-10).

The library is loaded with the first passkey: a start need not pay for it.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit

from comunik_kit.access.errors import PasskeysNotHere, PasskeyUnknown, PasskeyUnreadable
from comunik_kit.access.limits import CEREMONY_LIVES
from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.kernel.errors import KitError
from comunik_kit.users.tables import User
from comunik_kit.workspaces.hosts import Place

MOST = 20
_LONGEST_ID = 1023
_LONGEST_KEY = 2000
_PATIENCE = int(CEREMONY_LIVES.total_seconds()) * 1000
Checked = TypeVar("Checked")


@dataclass(frozen=True, slots=True)
class Party:
    """The host that a passkey is for, and how its pages name themselves: both of what is stored, not of a request."""

    rp_id: str
    origins: tuple[str, ...]

    @classmethod
    def at(cls, place: Place) -> "Party":
        """Take the host of ours at which somebody is; raises `PasskeysNotHere` for a bare number."""
        origins = tuple(sorted(each for each in place.origins if urlsplit(each).hostname == place.host))
        if not place.host or not origins or _is_number(place.host):
            raise PasskeysNotHere
        return cls(place.host, origins)


@dataclass(frozen=True, slots=True)
class KnownKey:
    """A registered passkey, as browsers are told of it and as its signature is checked."""

    credential_id: str
    public_key: str
    transports: Sequence[str]


@dataclass(frozen=True, slots=True)
class NewKey:
    """A passkey just made."""

    public_key: str
    sign_count: int


def creation_options(
    party: Party, challenge: bytes, *, brand: str, user: User, known: Sequence[KnownKey]
) -> dict[str, Any]:
    """Write what a browser needs to make a passkey: found by itself, and asking who holds it, if it can."""
    from webauthn import generate_registration_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers import structs  # noqa: PLC0415

    options = generate_registration_options(
        rp_id=party.rp_id,
        rp_name=brand,
        user_id=bytes.fromhex(user.id),
        user_name=user.email,
        user_display_name=user.full_name,
        challenge=challenge,
        timeout=_PATIENCE,
        authenticator_selection=structs.AuthenticatorSelectionCriteria(
            resident_key=structs.ResidentKeyRequirement.PREFERRED,
            user_verification=structs.UserVerificationRequirement.PREFERRED,
        ),
        exclude_credentials=_described(known),
    )
    return json.loads(options_to_json(options))


def request_options(
    party: Party, challenge: bytes, *, known: Sequence[KnownKey] = (), alone: bool
) -> dict[str, Any]:
    """Write what a browser needs to use one; `alone`, in place of a password, it has to ask who holds it."""
    from webauthn import generate_authentication_options, options_to_json  # noqa: PLC0415
    from webauthn.helpers.structs import UserVerificationRequirement  # noqa: PLC0415

    wanted = UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.PREFERRED
    options = generate_authentication_options(
        rp_id=party.rp_id,
        challenge=challenge,
        timeout=_PATIENCE,
        allow_credentials=_described(known),
        user_verification=wanted,
    )
    return json.loads(options_to_json(options))


def check_new(answer: KeyAnswer, challenge: bytes, party: Party) -> NewKey:
    """Check a passkey that was just made; raises `PasskeyUnreadable`."""
    from webauthn import verify_registration_response  # noqa: PLC0415
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415

    verified = _checked(
        lambda: verify_registration_response(
            credential=dict(answer.credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
        ),
        PasskeyUnreadable,
    )
    public_key = bytes_to_base64url(verified.credential_public_key)
    is_same = bytes_to_base64url(verified.credential_id) == answer.credential_id
    if not is_same or len(verified.credential_id) > _LONGEST_ID or len(public_key) > _LONGEST_KEY:
        raise PasskeyUnreadable
    return NewKey(public_key, verified.sign_count)


def check_known(answer: KeyAnswer, challenge: bytes, party: Party, *, public_key: str, alone: bool) -> int:
    """Check a signature; the key's counter, which the caller compares. Raises `PasskeyUnknown`."""
    from webauthn import verify_authentication_response  # noqa: PLC0415
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415

    # The counter is compared once the signature is known to be genuine: a forged one must not accuse the key.
    verified = _checked(
        lambda: verify_authentication_response(
            credential=dict(answer.credential),
            expected_challenge=challenge,
            expected_rp_id=party.rp_id,
            expected_origin=list(party.origins),
            credential_public_key=base64url_to_bytes(public_key),
            credential_current_sign_count=0,
            require_user_verification=alone,
        ),
        PasskeyUnknown,
    )
    return verified.new_sign_count


def is_for(answer: KeyAnswer, user_id: str) -> bool:
    """Tell whether the key says itself that it is this person's, if it says anything."""
    from webauthn.helpers import bytes_to_base64url  # noqa: PLC0415

    response = answer.credential.get("response")
    handle = response.get("userHandle") if isinstance(response, Mapping) else None
    return handle is None or handle == bytes_to_base64url(bytes.fromhex(user_id))


def _checked(check: Callable[[], Checked], refusal: type[KitError]) -> Checked:
    try:
        return check()
    except Exception as error:  # - strangers choose every byte; the parsers below have no common error
        raise refusal from error


def _described(known: Sequence[KnownKey]) -> Any:
    from webauthn.helpers import base64url_to_bytes  # noqa: PLC0415
    from webauthn.helpers.structs import AuthenticatorTransport, PublicKeyCredentialDescriptor  # noqa: PLC0415

    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(each.credential_id),
            transports=[AuthenticatorTransport(way) for way in each.transports],
        )
        for each in known
    ]


def _is_number(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
