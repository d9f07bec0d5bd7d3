"""What goes into an archive: everything the catalog knows, exactly, or nothing at all."""

import csv
import io
import os
import threading
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bailee.custody import archive
from bailee.foundation import keys, storage
from bailee.foundation.tenancy import owner
from tests.custody.archive import hostile
from tests.custody.archive.conftest import POLICY, written

WITHIN = {
    "README.txt",
    "SHA256SUMS",
    "confirmation.txt",
    "datapackage.json",
    "policy.md",
    "public_key",
    "signature",
    "verify.py",
    "withheld.csv",
}


def _read(content: bytes, name: str) -> list[list[str]]:
    csv.field_size_limit(2**31 - 1)  # the reader's own limit is 128 kB
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return list(csv.reader(io.StringIO(opened.read(name).decode(), newline="")))


def _names(content: bytes) -> list[str]:
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        return opened.namelist()


def test_archive_has_every_table_and_every_file(full: str) -> None:
    names = set(_names(written(full, "backup")))
    with owner(full) as raw:
        tables = raw.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = %s AND tablename !~ '^c_'", (full,)
        ).fetchall()
        files = raw.execute("SELECT count(*) FROM files_version WHERE sha256 <> ''").fetchone()
    assert {name for name in names if name.startswith("tables/")} == {
        f"tables/{table}.csv" for (table,) in tables
    }
    assert (len([name for name in names if name.startswith("files/")]),) == files
    folders = ("tables/", "records/", "files/", "objects/", "binary/")
    assert {name for name in names if not name.startswith(folders)} == WITHIN


def test_archive_lists_its_files_in_order_and_without_a_date(full: str) -> None:
    with zipfile.ZipFile(io.BytesIO(written(full))) as opened:
        infos = opened.infolist()
    names = [info.filename.encode() for info in infos]
    assert names == sorted(names)
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}


def test_archive_of_the_same_content_has_the_same_bytes(full: str) -> None:
    assert written(full) == written(full)


def test_archive_names_neither_vault_nor_day(full: str) -> None:
    with zipfile.ZipFile(io.BytesIO(written(full))) as opened:
        content = b"".join(opened.read(name) for name in opened.namelist())
    assert content.count(full.encode()) == 0
    assert content.count(f"{datetime.now(UTC):%Y-%m-%d}".encode()) == 0


def test_archive_keeps_texts_exactly(full: str) -> None:
    rows = _read(written(full), "tables/odd.csv")
    place = rows[0].index("text_")
    assert [row[place] for row in rows[1 : len(hostile.TEXTS) + 1]] == list(hostile.TEXTS)


def test_archive_tells_null_from_empty_text(full: str) -> None:
    with zipfile.ZipFile(io.BytesIO(written(full))) as opened:
        lines = opened.read("records/Ports _ Häfen (2).csv").decode().splitlines()[1:]
    assert sorted(line.split(",")[1:3] for line in lines) == [["Kiel", '""'], ["Ærø", ""]]


