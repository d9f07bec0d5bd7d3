"""The sealed form of an address: our page sends nobody to an address that this vault did not show.

The signature is bound to this purpose and to the vault: another vault's is worth nothing here. It
does not expire, because it gives no right; see docs/adr/0017.
"""

from functools import lru_cache

from django.core import signing

from bailee.foundation import tenancy
from bailee.vault.links import addresses
from bailee.vault.links.addresses import Address


class SealError(Exception):
    """Not sealed by this vault for this purpose, or no address."""


def seal(address: Address) -> str:
    """The address as one part of a path, signed for the vault in which the caller sits."""
    packed = signing.b64_encode(address.url.encode()).decode()
    return _signer(tenancy.current().schema).sign(packed)


def unseal(sealed: str) -> Address:
    """Raises `SealError`."""
    try:
        packed = _signer(tenancy.current().schema).unsign(sealed)
        address = addresses.read(signing.b64_decode(packed.encode()).decode())
    except (signing.BadSignature, ValueError) as error:
        raise SealError from error
    if address is None:
        raise SealError
    return address


@lru_cache(maxsize=1024)
def _signer(schema: str) -> signing.Signer:
    return signing.Signer(salt=f"bailee.vault.links:{schema}")
