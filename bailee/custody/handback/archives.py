"""Archives for the client: asked for, built by the worker, open for download for some days."""

import io
from collections.abc import Buffer, Callable, Generator, Iterator
from datetime import datetime, timedelta

import pyrage
from django.db import IntegrityError, router, transaction
from django.utils.translation import gettext as _

from bailee.custody import archive, tombstones
from bailee.custody.handback import jobs
from bailee.custody.handback.errors import ArchiveGoneError, OrderError
from bailee.custody.handback.progress import record, require
from bailee.custody.models import ArchiveBuild, ArchiveDownload, HandBack, Kind
from bailee.foundation import storage, tenancy
from bailee.foundation.actors import SYSTEM, Actor
from bailee.office.clients.models import Client

AVAILABLE_DAYS = 30


def ask_archive(client: Client, *, by: Actor, now: datetime) -> ArchiveBuild:
    """Asks for an archive at any time during the contract or after.

    Raises `OrderError` while another one is being built, `TombstonedError` in a purge.
    """
    return _ask(ArchiveBuild(client_id=client.pk, vault=client.schema_name), by=by, now=now)


def build_archive(handback: HandBack, *, by: Actor, now: datetime) -> ArchiveBuild:
    """Asks for the archive that is handed back. Raises `OrderError` and `HeldError`."""
    require(handback, Kind.ARCHIVE_BUILT)
    wanted = ArchiveBuild(client_id=handback.client_id, vault=handback.vault, handback=handback)
    return _ask(wanted, by=by, now=now)


def available(client: Client, *, now: datetime) -> list[ArchiveBuild]:
    """The archives that can be downloaded now, newest first."""
    return list(
        ArchiveBuild.objects.filter(
            client_id=client.pk,
            built_at__isnull=False,
            removed_at=None,
            available_until__gt=now,
        )
    )


def make(build: ArchiveBuild, *, policy: str, clock: Callable[[], datetime]) -> ArchiveBuild:
    """Builds the archive, once: who comes while another builds it waits and finds it made.

    Two at once would leave the bytes of one with the account of the other. Raises what `write`
    raises.
    """
    with tenancy.owner(autocommit=True) as lock:
        lock.execute("SELECT pg_advisory_lock(hashtext(%s))", [f"archive {build.pk}"])
        build.refresh_from_db()
        if build.state != "building":
            return build
        return finish(build, write(build, policy=policy), now=clock())


def write(build: ArchiveBuild, *, policy: str) -> archive.Made:
    """Writes the archive into the object store, encrypted to the vault's key. Safe to repeat.

    Raises what `archive.stream` raises, and `TombstonedError`.
    """
    tombstones.refuse(build.vault)
    pieces = _Pieces(archive.stream(schema=build.vault, flavour="client", policy=policy))
    try:
        storage.put(build.vault, build.object_name, io.BufferedReader(pieces, storage.CHUNK))
    except pyrage.EncryptError as error:
        # The encryption reports any failed read as its own; ours says what was wrong.
        raise (pieces.failure or error) from None
    if pieces.made is None:
        raise archive.ObjectError(_("the archive was cut short"))
    return pieces.made


def finish(build: ArchiveBuild, made: archive.Made, *, now: datetime) -> ArchiveBuild:
    """Makes a written archive available; the hand-back takes its step. Safe to repeat."""
    with transaction.atomic(using=router.db_for_write(ArchiveBuild)):
        ArchiveBuild.objects.filter(pk=build.pk, built_at=None, failed_at=None).update(
            built_at=now,
            size=made.size,
            sha256=made.sha256,
            manifest_sha256=made.manifest_sha256,
            available_until=now + timedelta(days=AVAILABLE_DAYS),
        )
        handback = build.handback
        if handback and not handback.steps.filter(kind=Kind.ARCHIVE_BUILT).exists():
            record(handback, Kind.ARCHIVE_BUILT, by=SYSTEM, now=now)
    build.refresh_from_db()
    return build


def fail(build: ArchiveBuild, *, why: str, now: datetime) -> None:
    """Notes that the archive could not be built; `why` names a kind of failure, no value."""
    ArchiveBuild.objects.filter(pk=build.pk, built_at=None, failed_at=None).update(
        failed_at=now, failure=why
    )
    storage.delete(build.vault, build.object_name)


def open_archive(
    build: ArchiveBuild, *, by: Actor, now: datetime, start: int = 0
) -> Iterator[bytes]:
    """The archive's bytes from `start` on, in chunks; who fetched it is written down.

    Raises `ArchiveGoneError`, and `ValueError` if `start` lies outside the archive.
    """
    if build.size is None or build.available_until is None or build.removed_at is not None:
        raise ArchiveGoneError(_("This archive is not there. Ask for a new one."))
    if now >= build.available_until:
        raise ArchiveGoneError(_("The time for fetching this archive is over. Ask for a new one."))
    if not 0 <= start < build.size:
        raise ValueError(f"the archive has bytes 0 to {build.size - 1}")
    ArchiveDownload.objects.create(build=build, at=now, by_kind=by.kind, by_id=by.id, start=start)
    return _from(storage.get(build.vault, build.object_name), start)


def expire(*, now: datetime) -> int:
    """Removes archives whose time is over; says how many. Safe to repeat."""
    over = ArchiveBuild.objects.filter(available_until__lte=now, removed_at=None)
    for build in over:
        storage.delete(build.vault, build.object_name)
        ArchiveBuild.objects.filter(pk=build.pk).update(removed_at=now)
    return len(over)


def _ask(build: ArchiveBuild, *, by: Actor, now: datetime) -> ArchiveBuild:
    tombstones.refuse(build.vault)
    build.asked_at, build.by_kind, build.by_id = now, by.kind, by.id
    alias = router.db_for_write(ArchiveBuild)
    try:
        with transaction.atomic(using=alias):
            build.save(force_insert=True)
            jobs.ask_build(build)
    except IntegrityError as error:
        raise OrderError(_("An archive is being built already. It will be here soon.")) from error
    return build


def _from(chunks: Iterator[bytes], start: int) -> Iterator[bytes]:
    """Age streams are read from their beginning: what comes before `start` is passed over."""
    for chunk in chunks:
        if start < len(chunk):
            yield chunk[start:]
        start = max(0, start - len(chunk))


class _Pieces(io.RawIOBase):
    """A generator of bytes as a file; keeps what it returned, or the error that ended it."""

    def __init__(self, pieces: Generator[bytes, None, archive.Made]) -> None:
        self._pieces = pieces
        self._rest = memoryview(b"")
        self.made: archive.Made | None = None
        self.failure: BaseException | None = None

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Buffer, /) -> int:
        try:
            while not self._rest:
                self._rest = memoryview(next(self._pieces))
        except StopIteration as end:
            self.made = self.made or end.value  # asked once more, an ended generator says None
            return 0
        except BaseException as error:
            self.failure = error
            raise
        view = memoryview(buffer).cast("B")
        size = min(len(view), len(self._rest))
        view[:size] = self._rest[:size]
        self._rest = self._rest[size:]
        return size
