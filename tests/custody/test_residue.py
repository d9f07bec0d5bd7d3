"""The residue scan finds what is planted, in every place and every disguise, and nothing else."""

import base64
import os
import zipfile
from collections.abc import Callable
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO

import pytest

from bailee.custody import residue
from bailee.custody.residue.inflate import STEP, inflated
from bailee.custody.residue.needles import SHORTEST
from bailee.custody.residue.search import CHUNK, OVERLAP, Search
from bailee.custody.residue.stores import ELSEWHERE
from bailee.foundation import storage, tenancy, words
from bailee.foundation.home import home
from bailee.vault.activity import sign_ins
from tests import cast
from tests.web.ui.doors import FIREFOX

ALPHABET = "abcdefghijklmnopqrstuvwxyz234567"
RAW = ("heap", "index", "toast", "statistics", "wal")


def random_prefix() -> str:
    return "".join(ALPHABET[byte % 32] for byte in os.urandom(20))


@pytest.fixture
def prefix() -> str:
    """The beginning that all canaries of one test share."""
    return random_prefix()


def canaries(prefix: str) -> residue.Needles:
    return residue.Needles((prefix.encode(),), tail=8)


def count(needles: residue.Needles, *chunks: bytes) -> int:
    search = Search(needles)
    search.feed("here", "bytes", chunks)
    return search.found()[0].count


def by_place(found: list[residue.Found]) -> dict[str, int]:
    return {one.place: one.count for one in found}


def in_mail(text: str) -> bytes:
    mail = EmailMessage()
    mail.set_content("Grüße vom Hafen " * 9 + text + " größer" * 20)
    return mail.as_bytes()


SHAPES: dict[str, Callable[[str], bytes]] = {
    "as is": str.encode,
    "hex": lambda text: text.encode().hex().encode(),
    "upper hex": lambda text: text.encode().hex().upper().encode(),
    "UTF-16 LE": lambda text: text.encode("utf-16-le"),
    "UTF-16 BE": lambda text: text.encode("utf-16-be"),
    "base64, first": lambda text: base64.b64encode(b"abc" + text.encode()),
    "base64, second": lambda text: base64.b64encode(b"a" + text.encode() + b"bc"),
    "base64, third": lambda text: base64.urlsafe_b64encode(b"ab" + text.encode() + b"c"),
    "base64 in lines": lambda text: base64.encodebytes(b"x" * 50 + text.encode()),
    "mail": in_mail,
}


@pytest.mark.parametrize("shape", SHAPES)
def test_canaries_are_told_apart_in_every_disguise(shape: str, prefix: str) -> None:
    planted = b"\n".join(SHAPES[shape](f"{prefix}{number:08}") for number in range(50))
    assert count(canaries(prefix), b"noise" + planted + b"noise") == 50


def test_a_canary_cut_short_is_found(prefix: str) -> None:
    assert count(canaries(prefix), prefix.encode() + b"0000") == 1


def test_a_canary_is_traced_in_what_postgresql_compressed(prefix: str) -> None:
    broken = b"\0".join(prefix.encode()[at : at + 8] for at in range(3, 20, 8))
    assert count(canaries(prefix), b"...." + broken) == 1


@pytest.mark.parametrize("back", [1, 7, 20, 27])
def test_a_border_between_chunks_hides_nothing(back: int, prefix: str) -> None:
    canary = f"{prefix}00000001".encode()
    stream = b"-" * (CHUNK - back) + canary + b"-" * OVERLAP
    assert count(canaries(prefix), stream[:CHUNK], stream[CHUNK:]) == 1


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Grüne Brücke 12", rb'"Gr\u00fcne Br\u00fccke 12"'),
        ("Grüne Brücke 12", rb'"Gr\\u00fcne Br\\u00fccke 12"'),
        ("Grüne Brücke 12", b"Gr=C3=BCne Br=\n=C3=BCcke 12"),
        ("Grüne Brücke 12", b"/search?q=Gr%C3%BCne+Br%C3%BCcke+12"),
        ("Hull & Sons Ltd", b"<td>Hull &amp; Sons Ltd</td>"),
    ],
)
def test_a_value_is_found_however_software_writes_it(value: str, written: bytes) -> None:
    assert count(residue.Needles((value.encode(),)), written) == 1


def test_needles_that_chance_would_find_are_refused() -> None:
    with pytest.raises(ValueError, match="1 needles are shorter"):
        residue.Needles((b"Acme Marine", b"x" * (SHORTEST - 1)))


def test_needles_survive_being_kept() -> None:
    needles = residue.Needles((b"\x00\xffAcme Marine", "Grüne Brücke".encode()), tail=8)
    assert residue.Needles.from_bytes(needles.as_bytes()) == needles


def test_members_of_a_zip_are_inflated_also_from_a_cut_one() -> None:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("one.csv", "first," * 1000)
        archive.writestr("two.csv", "second," * 1000)
    whole = packed.getvalue()
    pieces = [whole[at : at + 10] for at in range(0, len(whole), 10)]
    assert b"".join(inflated(pieces)) == b"first," * 1000 + b"second," * 1000
    second = whole.index(b"PK\x03\x04", 4)
    assert b"".join(inflated([whole[second - 5 :]])) == b"second," * 1000


def test_members_larger_than_one_step_end_where_they_end() -> None:
    first, second = b"first," * STEP, b"second," * 1000
    whole = BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("first", first)
        archive.writestr("second", second)
    assert b"".join(inflated([whole.getvalue()])) == first + second


