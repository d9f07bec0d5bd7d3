"""Versions of a file: an older one made the newest again, and one deleted."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from bailee.foundation import storage, tenancy
from bailee.foundation.actors import Actor
from bailee.vault.files import keeping, uploads
from bailee.vault.files.models import File, Version


class VersionError(Exception):
    """It cannot be done with this version. The text says why."""


def restore(version: Version, *, by: Actor, now: datetime) -> File:
    """Makes a version the newest again, as a copy with a number of its own."""
    with transaction.atomic():
        file = File.objects.select_for_update(of=("self",)).get(pk=version.file_id)
        if version.number == file.number:
            raise VersionError(_("This is the newest version already."))
        again = Version.objects.create(
            file=file,
            number=uploads.next_number(file),
            content_type=version.content_type,
            uploaded_at=now,
            restored_from=version.number,
            by_kind=by.kind,
            by_id=by.id,
        )
    try:
        storage.copy(tenancy.current().schema, version.object_name, again.object_name)
        return keeping.settle(
            again,
            size=version.size or 0,
            sha256=version.sha256,
            true_type=version.true_type,
            scan=version.scan,
            now=now,
        )
    except BaseException:
        keeping.withdraw(again)
        raise


def delete(version: Version) -> None:
    """Deletes an older version for good, row and bytes. Raises `VersionError` for the newest."""
    with transaction.atomic():
        file = File.objects.select_for_update(of=("self",)).get(pk=version.file_id)
        if version.number == file.number:
            raise VersionError(
                _(
                    "The newest version cannot be deleted by itself. Restore another one"
                    " first, or move the whole file to the trash."
                )
            )
        name = version.object_name
        version.delete()
        storage.delete(tenancy.current().schema, name)
