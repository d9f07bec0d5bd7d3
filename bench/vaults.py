"""How fast a new vault stands, against replaying the migrations that made its template.

Run: `python -m bench.vaults --rows 20` (rows: how many vaults are made, 200 at most).
"""

import argparse
import time

from bench import measure
from bench.imports import standing_vault


def from_template() -> float:
    """Seconds for one vault with its login role, as a new client gets it."""
    from bailee.foundation import ids  # after django.setup()
    from bailee.foundation.tenancy import vaults

    schema = f"v_{ids.opaque()}"
    began = time.perf_counter()
    vaults.create(schema)
    took = time.perf_counter() - began
    vaults.drop(schema)
    return took


def by_migrations() -> float:
    """Seconds for one schema as Django would make it."""
    from django.core.management import call_command  # after django.setup()

    from bailee.foundation import ids, tenancy
    from bailee.foundation.tenancy import vaults

    schema = f"v_{ids.opaque()}"
    began = time.perf_counter()
    with tenancy.owner() as raw:
        raw.execute(f"CREATE SCHEMA {schema}".encode())
    with tenancy.inside(tenancy.owner_seat(schema)):
        call_command("migrate_schemas", schema_name=schema, verbosity=0, interactive=False)
    took = time.perf_counter() - began
    vaults.drop(schema)
    return took


def main() -> None:
    """Makes vaults both ways in turn and drops them again."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=20, help="how many vaults are made")
    count = min(parser.parse_args().rows, 200)
    with standing_vault() as _:
        from django.db import connection  # after django.setup()

        from bailee.foundation import tenancy

        connection.set_tenant(tenancy.owner_seat())  # type: ignore[attr-defined]  # our backend's
        from_template()  # makes the template
        ours = [from_template() for _ in range(count)]
        limit = [by_migrations() for _ in range(max(1, count // 5))]
    print(f"slowest of {count}: {max(ours):.3f} s; promised: under 0.5 s")
    measure.report(
        bench="vaults",
        rows=count,
        ours=ours,
        limit=limit,
        limit_name="migrations replayed",
        peak=measure.peak_mib(),
    )


if __name__ == "__main__":
    main()
