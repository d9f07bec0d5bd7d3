"""A restored vault knows its identity provider and not its secret: single sign-on waits for it."""

import io
from datetime import datetime

import pytest

from bailee.custody import restore
from bailee.custody.archive.manifest import Flavour
from bailee.foundation import tenancy
from bailee.vault.sign_on import attempts, provider
from bailee.vault.sign_on.attempts import Visitor
from bailee.vault.sign_on.models import Attempt, Change, Link, Provider
from bailee.vault.sign_on.provider import SignOnError
from tests.custody.archive.test_acme import _written, twin
from tests.furnished import SECRET, Furnished

__all__ = ["twin"]


@pytest.mark.parametrize(("flavour", "there"), [("client", False), ("backup", True)])
def test_secret_is_in_the_backup_alone(
    furnished: Furnished, twin: str, now: datetime, flavour: Flavour, *, there: bool
) -> None:
    vault, by = furnished.vault, furnished.vault.ada.actor
    with vault.inside():
        one = provider.current()
        assert one is not None
        provider.tried(one, by=by, now=now)
        provider.switch_on(one, by=by, now=now, link="")
        attempts.prepare(one, visitor=Visitor("192.0.2.7", "Firefox"), now=now)
    restore.read(io.BytesIO(_written(vault.schema, flavour)), schema=twin)
    with tenancy.inside(twin):
        assert (Link.objects.count(), Change.objects.count() > 2) == (1, True)
        assert (provider.offered() is not None) is there
        assert Attempt.objects.exists() is there
        again = Provider.objects.get()
        assert provider.secret_of(again) == (SECRET if there else None)
        if not there:
            with pytest.raises(SignOnError, match="Try it first"):
                provider.switch_on(again, by=by, now=now, link="")
