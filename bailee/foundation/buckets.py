"""Where objects lie: a directory in the home, or a bucket that speaks S3 if one is named."""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from obstore.store import LocalStore, S3Store

from bailee.foundation.home import home

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}


class BucketError(Exception):
    """The settings of the bucket contradict themselves; the text says how to mend them."""


@dataclass(frozen=True)
class Bucket:
    """A bucket as the environment describes it."""

    name: str
    endpoint: str  # empty: Amazon's own, by region
    region: str
    key: str
    secret: str

    def refuse_if_open(self) -> None:
        """Raises `BucketError` where objects or the secret would travel unencrypted or unsigned."""
        address = urlsplit(self.endpoint)
        if self.endpoint and address.scheme not in {"https", "http"}:
            raise BucketError("BAILEE_S3_ENDPOINT must begin with https://.")
        if address.scheme == "http" and address.hostname not in _LOOPBACK:
            raise BucketError("BAILEE_S3_ENDPOINT must be https: plain http is for this host only.")
        if not self.key or not self.secret:
            raise BucketError("BAILEE_S3_BUCKET also needs BAILEE_S3_KEY and BAILEE_S3_SECRET.")


def bucket() -> Bucket | None:
    """The bucket that the environment names; none: objects lie in the home."""
    name = os.environ.get("BAILEE_S3_BUCKET", "")
    if not name:
        return None
    return Bucket(
        name,
        os.environ.get("BAILEE_S3_ENDPOINT", "").rstrip("/"),
        os.environ.get("BAILEE_S3_REGION", "us-east-1"),
        os.environ.get("BAILEE_S3_KEY", ""),
        os.environ.get("BAILEE_S3_SECRET", ""),
    )


def directory() -> Path | None:
    """The directory that holds all objects; none where they are in a bucket."""
    return home().objects if bucket() is None else None


def store() -> LocalStore | S3Store:
    """The store of this installation. Raises `BucketError`."""
    named = bucket()
    if named is None:
        return LocalStore(prefix=home().objects, mkdir=True, automatic_cleanup=True)
    return _connected(named)


@cache
def _connected(named: Bucket) -> S3Store:
    """One client per process keeps its connections; certificates are always checked."""
    named.refuse_if_open()
    return S3Store(
        named.name,
        endpoint=named.endpoint or None,
        region=named.region,
        access_key_id=named.key,
        secret_access_key=named.secret,
        virtual_hosted_style_request=False,
        client_options={"allow_http": named.endpoint.startswith("http://")},
        retry_config={"max_retries": 3},
    )
