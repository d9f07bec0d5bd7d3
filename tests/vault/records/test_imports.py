"""The stages of an import, and what it leaves behind."""

from datetime import datetime

import pytest
from django.db import connection

from bailee.foundation import storage, tenancy
from bailee.foundation.tenancy import vaults
from bailee.vault.records import imports, running
from bailee.vault.records.imports import ImportRefusedError
from bailee.vault.records.intake.dialect import Dialect
from bailee.vault.records.intake.propose import Column
from bailee.vault.records.models import Collection, Import
from tests.cast import Vault
from tests.vault.records.conftest import Send, as_text, run

FLEET = b"""Name,Built,Length,Berth,Registered,Papers
"Heron",1998,24.50,007,2001-05-04,"{""flag"": ""GB""}"
"Tern",2004,31,012,,
"""
NOT_WHOLE = "not a whole number (digits only, no leading zero)"
LATE = b"Name,Built\nHeron,1998\nTern,soon\n"
LATE_COLUMNS = [Column("Name", "Name"), Column("Built", "Built", "integer")]


def test_import_keeps_every_value_of_its_file(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(FLEET), now)
        assert (one.state, one.accepted, one.refused, one.progress) == ("done", 2, 0, 100)
        assert one.collection is not None
        types = [field.type for field in one.collection.fields.all()]
        assert types == ["text", "integer", "decimal", "text", "date", "json"]
        assert as_text(one.collection) == [
            ("Heron", "1998", "24.50", "007", "2001-05-04", '{"flag": "GB"}'),
            ("Tern", "2004", "31", "012", None, None),
        ]
        assert storage.names(acme.schema) == []


def test_import_refuses_rows_with_reason_and_takes_them_mended(
    acme: Vault, send: Send, now: datetime
) -> None:
    content = b"Name,Built\nHeron,1998\nTern,soon\nGull\nAuk,2001,extra\n"
    with acme.inside():
        one = run(send(content), now, LATE_COLUMNS)
        assert (one.state, one.accepted, one.refused) == ("done", 1, 3)
        assert b"".join(imports.error_file(one)).decode() == (
            '"Row in the file","Why it was refused","Name","Built","Cells beyond the header"\n'
            f'3,"Built: {NOT_WHOLE}",Tern,soon,\n'
            "4,has 1 cells where 2 are expected,Gull,,\n"
            '5,has 3 cells where 2 are expected,Auk,2001,"""extra"""\n'
        )
        mended = b'"Row in the file","Why it was refused","Name","Built"\n3,x,Tern,2003\n'
        again = send(mended, into=one.collection)
        assert [column.skipped for column in imports.columns(again)] == [True, True, False, False]
        run(again, now)
        assert as_text(one.collection) == [("Heron", "1998"), ("Tern", "2003")]


def test_import_all_or_nothing_leaves_nothing(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(LATE), now, LATE_COLUMNS, all_or_nothing=True)
        assert (one.state, one.accepted, one.refused) == ("refused", 0, 1)
        assert Collection.objects.count() == 0
        assert b"".join(imports.error_file(one)).count(b"\n") == 2
        assert tables_of(acme) == 0


def tables_of(vault: Vault) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relnamespace = %s::regnamespace"
            " AND relname LIKE 'c\\_%%' AND relkind = 'r'",
            [vault.schema],
        )
        count: int = cursor.fetchone()[0]
        return count


