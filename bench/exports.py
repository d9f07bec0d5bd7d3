"""How fast a view becomes a file, against PostgreSQL's own `COPY TO` of the same rows.

The limit writes the same columns as CSV to nowhere, over the same kind of connection. Ours also
writes times in ISO 8601 and keeps the view's order. Each export runs in a process of its own, so
that its memory is its own; the JSON is of the faithful CSV, the other formats are printed before.
Run: `python -m bench.exports --rows 1000000`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from typing import Any

from bench.imports import standing_vault
from bench.measure import peak_mib, report


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=3)
    options.add_argument("--export", nargs=2, metavar=("SCHEMA", "FORMAT"), help=argparse.SUPPRESS)
    asked = options.parse_args()
    if asked.export:
        _export(*asked.export)
        return
    ours, limit, peaks = [], [], []
    with standing_vault() as schema:
        collection = _orders(schema, asked.rows)
        for number in range(asked.runs + 1):
            copied, found = _copy(schema, collection), _apart(schema, "csv")
            if number:  # the first warms the caches of both
                limit.append(copied)
                ours.append(found["seconds"])
                peaks.append(found["peak_mib"])
                print(f"COPY TO {copied:.2f} s, ours {_words(found)}")
        for other in ("safe", "jsonl", "xlsx"):
            if other != "xlsx" or asked.rows <= 1_048_575:
                print(f"{other}: {_words(_apart(schema, other))}")
    report(
        bench="exports",
        rows=asked.rows,
        ours=ours,
        limit=limit,
        limit_name="COPY TO of the same columns as CSV",
        peak=max(peaks),
    )


def _orders(schema: str, count: int) -> Any:
    from bailee.foundation import clock, tenancy  # after django.setup()
    from bailee.foundation.actors import SYSTEM
    from bailee.vault.records import collections
    from bailee.vault.records.collections import NewField
    from bench import orders

    kinds = ("integer", "text", "text", "decimal", "text", "datetime", "text", "json")
    fields = [NewField(name, kind) for name, kind in zip(orders.COLUMNS, kinds, strict=True)]
    made = collections.create(label="Orders", fields=fields, by=SYSTEM, now=clock.now())
    names = tuple(field.column_name for field in made.fields.all())
    with tenancy.owner(schema) as raw:
        raw.execute(
            f"ALTER TABLE {made.table_name} ALTER created_at SET DEFAULT now(),"
            " ALTER changed_at SET DEFAULT now()"
        )
        orders.fill(raw, count=count, table=made.table_name, columns=names)
    with tenancy.owner(schema, autocommit=True) as raw:
        raw.execute(f"VACUUM ANALYZE {made.table_name}")
    return made


def _copy(schema: str, collection: Any) -> float:
    from bailee.foundation import tenancy  # after django.setup()

    names = ", ".join(field.column_name for field in collection.fields.all())
    query = f"COPY (SELECT {names} FROM {collection.table_name}) TO STDOUT (FORMAT csv, HEADER)"
    with tenancy.owner(schema) as raw:
        began = time.perf_counter()
        with raw.cursor().copy(query) as copied:
            for _ in copied:
                pass
        return time.perf_counter() - began


def _apart(schema: str, form: str) -> dict[str, float]:
    command = [sys.executable, "-m", "bench.exports", "--export", schema, form]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found: dict[str, float] = json.loads(run.stdout)
    return found


def _export(schema: str, form: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
    import django  # settings read the environment

    django.setup()
    from bailee.foundation import tenancy  # after django.setup()
    from bailee.vault.records import exports
    from bailee.vault.records.listing import Query
    from bailee.vault.records.models import Collection

    with tenancy.inside(schema):
        collection = Collection.objects.get()
        began = time.perf_counter()
        content = exports.stream(collection, Query(), format=form, time_zone="UTC")
        size = sum(map(len, content))
        seconds = time.perf_counter() - began
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib(), "mb": size / 1e6}))


def _words(found: dict[str, float]) -> str:
    return f"{found['seconds']:.2f} s, {found['mb']:.0f} MB, peak {found['peak_mib']} MiB"


if __name__ == "__main__":
    main()
