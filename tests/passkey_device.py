"""A device that holds one passkey, as a browser with one would answer (WebAuthn, ES256)."""

import base64
import json
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from fido2.cose import ES256
from fido2.webauthn import Aaguid, AttestationObject, AttestedCredentialData, AuthenticatorData


@dataclass
class Device:
    """`counter` grows with every signature; `verifies`: whether it asks for finger or PIN."""

    origin: str
    host: str
    verifies: bool = True
    counter: int = 0
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )
    id: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def make(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to what a page asks for a new passkey."""
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        credential = AttestedCredentialData.create(Aaguid.NONE, self.id, public)
        data = AuthenticatorData.create(
            sha256(self.host.encode()).digest(),
            self._flags | AuthenticatorData.FLAG.AT,
            self.counter,
            credential,
        )
        said = {"attestationObject": _text(AttestationObject.create("none", data, {}))}
        return self._answer("webauthn.create", options, said)

    def sign(self, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to what a page asks to sign."""
        self.counter += 1
        data = AuthenticatorData.create(
            sha256(self.host.encode()).digest(), self._flags, self.counter
        )
        client = self._client("webauthn.get", options)
        signature = self.key.sign(data + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        said = {"authenticatorData": _text(data), "signature": _text(signature)}
        return self._answer("webauthn.get", options, said)

    @property
    def _flags(self) -> AuthenticatorData.FLAG:
        flag = AuthenticatorData.FLAG
        return flag.UP | flag.UV if self.verifies else flag.UP

    def _client(self, kind: str, options: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _answer(self, kind: str, options: dict[str, Any], said: dict[str, str]) -> dict[str, Any]:
        client = _text(self._client(kind, options))
        return {
            "id": _text(self.id),
            "rawId": _text(self.id),
            "type": "public-key",
            "response": {**said, "clientDataJSON": client},
            "clientExtensionResults": {},
        }


def _text(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).decode().rstrip("=")
