"""Reading an archive back into an empty vault of the same shape."""

import hashlib
import json
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, BinaryIO

import psycopg
from psycopg import sql

from bailee.custody import tombstones
from bailee.custody.archive import columns, loading, objects, seal, shape, verify
from bailee.custody.archive.loading import Resource
from bailee.custody.archive.manifest import FORMAT
from bailee.custody.archive.shape import Shape
from bailee.foundation import storage
from bailee.foundation.tenancy import owner

# An empty vault has rows here: which migrations made it. The archive's replace them.
_SEEDED = "django_migrations"


class RestoreError(Exception):
    """The archive cannot be read into this vault; nothing was changed. The text says why."""


@dataclass(frozen=True)
class Restored:
    tables: int
    rows: int
    files: int


def read(
    source: Path | BinaryIO,
    *,
    schema: str,
    public_key: bytes | None = None,
    connection: psycopg.Connection[Any] | None = None,
) -> Restored:
    """Loads all of an archive, or nothing. `source` must be seekable.

    The archive must be signed with `public_key` (32 bytes; default: this installation's own),
    for it says how to make the client's tables. Raises `RestoreError`.
    """
    if tombstones.stands(schema):
        raise RestoreError(f"{schema} was purged, or is being purged: nothing comes back into it")
    signer = hashlib.sha256(public_key or seal.public_key()).hexdigest()
    wrong, _ = verify.check(source, signer)
    if wrong:
        raise RestoreError("; ".join(wrong[:5]))
    with zipfile.ZipFile(source) as archive:
        package = json.loads(archive.read("datapackage.json"))
        if package["bailee"]["format"] != FORMAT:
            raise RestoreError(
                f"the archive has format {package['bailee']['format']}, not {FORMAT}"
            )
        if left := storage.names(schema):
            raise RestoreError(f"the vault is not empty: it has {len(left)} objects")
        with _transaction(schema, connection) as raw, _objects_undone(schema):
            return _load(raw, archive, package, schema)


def _load(
    raw: psycopg.Connection[Any], archive: zipfile.ZipFile, package: dict[str, Any], schema: str
) -> Restored:
    resources = [Resource(described) for described in package["resources"]]
    target = shape.read(raw, schema=schema)
    _check_empty(raw, target)
    _check_shape(target, resources, set(package["bailee"]["withheld"]))
    missing = [one for one in resources if one.table not in target.names()]
    for one in missing:
        loading.create(raw, one)
    with _triggers_off(raw, target):
        for one in _ordered(resources, missing):
            count = loading.load(raw, archive, one)
            if count != one.rows:
                raise RestoreError(f"{one.table}: {count} rows came back, not {one.rows}")
        loading.complete(raw, missing)
    for position in package["bailee"]["sequences"]:
        _set(raw, **position)
    files = objects.read_back(raw, archive, schema)
    return Restored(len(resources), sum(one.rows for one in resources), files)


def _check_empty(raw: psycopg.Connection[Any], target: Shape) -> None:
    for table in target.tables:
        if table.name == _SEEDED:
            raw.execute(sql.SQL("DELETE FROM {}").format(table.identifier))
        elif raw.execute(sql.SQL("SELECT 1 FROM {} LIMIT 1").format(table.identifier)).fetchone():
            raise RestoreError(f"the vault is not empty: {table.name} has rows")


def _check_shape(target: Shape, resources: list[Resource], withheld: set[str]) -> None:
    described = {one.table: one for one in resources}
    if strangers := sorted(target.names() - set(described) - withheld):
        raise RestoreError(f"the archive is of another release: it has no {strangers[0]}")
    if strangers := sorted(withheld - target.names()):
        raise RestoreError(f"the archive is of another release: this vault has no {strangers[0]}")
    for table in target.tables:
        one = described.get(table.name)
        if one and {c.name: c for c in one.columns} != {c.name: c for c in table.columns}:
            raise RestoreError(
                f"the archive is of another release: {table.name} has other columns here; "
                "restore it with the release that made it, then upgrade",
            )


def _ordered(resources: list[Resource], created: list[Resource]) -> Iterator[Resource]:
    """Those referred to first. Circles are left to deferred constraints.

    Tables just created have no keys yet: collections may refer to each other in any circle.
    """
    by_name = {one.table: one for one in resources}
    free = {one.table for one in created}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for one in resources:
        # Only backwards in the alphabet where two tables refer to each other.
        names = set() if one.table in free else set(one.references()) - free
        others = {name for name in names if name in by_name and name != one.table}
        circular = {name for name in others if one.table in set(by_name[name].references())}
        sorter.add(one.table, *(others - {name for name in circular if name > one.table}))
    return (by_name[name] for name in sorter.static_order())


@contextmanager
def _triggers_off(raw: psycopg.Connection[Any], target: Shape) -> Iterator[None]:
    """Our own triggers would add to the rows what they held already; foreign keys stay on."""
    raw.execute("SET CONSTRAINTS ALL DEFERRED")
    for table in target.tables:
        raw.execute(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(table.identifier))
    yield
    raw.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for table in target.tables:
        raw.execute(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(table.identifier))


def _set(raw: psycopg.Connection[Any], *, name: str, last_value: int, is_called: bool) -> None:
    quoted = sql.Identifier(name).as_string(raw)
    raw.execute("SELECT setval(%s::regclass, %s, %s)", (quoted, last_value, is_called))


@contextmanager
def _objects_undone(schema: str) -> Iterator[None]:
    """If the rows are not kept, the objects that were written for them go as well."""
    try:
        yield
    except BaseException:
        storage.delete_all(schema)
        raise


@contextmanager
def _transaction(
    schema: str, given: psycopg.Connection[Any] | None
) -> Iterator[psycopg.Connection[Any]]:
    if given is None:
        with owner(schema) as opened, _transaction(schema, opened) as raw:
            yield raw
        return
    with given.transaction():
        for setting in columns.SESSION:
            given.execute(setting.encode())
        yield given
