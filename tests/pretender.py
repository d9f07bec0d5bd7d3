"""A provider that says whatever a test wants, in place of the network."""

import base64
import hashlib
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

from bailee.foundation import clock
from bailee.foundation.outward.asking import Answer as Sent
from bailee.vault.sign_on.attempts import Answer

ISSUER = "https://id.acme.example"
CLIENT = "bailee at acme"
SECRET = "s3cret: with colon"
KEY = RSAKey.generate_key(2048, {"kid": "one", "use": "sig"})
OTHER_KEY = RSAKey.generate_key(2048, {"kid": "two", "use": "sig"})


class Pretender:
    """`document`, `claims` and `header` can be bent; `asked` remembers each request."""

    def __init__(self) -> None:
        self.document: dict[str, Any] = {
            "issuer": ISSUER,
            "authorization_endpoint": f"{ISSUER}/authorize",
            "token_endpoint": f"{ISSUER}/token",
            "userinfo_endpoint": f"{ISSUER}/userinfo",
            "jwks_uri": f"{ISSUER}/keys",
        }
        self.claims: dict[str, Any] = {}
        self.header: dict[str, Any] = {"alg": "RS256", "kid": "one"}
        self.key: Any = KEY
        self.keys: list[Any] = [KEY]
        self.userinfo: dict[str, Any] = {}
        self.token: str | None = None
        self.asked: list[tuple[str, str]] = []
        self._challenge = self._nonce = ""

    def visit(self, there: str, **said: str) -> Answer:
        """Somebody signs in at the provider and is sent back."""
        asked = {name: value[0] for name, value in parse_qs(urlsplit(there).query).items()}
        assert asked["response_type"] == "code"
        assert asked["code_challenge_method"] == "S256"
        self._challenge, self._nonce = asked["code_challenge"], asked["nonce"]
        return Answer(**{"state": asked["state"], "code": "a code", **said})

    def id_token(self, nonce: str) -> str:
        """What it vouches for, signed as the test wants."""
        now = int(clock.now().timestamp())
        usual = {
            "iss": ISSUER,
            "sub": "7f-ada",
            "aud": CLIENT,
            "exp": now + 300,
            "iat": now,
            "nonce": nonce,
            "email": "ada@acme.example",
            "email_verified": True,
            "name": "Ada Example",
        }
        said = {name: one for name, one in {**usual, **self.claims}.items() if one is not None}
        return jwt.encode(self.header, said, self.key, algorithms=[self.header["alg"]])

    def ask(self, method: str, url: str, headers: dict[str, str], body: bytes = b"") -> Sent:
        """Takes the place of `discovery.ask`."""
        self.asked.append((method, url))
        if url.endswith("/.well-known/openid-configuration"):
            return _json(self.document)
        if url == self.document["jwks_uri"]:
            return _json({"keys": [key.as_dict(private=False) for key in self.keys]})
        if url == self.document["userinfo_endpoint"]:
            assert headers["Authorization"] == "Bearer an access token"
            return _json(self.userinfo)
        assert (method, url) == ("POST", self.document["token_endpoint"])
        form = {name: value[0] for name, value in parse_qs(body.decode()).items()}
        return self._exchange(form, headers)

    def _exchange(self, form: dict[str, str], headers: dict[str, str]) -> Sent:
        kind, _, given = headers.get("Authorization", "").partition(" ")
        if kind != "Basic" or base64.b64decode(given).decode() != (
            "bailee%20at%20acme:s3cret%3A%20with%20colon"
        ):
            return _json({"error": "invalid_client"}, 401)
        challenge = hashlib.sha256(form["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(challenge).decode().rstrip("=") != self._challenge:
            return _json({"error": "invalid_grant"}, 400)
        token = self.token if self.token is not None else self.id_token(self._nonce)
        return _json({"access_token": "an access token", "id_token": token})


def _json(content: Any, status: int = 200) -> Sent:
    return Sent(status, json.dumps(content).encode())
