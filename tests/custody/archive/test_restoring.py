"""Archive → restore → archive gives the same bytes; a restore is whole or changes nothing."""

import io
import zipfile

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bailee.custody import restore
from bailee.custody.archive.manifest import Flavour
from bailee.foundation import storage
from bailee.foundation.tenancy import owner
from tests.custody.archive import hostile
from tests.custody.archive.conftest import written


@pytest.mark.parametrize("flavour", ["client", "backup"])
def test_archive_of_a_restored_vault_is_the_same_to_the_byte(
    full: str, empty: str, flavour: Flavour
) -> None:
    first = written(full, flavour)
    restored = restore.read(io.BytesIO(first), schema=empty)
    assert restored.files == hostile.FILES + 1
    assert written(empty, flavour) == first


def test_restored_values_equal_the_original_in_postgresql(full: str, empty: str) -> None:
    restore.read(io.BytesIO(written(full, "backup")), schema=empty)
    for table in (
        "odd",
        "other",
        "people",
        "session",
        "files_file",
        "files_version",
        "files_folder",
        "c_ports",
        "c_calls",
    ):
        with owner(full) as raw:
            left = raw.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall()
        with owner(empty) as raw:
            assert raw.execute(f"SELECT t::text FROM {table} t ORDER BY 1").fetchall() == left


def test_restored_vault_goes_on_counting(full: str, empty: str) -> None:
    restore.read(io.BytesIO(written(full, "backup")), schema=empty)
    insert = "INSERT INTO odd DEFAULT VALUES RETURNING id"
    with owner(full) as raw:
        expected = raw.execute(insert).fetchone()
    with owner(empty) as raw:
        assert raw.execute(insert).fetchone() == expected
        assert raw.execute("SELECT nextval('\"Odd sequence\"')").fetchone() == (78,)


def test_restored_collection_keeps_its_rules(full: str, empty: str) -> None:
    restore.read(io.BytesIO(written(full, "backup")), schema=empty)
    query = """
        SELECT indexdef FROM pg_indexes WHERE schemaname = %s AND tablename LIKE 'c\\_%%'
        UNION ALL SELECT conname || pg_get_constraintdef(oid) FROM pg_constraint
        WHERE connamespace = %s::regnamespace AND contype <> 'n' ORDER BY 1
    """
    with owner() as raw:
        left = [row[0].replace(full, "") for row in raw.execute(query, (full, full))]
        right = [row[0].replace(empty, "") for row in raw.execute(query, (empty, empty))]
    assert right == left


def test_restored_client_archive_lets_nobody_in(full: str, empty: str) -> None:
    restore.read(io.BytesIO(written(full, "client")), schema=empty)
    with owner(empty) as raw:
        found = raw.execute(
            "SELECT password, token, factor, nick FROM people ORDER BY id"
        ).fetchall()
        sessions = raw.execute("SELECT count(*) FROM session").fetchone()
    people = [f"!00000000-0000-0000-0000-00000000000{number}" for number in (1, 2)]
    assert found == [("!", token, {"secret": ""}, None) for token in people]
    assert sessions == (0,)


def test_restore_refuses_a_vault_with_rows(full: str, empty: str) -> None:
    with owner(empty) as raw:
        raw.execute("INSERT INTO session VALUES ('k', NULL)")
    with pytest.raises(restore.RestoreError, match="session has rows"):
        restore.read(io.BytesIO(written(full)), schema=empty)


def test_restore_refuses_a_vault_with_objects(full: str, empty: str) -> None:
    storage.put(empty, "files/x", io.BytesIO(b"x"))
    with pytest.raises(restore.RestoreError, match="it has 1 objects"):
        restore.read(io.BytesIO(written(full)), schema=empty)
    assert storage.names(empty) == ["files/x"]


def test_restore_refuses_another_shape(full: str, empty: str) -> None:
    with owner(empty) as raw:
        raw.execute("ALTER TABLE people ADD extra text")
    with pytest.raises(restore.RestoreError, match="people has other columns here"):
        restore.read(io.BytesIO(written(full)), schema=empty)


def test_restore_refuses_another_installations_signature(full: str, empty: str) -> None:
    public = Ed25519PrivateKey.generate().public_key()
    other = public.public_bytes(Encoding.Raw, PublicFormat.Raw)
    with pytest.raises(restore.RestoreError, match="fingerprint"):
        restore.read(io.BytesIO(written(full)), schema=empty, public_key=other)


def test_restore_that_fails_leaves_nothing(full: str, empty: str) -> None:
    content = written(full)
    with owner(empty) as raw:
        raw.execute("ALTER TABLE other ADD CONSTRAINT never CHECK (false)")
    with pytest.raises(Exception, match="never"):
        restore.read(io.BytesIO(content), schema=empty)
    assert storage.names(empty) == []
    with owner(empty) as raw:
        assert raw.execute("SELECT count(*) FROM people").fetchone() == (0,)
        assert raw.execute("SELECT to_regclass('c_ports')").fetchone() == (None,)


def test_restore_refuses_what_is_no_archive(empty: str) -> None:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as other:
        other.writestr("a.txt", "a")
    for content in (b"", b"PK", target.getvalue()):
        with pytest.raises(restore.RestoreError):
            restore.read(io.BytesIO(content), schema=empty)