@pytest.fixture
def planted(acme: cast.Vault, prefix: str) -> cast.Vault:
    """Acme's vault with canaries wherever a vault's bytes may lie."""
    with tenancy.owner(autocommit=True) as raw:
        # All of it in one segment of the log, which no checkpoint takes away while it is written.
        raw.execute("SELECT pg_switch_wal()")
    with tenancy.owner(acme.schema) as raw:
        raw.execute("CREATE TABLE cargo (note text, wide text, kept jsonb)")
        raw.execute("ALTER TABLE cargo ALTER wide SET STORAGE EXTERNAL")
        raw.execute("CREATE INDEX cargo_note ON cargo (note)")
        raw.execute(
            "INSERT INTO cargo SELECT p || lpad(i::text, 8, '0'),"
            " repeat('wide ', 900) || p || lpad((i + 100)::text, 8, '0'),"
            " jsonb_build_object('k', p || lpad((i + 200)::text, 8, '0'))"
            " FROM generate_series(0, 99) AS i, (SELECT %s::text AS p) AS one",
            [prefix],
        )
        raw.execute("ANALYZE cargo")
    canary = f"{prefix}00000300".encode()
    at = home()
    for folder in (at.mail, at.logs, at.tmp, at.backups, at.keys, at.root):
        (folder / "careless.txt").write_bytes(canary)
    storage.put(acme.schema, "files/one", BytesIO(canary))
    return acme


def clear(planted: cast.Vault) -> None:
    """Undoes `planted`, by the recipe that leaves no byte behind."""
    at = home()
    for folder in (at.mail, at.logs, at.tmp, at.backups, at.keys, at.root):
        (folder / "careless.txt").unlink()
    cast.clear(planted)
    with tenancy.owner(autocommit=True) as raw:
        raw.execute("VACUUM FULL pg_statistic")
        for step in ("CHECKPOINT", "SELECT pg_switch_wal()", "CHECKPOINT"):
            raw.execute(step.encode())


def test_every_place_is_searched_and_is_clean_after_a_purge(
    planted: cast.Vault, prefix: str
) -> None:
    before = by_place(residue.scan(needles=canaries(prefix), schema=planted.schema))
    assert {place: before[place] for place in ("tables", "pg_dump", "heap", "index", "toast")} == {
        "tables": 300,
        "pg_dump": 300,
        "heap": 200,
        "index": 100,
        "toast": 100,
    }
    assert before["wal"] == 300
    assert before["statistics"] > 0
    files = ("mail folder", "logs", "temp", "backups", "key store", "rest of the home")
    assert {place: before[place] for place in (*files, "object store")} == {
        **dict.fromkeys(files, 1),
        "object store": 1,
    }
    clear(planted)
    after = by_place(residue.scan(needles=canaries(prefix), schema=planted.schema))
    assert after == dict.fromkeys(before, 0)
    assert set(RAW) <= set(after)


def test_deleting_rows_is_not_enough_and_the_scan_says_so(planted: cast.Vault, prefix: str) -> None:
    with tenancy.owner(planted.schema) as raw:
        raw.execute("DELETE FROM cargo")
    found = by_place(residue.scan(needles=canaries(prefix), schema=None))
    assert found["pg_dump"] == 0
    assert found["heap"] == 200
    assert found["index"] == 100
    clear(planted)


def test_what_a_client_calls_its_own_is_found_in_its_vault(
    acme: cast.Vault, cygnus: cast.Vault, now: datetime
) -> None:
    with tenancy.owner(acme.schema) as raw:
        raw.execute("UPDATE company_contact SET phone = '+44 1482 555 0142'")
        raw.execute("CREATE TABLE cargo (note text, kept jsonb)")
        raw.execute(
            "INSERT INTO cargo VALUES ('Propeller shaft for the Grey Heron', %s)",
            ['{"serial": "PS-2231-77", "unit": "pieces"}'],
        )
    wanted = {value.decode() for value in residue.needles_of(acme.schema).values}
    assert {
        "Acme Marine",
        acme.client.label,
        acme.host,
        "+44 1482 555 0142",
        "ada@acme.example",
        "Propeller shaft for the Grey Heron",
        "PS-2231-77",
    } <= wanted
    # Both live at 4 Quay Street, so the street would be found in the other's vault, rightly.
    assert wanted.isdisjoint({"4 Quay Street", "Harbourtown", "0001_initial", "pieces"})


def test_browsers_policies_and_addresses_of_staff_tell_no_client_apart(
    acme: cast.Vault, staff: cast.Staff, now: datetime
) -> None:
    """Else a purge would find the client in the sign-ins of staff, and never end."""
    for seat, person in (
        (tenancy.owner_seat(), staff.dana),
        (tenancy.vault_seat(acme.schema), acme.ada),
    ):
        with tenancy.inside(seat):
            sign_ins.begin(person, address="2001:db8::77", header=FIREFOX, referrer="", now=now)
    values = residue.needles_of(acme.schema).values
    assert [value for value in values if b"Firefox" in value or b"2001" in value] == []
    with acme.inside():
        agreed = acme.ada.consents.get().policy_sha256
    assert agreed.encode() not in values


def test_texts_of_the_release_are_nobodys_and_a_byte_more_is_found(installed: None) -> None:
    (catalogue,) = words.compiled(home().words).rglob("django.mo")
    example = residue.Needles((b"+44 20 7946 0018",))
    before = catalogue.read_bytes()
    assert example.values[0] in before
    assert by_place(residue.scan(needles=example, schema=None))[ELSEWHERE] == 0
    try:
        catalogue.write_bytes(before + b" ")
        assert by_place(residue.scan(needles=example, schema=None))[ELSEWHERE] == 1
    finally:
        catalogue.write_bytes(before)
