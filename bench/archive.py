"""How fast a vault becomes an archive, against PostgreSQL's own `COPY` of its great table.

The limit writes the table's CSV to nowhere with psql. Ours also orders the rows, writes times in
ISO 8601, hashes, compresses, and archives the rest of the vault. Ours and the limit take turns.
Run: `python -m bench.archive --rows 1000000`.
"""

import argparse
import json
import os
import subprocess
import sys
import time
from pathlib import Path

from bench.imports import standing_vault
from bench.measure import peak_mib, report


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--write", metavar="SCHEMA", help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.write:
        _write(given.write)
        return
    ours, limit, peaks = [], [], []
    with standing_vault() as schema:
        _fill(schema, given.rows)
        for run in range(given.runs + 1):
            copied, (written, peak) = _copy(schema), _archive(schema)
            if run:  # the first warms the caches of both
                limit.append(copied)
                ours.append(written)
                peaks.append(peak)
                print(f"copy {copied:.2f} s, archive {written:.2f} s, peak {peak} MiB")
    report(
        bench="archive",
        rows=given.rows,
        ours=ours,
        limit=limit,
        limit_name="psql \\copy of the same table to /dev/null",
        peak=max(peaks),
    )


def _fill(schema: str, count: int) -> None:
    from bailee.foundation import tenancy  # after django.setup()
    from bench import orders

    with tenancy.owner(schema) as raw:
        orders.create(raw)
        orders.fill(raw, count=count)
    with tenancy.owner(schema, autocommit=True) as raw:
        raw.execute("VACUUM ANALYZE orders")


def _copy(schema: str) -> float:
    from bailee.foundation.address import address  # after django.setup()
    from bailee.foundation.home import home
    from bailee.foundation.postgres import Server

    where = address()
    command = f"\\copy (SELECT * FROM {schema}.orders) TO '/dev/null' (FORMAT csv, HEADER)"
    login = ["-h", where.host, "-p", where.port, "-U", where.owner, "-d", where.database]
    start = time.perf_counter()
    subprocess.run([str(Server(home().root).bin("psql")), "-qX", *login, "-c", command], check=True)
    return time.perf_counter() - start


def _archive(schema: str) -> tuple[float, float]:
    """In a process of its own, so that its memory is its own."""
    command = [sys.executable, "-m", "bench.archive", "--write", schema]
    run = subprocess.run(command, check=True, capture_output=True, text=True)
    found = json.loads(run.stdout)
    return found["seconds"], found["peak_mib"]


def _write(schema: str) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bailee.config.settings")
    import django  # settings read the environment

    django.setup()
    from bailee.custody import archive  # after django.setup()

    start = time.perf_counter()
    with Path(os.devnull).open("wb") as target:
        archive.write(target, schema=schema, flavour="client", policy="# Policy\n")
    seconds = time.perf_counter() - start
    print(json.dumps({"seconds": seconds, "peak_mib": peak_mib()}))


if __name__ == "__main__":
    main()