def test_archive_writes_times_numbers_and_bytes_as_stated(full: str) -> None:
    content = written(full)
    rows = _read(content, "tables/odd.csv")
    row = dict(zip(rows[0], rows[len(hostile.TEXTS) + len(hostile.NUMBERS) + 2], strict=True))
    chosen = ("money", "double_", "flag", "at", "local", "day", "at_time", "json_", "times", "span")
    assert [row[name] for name in chosen] == [
        "0.0001",
        "0.1",
        "true",
        "2024-02-29T18:29:59.000001Z",
        "2024-02-29T00:00:00.000000",
        "2024-02-29",
        "23:59:59.999999",
        '{"a": [1, null], "n": 123456789012345678901234567890.123}',
        '["2024-01-01T00:00:00+00:00",null,"infinity"]',
        "P1Y2M-3DT4H5M6.789S",
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        assert opened.read(row["bytes_"]) == b"\x00\xff\n\r"
    exact = [line[rows[0].index("exact")] for line in rows[len(hostile.TEXTS) + 1 :]]
    written_as = ["0", "0.00", "0.00000000000000000001", *hostile.NUMBERS[3:]]
    assert exact[: len(hostile.NUMBERS)] == written_as


def test_client_archive_withholds_ways_in_and_says_so(full: str) -> None:
    content = written(full)
    assert _read(content, "tables/people.csv")[0] == ["id", "name", "boss_id"]
    assert "tables/session.csv" not in _names(content)
    assert _read(content, "withheld.csv")[1:] == [
        ["people", "factor", "secrets"],
        ["people", "nick", "no need"],
        ["people", "password", "hashes"],
        ["people", "token", "a way in"],
        ["session", "", "a way in"],
    ]
    with zipfile.ZipFile(io.BytesIO(content)) as opened:
        everything = b"".join(opened.read(name) for name in opened.namelist())
    assert everything.count(b"argon2$") == 0


def test_archive_goes_into_a_pipe(full: str) -> None:
    read_end, write_end = os.pipe()
    received: list[bytes] = []
    reader = threading.Thread(
        target=lambda: received.append(Path(f"/dev/fd/{read_end}").read_bytes())
    )
    reader.start()
    with os.fdopen(write_end, "wb") as target:
        made = archive.write(
            target, schema=full, flavour="client", policy=POLICY, withheld=hostile.WITHHELD
        )
    reader.join()
    os.close(read_end)
    assert received == [written(full)]
    assert (made.size, made.files) == (len(received[0]), hostile.FILES + 1)


def test_confirmation_code_is_inside_and_only_it_confirms(full: str) -> None:
    target = io.BytesIO()
    made = archive.write(
        target, schema=full, flavour="client", policy=POLICY, withheld=hostile.WITHHELD
    )
    code = archive.confirmation_code(made.manifest_sha256)
    with zipfile.ZipFile(target) as opened:
        assert code in opened.read("confirmation.txt").decode()
    typed = f" {code.lower().replace('-', ' ')} "
    assert archive.confirms(typed, manifest_sha256=made.manifest_sha256) is True
    assert archive.confirms(code, manifest_sha256="00" * 32) is False
    assert archive.confirms("", manifest_sha256=made.manifest_sha256) is False


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("ALTER TABLE odd ADD strange point", "odd.strange has the type point"),
        ("ALTER TABLE odd ADD strange json[]", "odd.strange has the type json"),
        ("ALTER TABLE odd ADD strange timetz", "odd.strange has the type time with time zone"),
        ("UPDATE odd SET texts = '{{a,b},{c,d}}' WHERE id = 1", "odd.texts holds arrays"),
        ("UPDATE odd SET texts = '[0:1]={a,b}' WHERE id = 1", "odd.texts holds arrays"),
        ('ALTER TABLE "Rows without key" ADD b2 bytea', "no primary key"),
        ("DROP TABLE session CASCADE", "withheld, but not in the vault: session"),
        ("ALTER TABLE people ADD s varchar REFERENCES session", "people.s refers to session"),
        ("ALTER TABLE people ALTER nick TYPE date USING NULL, ALTER nick SET NOT NULL", "null"),
    ],
)
def test_archive_refuses_what_it_cannot_give_back(full: str, change: str, said: str) -> None:
    if said == "null":
        change = "ALTER TABLE people DROP nick, ADD nick date NOT NULL DEFAULT '2024-01-01'"
        said = "people.nick is withheld and may not be empty"
    with owner(full) as raw:
        raw.execute(change)
    with pytest.raises(archive.ShapeError) as raised:
        written(full)
    assert said in str(raised.value)


def _lose(schema: str, name: str) -> None:
    storage.delete(schema, name)


def _replace(schema: str, name: str) -> None:
    storage.put(schema, name, io.BytesIO(b"other"))


def _damage(schema: str, name: str) -> None:
    path = next((Path(os.environ["BAILEE_HOME"]) / "objects").rglob(name.rpartition("/")[2]))
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)


def _orphan(schema: str, name: str) -> None:
    storage.put(schema, f"{name}0", io.BytesIO(b"of nobody"))


@pytest.mark.parametrize("harm", [_lose, _replace, _damage, _orphan])
def test_archive_refuses_files_that_are_not_as_stored(
    full: str, harm: Callable[[str, str], None]
) -> None:
    name = storage.names(full)[5]
    harm(full, name)
    with pytest.raises(archive.ObjectError) as raised:
        written(full)
    assert name in str(raised.value) or name.removeprefix("files/") in str(raised.value)


def test_archive_of_a_vault_whose_key_is_gone_is_refused(full: str) -> None:
    keys.destroy(full)
    with pytest.raises(keys.KeyDestroyedError):
        written(full)


def test_archive_of_no_schema_is_refused() -> None:
    with pytest.raises(archive.ShapeError, match="there is no schema v_none"):
        written("v_none")
