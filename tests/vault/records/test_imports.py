"""A CSV file becomes a collection, exactly or not at all."""

import io
import uuid
from datetime import datetime

from django.db import connection

from bailee.foundation import storage
from bailee.vault.records import imports, listing, running
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Collection, Import
from tests.cast import Vault


def receive(acme: Vault, content: bytes, now: datetime, name: str = "ships.csv") -> Import:
    return imports.receive(source=io.BytesIO(content), file_name=name, by=acme.ada.actor, now=now)


def run(one: Import, now: datetime, columns: list[Column] | None = None, **choice: bool) -> Import:
    imports.choose(one, columns=columns or imports.columns(one), label=one.label, **choice)
    imports.enqueue(one, state="running")
    running.run(one.id, now=now)
    one.refresh_from_db()
    return one


def rows(collection: Collection) -> list[list[object]]:
    return [row.values for row in listing.page(collection, listing.Query()).rows]


FLEET = b"""Name,Built,Length,Berth,Registered,Papers
"Heron",1998,24.50,007,2001-05-04,"{""flag"": ""GB""}"
"Tern",2004,31,012,,
"""


def test_import_keeps_every_value_of_its_file(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = run(receive(acme, FLEET, now), now)
        assert (one.state, one.accepted, one.refused) == ("done", 2, 0)
        assert one.collection is not None
        assert [field.type for field in one.collection.fields.all()] == [
            "text",
            "integer",
            "decimal",
            "text",
            "date",
            "json",
        ]
        with connection.cursor() as cursor:
            columns = ", ".join(f"{f.column_name}::text" for f in one.collection.fields.all())
            cursor.execute(f"SELECT {columns} FROM {one.collection.table_name} ORDER BY id")
            assert cursor.fetchall() == [
                ("Heron", "1998", "24.50", "007", "2001-05-04", '{"flag": "GB"}'),
                ("Tern", "2004", "31", "012", None, None),
            ]
        assert storage.names(acme.schema) == []


def test_import_refuses_rows_with_reason_and_takes_them_mended(acme: Vault, now: datetime) -> None:
    content = b"Name,Built\nHeron,1998\nTern,soon\nGull\nAuk,2001,extra\n"
    with acme.inside():
        one = receive(acme, content, now)
        columns = imports.columns(one)
        columns[1] = Column("Built", "Built", "integer")
        one = run(one, now, columns)
        assert (one.state, one.accepted, one.refused) == ("done", 1, 3)
        assert b"".join(imports.error_file(one)).decode() == (
            '"Row in the file","Why it was refused","Name","Built","Cells beyond the header"\n'
            '3,"Built: not a whole number (digits only, no leading zero)",Tern,soon,\n'
            "4,has 1 cells where 2 are expected,Gull,,\n"
            '5,has 3 cells where 2 are expected,Auk,2001,"""extra"""\n'
        )
        mended = b'"Row in the file","Why it was refused","Name","Built"\n3,x,Tern,2003\n'
        again = imports.receive(
            source=io.BytesIO(mended),
            file_name="mended.csv",
            by=acme.ada.actor,
            now=now,
            collection=one.collection,
        )
        assert [column.skipped for column in imports.columns(again)] == [True, True, False, False]
        again = run(again, now)
        assert one.collection is not None
        assert rows(one.collection) == [["Heron", 1998], ["Tern", 2003]]


def test_import_all_or_nothing_leaves_nothing(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = receive(acme, b"Name,Built\nHeron,1998\nTern,soon\n", now)
        columns = [Column("Name", "Name"), Column("Built", "Built", "integer")]
        one = run(one, now, columns, all_or_nothing=True)
        assert (one.state, one.accepted, one.refused) == ("refused", 0, 1)
        assert Collection.objects.count() == 0
        assert b"".join(imports.error_file(one)).count(b"\n") == 2
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM pg_class WHERE relnamespace = %s::regnamespace"
                " AND relname LIKE 'c\\_%%'",
                [acme.schema],
            )
            assert cursor.fetchone() == (0,)


def test_check_counts_and_changes_nothing(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = receive(acme, b"Name,Built\nHeron,1998\nTern,soon\n", now)
        imports.choose(
            one,
            columns=[Column("Name", "Name"), Column("Built", "Built", "integer")],
            label="Fleet",
        )
        imports.enqueue(one, state="checking")
        running.check(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, one.accepted, one.refused) == ("checked", 1, 1)
        assert one.faults == [
            {
                "row": 3,
                "label": "Built",
                "value": "soon",
                "reason": "not a whole number (digits only, no leading zero)",
            }
        ]
        assert Collection.objects.count() == 0


def test_run_twice_imports_once(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = run(receive(acme, FLEET, now), now)
        running.run(one.id, now=now)
        assert one.collection is not None
        assert len(rows(one.collection)) == 2


def test_no_value_and_empty_text_stay_different(acme: Vault, now: datetime) -> None:
    with acme.inside():
        one = run(receive(acme, b'Name,Note\nHeron,\nTern,""\n', now), now)
        assert one.collection is not None
        assert rows(one.collection) == [["Heron", None], ["Tern", ""]]


def test_unknown_import_is_not_found(acme: Vault) -> None:
    with acme.inside():
        assert Import.objects.filter(id=uuid.uuid4()).count() == 0
