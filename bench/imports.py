"""How fast a CSV file becomes a collection, against PostgreSQL's own `COPY FROM`.

The limit copies the same file into a table of the same columns with the same indexes. Ours also
decrypts the file, checks every cell, makes the collection and gathers statistics.
Run: `python -m bench.imports --rows 1000000`.
"""

import argparse
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench import measure, orders

INDEXED = ("created_at", "customer")


@contextmanager
def standing_vault() -> Iterator[str]:
    """An installation of its own with one empty vault; gives the vault's schema."""
    root = Path(tempfile.mkdtemp(prefix="bailee-bench-"))
    root.chmod(0o711)
    os.environ["BAILEE_HOME"] = str(root)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
    os.environ.pop("DATABASE_URL", None)
    import django  # settings read the environment set above

    django.setup()
    from bailee.custody import installation  # models need django.setup()
    from bailee.foundation import clock, ids, keys, tenancy
    from bailee.foundation.postgres import Server
    from bailee.foundation.tenancy import vaults

    server = Server(root)
    server.start()
    try:
        installation.install(now=clock.now())
        schema = f"v_{ids.opaque()}"
        keys.create(schema)
        vaults.create(schema)
        with tenancy.inside(schema):
            yield schema
        tenancy.shut_all()
    finally:
        server.stop()
        shutil.rmtree(root, ignore_errors=True)


def write_orders(schema: str, path: Path, count: int) -> None:
    """The orders as a CSV file, every cell quoted."""
    from bailee.foundation import tenancy  # after django.setup()

    with tenancy.owner(schema) as raw:
        orders.create(raw)
        orders.fill(raw, count=count)
        copy = "COPY orders TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)"
        with path.open("wb") as file, raw.cursor().copy(copy) as chunks:
            for chunk in chunks:
                file.write(chunk)
        raw.rollback()


def receive(path: Path, label: str) -> Any:
    """The file received, its columns chosen as proposed, with two indexes."""
    from bailee.foundation import clock  # after django.setup()
    from bailee.foundation.actors import SYSTEM
    from bailee.vault.records import imports

    with path.open("rb") as source:
        one = imports.receive(source=source, file_name=path.name, by=SYSTEM, now=clock.now())
    columns = [replace(column, indexed=column.header in INDEXED) for column in imports.columns(one)]
    imports.choose(one, columns=columns, label=label)
    return one


def import_whole(one: Any) -> Any:
    """Runs the import and returns its collection."""
    from bailee.foundation import clock  # after django.setup()
    from bailee.vault.records import imports, running

    imports.enqueue(one, state="running")
    running.run(one.id, now=clock.now())
    one.refresh_from_db()
    assert one.state == "done", one.error
    assert one.refused == 0
    return one.collection


def copy_plain(schema: str, path: Path, collection: Any) -> float:
    """Seconds for `COPY FROM` into a table shaped and indexed like the collection's."""
    from psycopg import sql  # beside its only use

    from bailee.foundation import tenancy
    from bailee.vault.records import tables

    fields = list(collection.fields.all())
    with tenancy.owner(schema) as raw:
        shapes = [tables.Shape(f.column_name, f.type, f.required) for f in fields]
        tables.make(raw, schema, "c_plain", shapes)
        raw.execute(
            "ALTER TABLE c_plain ALTER created_at SET DEFAULT now(),"
            " ALTER changed_at SET DEFAULT now()"
        )
        for field in fields:
            if field.indexed:
                tables.index(raw, "c_plain", field.column_name)
        raw.commit()
        names = sql.SQL(", ").join(sql.Identifier(field.column_name) for field in fields)
        query = sql.SQL("COPY c_plain ({}) FROM STDIN (FORMAT csv, HEADER)").format(names)
        began = time.perf_counter()
        with path.open("rb") as file, raw.cursor().copy(query) as copy:
            while chunk := file.read(256 * 1024):
                copy.write(chunk)
        raw.commit()
        took = time.perf_counter() - began
        raw.execute("DROP TABLE c_plain")
    return took


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    asked = options.parse_args()
    with standing_vault() as schema:
        from bailee.vault.records import collections  # after django.setup()

        path = Path(os.environ["BAILEE_HOME"]) / "orders.csv"
        write_orders(schema, path, asked.rows)
        ours, plain = [], []
        for number in range(asked.runs):
            began = time.perf_counter()
            one = receive(path, f"Orders {number}")
            received = time.perf_counter()
            collection = import_whole(one)
            ours.append(time.perf_counter() - received)
            plain.append(copy_plain(schema, path, collection))
            collections.delete(collection)
            print(
                f"receive {received - began:.2f} s, import {ours[-1]:.2f} s,"
                f" COPY FROM {plain[-1]:.2f} s, ratio {plain[-1] / ours[-1]:.2f}"
            )
    measure.report(
        bench="imports",
        rows=asked.rows,
        ours=ours,
        limit=plain,
        limit_name="COPY FROM of the same file into the same columns and indexes",
        peak=measure.peak_mib(),
    )


if __name__ == "__main__":
    main()
