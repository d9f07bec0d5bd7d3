"""The list of what tokens were used for: one row for requests alike in one minute, counted.

One statement a request, not waited for on disk (`synchronous_commit`): a crash of the server may
lose the count of its last moments, a request never waits for the list.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from bailee.foundation import ids
from bailee.vault.integrations.models import Token, Use

KEPT = timedelta(days=90)
_NOTE = """
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
    noted AS (
        INSERT INTO integrations_use
            (id, token_id, minute, method, route, collection_id, address, status, count, last_at)
        SELECT %(id)s, %(token)s, date_trunc('minute', %(now)s::timestamptz), %(method)s,
               %(route)s, %(collection)s::uuid, %(address)s, %(status)s, 1, %(now)s FROM quick
        ON CONFLICT ON CONSTRAINT integrations_use_one_a_minute
        DO UPDATE SET count = integrations_use.count + 1, last_at = EXCLUDED.last_at)
    UPDATE integrations_token SET last_used_at = %(now)s WHERE id = %(token)s
       AND (last_used_at IS NULL OR last_used_at < %(now)s::timestamptz - interval '10 seconds')
"""


@dataclass(frozen=True)
class Request:
    """What is worth knowing of a request: never a value, a query or a body."""

    method: str
    route: str
    collection: uuid.UUID | None
    address: str
    status: int


def note(token: Token, request: Request, *, now: datetime) -> None:
    """Counts one use; also in a frozen vault."""
    values: dict[str, Any] = {
        "id": ids.new(),
        "token": token.id,
        "now": now,
        "method": request.method[:8],
        "route": request.route[:200],
        "collection": request.collection,
        "address": request.address[:45],
        "status": request.status,
    }
    with connection.cursor() as cursor:
        cursor.execute(_NOTE, values)


def forget(*, now: datetime) -> int:
    """Removes what is older than `KEPT`; returns the number of rows."""
    removed, _ = Use.objects.filter(minute__lt=now - KEPT).delete()
    return removed
