"""The way of a file's bytes into the vault: counted, hashed, recognised, scanned, encrypted."""

import hashlib
import io
from collections.abc import Callable
from datetime import datetime
from typing import BinaryIO, cast

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from bailee.foundation import storage, tenancy
from bailee.vault.files import kinds, limits
from bailee.vault.files.limits import FileRefusedError
from bailee.vault.files.models import File, Version
from bailee.vault.files.scanning import Scan


class _Passing(io.RawIOBase):
    """Looks at what passes through; its end is not reached by a file that may not stay.

    It is read in a thread of its own, which has no seat in the database.
    """

    def __init__(self, source: BinaryIO, name: str) -> None:
        self._source, self._name = source, name
        self._scan = Scan(name)
        self._head = b""
        self._ended = False
        self.size = 0
        self.digest = hashlib.sha256()
        self.true_type = self.scanned = ""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1, /) -> bytes:
        chunk = self._source.read(size)
        self.size += len(chunk)
        limits.refuse_size(self.size)
        self.digest.update(chunk)
        if chunk:
            self._head += chunk[: kinds.HEAD - len(self._head)]
            self._scan.feed(bytes(chunk))
        elif not self._ended:
            self._ended = True
            self._judge()
        return chunk

    def abandon(self) -> None:
        self._scan.abandon()

    def _judge(self) -> None:
        self.true_type = kinds.recognised(self._head)
        limits.refuse_type(self._name, self.true_type)
        self.scanned = self._scan.verdict()


def keep(
    version: Version,
    source: BinaryIO,
    *,
    now: datetime,
    then: Callable[[File], None] = lambda _: None,
) -> File:
    """Stores the bytes of a version whose row is there, and makes it its file's newest.

    `then` is done in the same transaction. If the source breaks off or the file is refused,
    nothing is kept. Raises `FileRefusedError`, and what `source.read` raises.
    """
    passing = _Passing(source, version.file.name)
    try:
        storage.put(tenancy.current().schema, version.object_name, cast("BinaryIO", passing))
        limits.refuse_over_quota(passing.size)
        return settle(
            version,
            size=passing.size,
            sha256=passing.digest.hexdigest(),
            true_type=passing.true_type,
            scan=passing.scanned,
            now=now,
            then=then,
        )
    except BaseException:
        passing.abandon()
        withdraw(version)
        raise


def settle(
    version: Version,
    *,
    size: int,
    sha256: str,
    true_type: str,
    scan: str,
    now: datetime,
    then: Callable[[File], None] = lambda _: None,
) -> File:
    """The version's bytes are there: it counts from now on. Raises `FileRefusedError`."""
    facts = {"size": size, "sha256": sha256, "true_type": true_type, "stored_at": now}
    with transaction.atomic():
        if not Version.objects.filter(pk=version.pk).update(scan=scan, **facts):
            raise FileRefusedError(_("The file was deleted while this version was being stored."))
        File.objects.filter(Q(stored_at=None) | Q(number__lt=version.number)).filter(
            pk=version.file_id
        ).update(
            number=version.number,
            content_type=version.content_type,
            uploaded_at=version.uploaded_at,
            by_kind=version.by_kind,
            by_id=version.by_id,
            **facts,
        )
        file = File.objects.get(pk=version.file_id)
        then(file)
    return file


def withdraw(version: Version) -> None:
    """Takes a version that did not become whole away, and its file if it had no other."""
    with transaction.atomic():
        if Version.objects.filter(pk=version.pk, stored_at=None).delete()[0]:
            others = File.objects.filter(pk=version.file_id, stored_at=None)
            others.exclude(versions__isnull=False).delete()
        storage.delete(tenancy.current().schema, version.object_name)
