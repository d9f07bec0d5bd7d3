"""What makes an archive checkable: hashes, the installation's signature, the client's code."""

import base64
import hashlib
import hmac
from collections.abc import Iterable

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bailee.custody.archive.container import Entry
from bailee.foundation import keys

_LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that is mistaken for another when read aloud
_CONFIRMATION = """\
Your confirmation code: {code}

When you have opened this archive and seen that it is yours and whole, enter this code in the
portal or give it to us. It tells us that the archive has arrived, and lets us purge what we
still hold. Nobody who has not opened the archive can know it.
"""


def sums(entries: Iterable[Entry]) -> bytes:
    """`SHA256SUMS` as coreutils' `sha256sum --check` reads it, sorted by path."""
    lines = sorted((entry.path, entry.sha256) for entry in entries)
    return "".join(f"{digest}  {path}\n" for path, digest in lines).encode()


def signature(content: bytes) -> bytes:
    """The installation's Ed25519 signature (RFC 8032), one line of base64."""
    return base64.b64encode(keys.signing_key().sign(content)) + b"\n"


def public_key() -> bytes:
    """The key that checks the signature, 32 bytes."""
    public = keys.signing_key().public_key()
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def fingerprint() -> str:
    """SHA-256 of the public key in hexadecimal, for people to compare."""
    return hashlib.sha256(public_key()).hexdigest()


def confirmation_code(manifest_sha256: str) -> str:
    """The code inside the archive whose `datapackage.json` has that hash (hexadecimal).

    Ten letters in two groups: HMAC-SHA-256 under a secret of this installation, so that only
    who has opened the archive knows it.
    """
    secret = keys.secret("archive-confirmation")
    rest = int.from_bytes(hmac.digest(secret, bytes.fromhex(manifest_sha256), "sha256"))
    letters = ""
    for _ in range(10):
        rest, index = divmod(rest, len(_LETTERS))
        letters += _LETTERS[index]
    return f"{letters[:5]}-{letters[5:]}"


def confirms(typed: str, *, manifest_sha256: str) -> bool:
    """Whether somebody typed that archive's code; case, spaces and hyphens do not matter."""
    plain = "".join(letter for letter in typed.upper() if letter.isalnum())
    expected = confirmation_code(manifest_sha256).replace("-", "")
    return hmac.compare_digest(plain.encode(), expected.encode())


def confirmation(manifest_sha256: str) -> bytes:
    """The text of `confirmation.txt`."""
    return _CONFIRMATION.format(code=confirmation_code(manifest_sha256)).encode()
