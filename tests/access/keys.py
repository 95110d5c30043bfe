"""A passkey in a test: an authenticator in software, which signs whatever it is told to."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url

from comunik_kit.access.passkey_inputs import KeyAnswer
from comunik_kit.access.views import KeyQuestion, SignedIn, StartedSession
from comunik_kit.kernel.actor import Actor
from comunik_kit.workspaces.hosts import Place
from tests.support.cast import ORIGIN, Cast

HERE = "http://localhost:3000"
BROWSER = "b" * 43
_PRESENT, _VERIFIED, _ATTESTED = 0x01, 0x04, 0x40


@dataclass
class Authenticator:
    """One key on one device. Its counter goes on by one each time, unless it never counts."""

    counts: bool = True
    count: int = 0
    handle: bytes = b""
    credential_id: bytes = field(default_factory=lambda: os.urandom(32))
    private: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def make(
        self, question: KeyQuestion, *, origin: str, verified: bool = True, **said: object
    ) -> dict[str, Any]:
        """Answer a question for a new passkey."""
        options = question.options
        self.handle = base64url_to_bytes(options["user"]["id"])
        key_id = len(self.credential_id).to_bytes(2) + self.credential_id
        attested = bytes(16) + key_id + self._public()
        data = self._data(options["rp"]["id"], _ATTESTED, verified=verified) + attested
        return self._told(
            question,
            {
                "clientDataJSON": _client("webauthn.create", options["challenge"], origin),
                "attestationObject": _b64(cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})),
                "transports": ["internal", "a-new-one"],
            },
            said,
        )

    def sign(
        self, question: KeyQuestion, *, origin: str, verified: bool = True, rp_id: str = "", **said: object
    ) -> dict[str, Any]:
        """Answer a question for one that is there."""
        self.count += self.counts
        options = question.options
        client = _client("webauthn.get", options["challenge"], origin)
        data = self._data(rp_id or options["rpId"], 0, verified=verified)
        signed = data + hashlib.sha256(base64url_to_bytes(client)).digest()
        response = {
            "clientDataJSON": client,
            "authenticatorData": _b64(data),
            "signature": _b64(self.private.sign(signed, ec.ECDSA(SHA256()))),
            "userHandle": _b64(self.handle),
        }
        return self._told(question, response, said)

    def _told(
        self, question: KeyQuestion, response: Mapping[str, object], said: Mapping[str, object]
    ) -> dict[str, Any]:
        key = _b64(self.credential_id)
        credential = {"id": key, "rawId": key, "type": "public-key", "response": response}
        return {"ceremony": question.ceremony, "credential": credential, **said}

    def _data(self, rp_id: str, flags: int, *, verified: bool) -> bytes:
        flags |= _PRESENT | (_VERIFIED if verified else 0)
        return hashlib.sha256(rp_id.encode()).digest() + bytes([flags]) + self.count.to_bytes(4)

    def _public(self) -> bytes:
        point = self.private.public_key().public_numbers()
        return cbor2.dumps({1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32), -3: point.y.to_bytes(32)})


def place(cast: Cast, host: str = "localhost") -> Place:
    """Stand at a host of ours."""
    found = cast.kit.hosts.at(host)
    assert found is not None
    return found


def page(where: Place) -> str:
    """Name the page that asks there, as a browser does."""
    return next(each for each in where.origins if f"//{where.host}" in each)


def registered(
    cast: Cast,
    actor: Actor | None = None,
    *,
    host: str = "localhost",
    counts: bool = True,
    name: str = "Bureau",
) -> Authenticator:
    """Register a passkey, Olga's unless told otherwise."""
    who, where = actor or cast.admin, place(cast, host)
    device = Authenticator(counts=counts)
    answer = KeyAnswer.parse(device.make(cast.kit.passkeys.begin(who, at=where), origin=page(where)))
    cast.kit.passkeys.register(who, at=where, answer=answer, name=name)
    return device


def counted(cast: Cast, actor: Actor | None = None) -> tuple[Authenticator, list[str]]:
    """Register one and keep its recovery codes, so that it counts as a second factor."""
    who = actor or cast.admin
    device = registered(cast, who)
    codes = cast.kit.factors.codes(who)
    cast.kit.factors.keep(who)
    return device, codes


def asked(cast: Cast, host: str = "localhost", browser: str = BROWSER) -> KeyQuestion:
    """Press « Se connecter avec une clé d'accès »."""
    return cast.kit.passkey_sign_in.begin(browser, at=place(cast, host), origin=ORIGIN)


def alone(
    cast: Cast, body: Mapping[str, Any], host: str = "localhost", browser: str = BROWSER
) -> StartedSession:
    """Give a passkey in place of the password."""
    answer = KeyAnswer.parse(body)
    return cast.kit.passkey_sign_in.finish(browser, answer=answer, at=place(cast, host), origin=ORIGIN)


def second(cast: Cast, half: str, body: Mapping[str, Any], host: str = "localhost") -> SignedIn:
    """Give a passkey after the password."""
    answer = KeyAnswer.parse(body)
    return cast.kit.second_step.finish_with_key(half, answer=answer, at=place(cast, host), origin=ORIGIN)


def _client(kind: str, challenge: str, origin: str) -> str:
    said = {"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": False}
    return bytes_to_base64url(json.dumps(said).encode())


def _b64(raw: bytes) -> str:
    return bytes_to_base64url(raw)
