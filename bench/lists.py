"""How fast a page of a list comes, against the barest query that could give it.

The limit is a keyset query of 50 rows, written by hand, on a psycopg connection of the same
login. Ours reads the registry, checks what was asked, composes, and says the total.
Run: `python -m bench.lists --rows 1000000`.
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django.core.management import call_command
from django.urls import set_urlconf

from bench import measure
from bench.imports import import_whole, receive, standing_vault, write_orders


def timed(work: Callable[[], Any], runs: int) -> list[float]:
    """Seconds of each run in rising order, after one call that warms up."""
    work()
    taken = []
    for _ in range(runs):
        began = time.perf_counter()
        work()
        taken.append(time.perf_counter() - began)
    return sorted(taken)


def show(name: str, taken: list[float]) -> None:
    """Prints the median and the 95th percentile."""
    p50, p95 = statistics.median(taken) * 1000, taken[int(len(taken) * 0.95)] * 1000
    print(f"{name:28} p50 {p50:8.2f} ms   p95 {p95:8.2f} ms")


def cases(collection: Any) -> dict[str, Any]:
    """What is listed: the name of each case and its query."""
    from bailee.vault.records.listing import Filter, Query, page  # after django.setup()

    ids = {field.label: str(field.id) for field in collection.fields.all()}
    day = Filter(ids["created_at"], "between", "2022-03-01T00:00:00Z", "2022-03-02T00:00:00Z")
    deep = Query(Filter(ids["created_at"], "min", DEEP), sorts=(ids["created_at"],))
    token = page(collection, deep).next
    return {
        "first page": Query(),
        "deep page": Query(sorts=(ids["created_at"],), after=token),
        "filter with index": Query(day),
        "filter without index": Query(Filter(ids["status"], "is", "returned")),
        "rare filter without index": Query(Filter(ids["notes"], "contains", "c4ca42")),
        "sort with index": Query(sorts=(f"-{ids['customer']}",)),
        "sort without index": Query(sorts=(f"-{ids['amount']}",)),
        "several sorts without index": Query(
            sorts=(ids["status"], f"-{ids['amount']}", ids["email"])
        ),
        "search without index": Query(search="c4ca42"),
        "common search without index": Query(search="gate"),
    }


def addresses(collection: Any) -> dict[str, str]:
    """The same lists as a person asks for them."""
    from bailee.web.portal.grid_address import State  # after django.setup()

    return {name: State(query).address() for name, query in cases(collection).items()}


def visit(schema: str, address: str) -> Callable[[], Any]:
    """Renders the portal's page whole, without the network and the middleware before it."""
    from django.test import RequestFactory  # beside its only use

    from bailee.people.models import User
    from bailee.people.roles import Role
    from bailee.vault.records.models import Collection
    from bailee.web.portal import grid

    person, _ = User.objects.get_or_create(
        email="ada@acme.example",
        defaults={"name": "Ada", "role": Role.OWNER, "created_at": "2026-01-01T00:00:00Z"},
    )
    client = SimpleNamespace(name="Acme Marine", frozen=False, schema_name=schema)
    collection = Collection.objects.get()

    def asked() -> Any:
        request: Any = RequestFactory().get(f"/records/{collection.id}/{address}")
        vars(request).update(user=person, client=client, face="portal", htmx=None)
        request.urlconf = "bailee.web.portal.urls"
        set_urlconf(request.urlconf)
        answer = grid.show(request, collection_id=collection.id)
        assert answer.status_code == 200
        return answer

    return asked


DEEP = "2024-11-01T00:00:00Z"  # 97 % of the rows lie before


def bare(schema: str, collection: Any, runs: int) -> list[float]:
    """The bare keyset query."""
    import psycopg  # beside its only use
    from psycopg import sql

    from bailee.foundation import tenancy
    from bailee.foundation.address import address
    from bailee.foundation.tenancy.backend.base import login_parameters

    names = [sql.Identifier(field.column_name) for field in collection.fields.all()]
    query = sql.SQL("SELECT id, {} FROM {} WHERE id > %s ORDER BY id LIMIT 50").format(
        sql.SQL(", ").join(names), sql.Identifier(collection.table_name)
    )
    with psycopg.connect(
        host=address().host,
        port=address().port,
        dbname=address().database,
        autocommit=True,
        **login_parameters(tenancy.vault_seat(schema)),
    ) as raw:
        start = "00000000-0000-7000-8000-000000000000"
        return timed(lambda: raw.execute(query, [start]).fetchall(), runs)


def main() -> None:
    """Prints the figures; the last line is JSON."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rows", type=int, default=1_000_000)
    options.add_argument("--runs", type=int, default=100)
    asked = options.parse_args()
    with standing_vault() as schema:
        from bailee.vault.records import groups, listing, search  # after django.setup()

        call_command("collectstatic", interactive=False, verbosity=0)
        path = Path(os.environ["BAILEE_HOME"]) / "orders.csv"
        write_orders(schema, path, asked.rows)
        collection = import_whole(receive(path, "Orders"))
        limit = bare(schema, collection, asked.runs)
        show("bare keyset query", limit)
        pages = {}
        for name, query in cases(collection).items():
            few = max(asked.runs // 10, 5)
            pages[name] = timed(
                partial(listing.page, collection, query), few if "without" in name else asked.runs
            )
            show(name, pages[name])
        ids = {field.label: str(field.id) for field in collection.fields.all()}
        counting = partial(groups.of, collection, listing.Query(), ids["status"])
        show("group without index", timed(counting, 5))
        for name, address in addresses(collection).items():
            few = max(asked.runs // 10, 5)
            show(f"page: {name}", timed(visit(schema, address), few))
        if search.offered():
            search.index(collection, searched=True)
            for words in ("c4ca42", "gate", "lindqvist freight"):
                found = partial(listing.page, collection, listing.Query(search=words))
                show(f"search “{words}”, indexed", timed(found, asked.runs))
    measure.report(
        bench="lists",
        rows=asked.rows,
        ours=pages["first page"],
        limit=limit,
        limit_name="a bare psycopg keyset query of 50 rows, against the first page",
        peak=measure.peak_mib(),
    )


if __name__ == "__main__":
    main()