def test_check_counts_and_changes_nothing(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(LATE)
        imports.choose(one, columns=LATE_COLUMNS, label="Fleet")
        imports.enqueue(one, state="checking")
        running.check(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, one.accepted, one.refused) == ("checked", 1, 1)
        fault = {"row": 3, "label": "Built", "value": "soon", "reason": NOT_WHOLE}
        assert one.faults == [fault]
        assert (Collection.objects.count(), tables_of(acme)) == (0, 0)


def test_run_twice_imports_once(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(FLEET), now)
        running.run(one.id, now=now)
        assert len(as_text(one.collection)) == 2


def test_import_into_a_collection_obeys_its_fields(
    acme: Vault, send: Send, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        content = b"state,NAME,built\nafloat,Heron,1998\nsunk,Tern,\nlaid up,,2004\n"
        one = run(send(content, into=fleet), now)
        assert (one.accepted, one.refused) == (1, 2)
        assert [(fault["row"], fault["reason"]) for fault in one.faults] == [
            (3, "not one of the choices of this field"),
            (4, "is required, but empty"),
        ]
        assert as_text(fleet) == [("Heron", "1998", None, "afloat", None)]


def test_import_without_a_required_column_is_refused(
    acme: Vault, send: Send, fleet: Collection
) -> None:
    with acme.inside():
        one = send(b"Built\n1998\n", into=fleet)
        with pytest.raises(
            ImportRefusedError, match="“Name” is required, but no column goes to it"
        ):
            imports.choose(one, columns=imports.columns(one))


def test_choice_takes_every_value_of_the_file(acme: Vault, send: Send, now: datetime) -> None:
    states = ["afloat", "laid up", "sold"] * 40 + ["scrapped"]
    with acme.inside():
        one = send("\n".join(["State", *states]).encode())
        assert [column.type for column in imports.columns(one)] == ["choice"]
        run(one, now)
        assert one.refused == 0
        assert one.collection is not None
        assert one.collection.fields.get().choices == ["afloat", "laid up", "scrapped", "sold"]


def test_choice_of_too_many_values_fails_with_a_way_out(
    acme: Vault, send: Send, now: datetime
) -> None:
    with acme.inside():
        one = send(b"Name\n" + b"\n".join(b"ship %d" % number for number in range(200)))
        one = run(one, now, [Column("Name", "Name", "choice")])
        assert one.state == "failed"
        assert one.error == (
            "“Name” has more than 100 different values: too many for a choice. Take “Text” instead."
        )
        run(one, now, [Column("Name", "Name", "text")])
        assert (one.state, one.accepted) == ("done", 200)


def test_label_taken_meanwhile_fails_and_can_be_mended(
    acme: Vault, send: Send, fleet: Collection, now: datetime
) -> None:
    with acme.inside():
        one = run(send(FLEET, name="fleet.csv"), now)
        assert (one.state, one.error) == (
            "failed",
            "There is a collection named “fleet” already.",
        )
        one.label = "Second fleet"
        assert run(one, now).state == "done"


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf", b"\x00\x00"])
def test_file_without_rows_is_refused_and_forgotten(
    acme: Vault, send: Send, content: bytes
) -> None:
    with acme.inside():
        with pytest.raises(ImportRefusedError, match="The file holds no rows"):
            send(content)
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


def test_file_with_too_many_columns_is_refused(acme: Vault, send: Send) -> None:
    with acme.inside(), pytest.raises(ImportRefusedError, match="501 columns"):
        send(",".join(f"c{number}" for number in range(501)).encode() + b"\n")


@pytest.mark.timeout(20)
@pytest.mark.parametrize("row", [b"," * 300_000, b",".join([b"same"] * 100_000)])
def test_width_is_looked_at_before_a_hundred_thousand_names_are_compared(
    acme: Vault, send: Send, row: bytes
) -> None:
    with acme.inside(), pytest.raises(ImportRefusedError, match="columns; a collection takes 500"):
        send(row + b"\n1\n")


def test_name_of_a_file_is_kept_without_what_nothing_can_hold(acme: Vault, send: Send) -> None:
    with acme.inside():
        assert send(FLEET, name="my\x00 fl\ud800eet\r\n.csv").file_name == "my fleet.csv"


def test_reread_takes_the_first_row_as_data(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = send(b"Heron;Tern\nGull;Auk\n")
        imports.reread(one, Dialect(delimiter=";", header=False))
        assert [column.label for column in imports.columns(one)] == ["Column 1", "Column 2"]
        run(one, now)
        assert as_text(one.collection) == [("Heron", "Tern"), ("Gull", "Auk")]


def test_running_import_cannot_be_changed(acme: Vault, send: Send) -> None:
    with acme.inside():
        one = send(FLEET)
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state="running")
        with pytest.raises(ImportRefusedError, match="cannot be changed now: Being imported"):
            imports.choose(one, columns=imports.columns(one), label="Other")


def test_discarded_import_leaves_no_object(acme: Vault, send: Send, now: datetime) -> None:
    with acme.inside():
        one = run(send(LATE), now, LATE_COLUMNS, all_or_nothing=True)
        assert len(storage.names(acme.schema)) == 2
        imports.discard(one)
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


@pytest.mark.parametrize("state", ["checking", "running"])
def test_import_under_way_is_not_discarded(
    acme: Vault, send: Send, now: datetime, state: str
) -> None:
    """Else the worker would write an error file that no row names."""
    with acme.inside():
        one = send(LATE)
        imports.choose(one, columns=LATE_COLUMNS, label="Fleet")
        seen_before = Import.objects.get(id=one.id)
        imports.enqueue(one, state=state)
        with pytest.raises(ImportRefusedError, match="This import is under way"):
            imports.discard(seen_before)
        assert storage.names(acme.schema) == [one.source_object]
        (running.run if state == "running" else running.check)(one.id, now=now)
        one.refresh_from_db()
        imports.discard(one)
        assert (Import.objects.count(), storage.names(acme.schema)) == (0, [])


def test_discarding_from_a_frozen_vault_keeps_row_and_objects(acme: Vault, send: Send) -> None:
    with acme.inside():
        one = send(FLEET)
    vaults.freeze(acme.schema)
    with acme.inside():
        with pytest.raises(tenancy.FrozenError):
            imports.discard(one)
        assert Import.objects.count() == 1
        assert storage.names(acme.schema) == [one.source_object]
