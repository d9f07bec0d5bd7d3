"""Records told by the value of one field: which of many values are there already."""

import uuid
from collections.abc import Sequence

from django.db import connection
from psycopg import sql

from bailee.vault.records import filters
from bailee.vault.records.models import Collection, Field


def hold(collection: Collection) -> None:
    """Until the transaction ends, others who ask here first wait: no value is added twice."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [collection.table_name]
        )


def find(
    collection: Collection, field: Field, values: Sequence[str]
) -> dict[int, list[tuple[uuid.UUID, int]]]:
    """By place in `values`: the ids and versions of the records with that value.

    The values must be accepted by the field's rules.
    """
    query = sql.SQL(
        "SELECT g.n, t.id, t.version FROM unnest({}::text[]) WITH ORDINALITY AS g (v, n)"
        " JOIN {} AS t ON t.{} = {} ORDER BY g.n, t.id"
    ).format(
        sql.Literal(list(values)),
        sql.Identifier(collection.table_name),
        sql.Identifier(field.column_name),
        field.kind.cast(sql.SQL("g.v")),
    )
    found: dict[int, list[tuple[uuid.UUID, int]]] = {}
    for place, which, version in filters.fetch(query):
        found.setdefault(place - 1, []).append((which, version))
    return found
