"""Pages used by signed-in people: one statement, written when the page is made."""

import re
import uuid
from datetime import UTC, datetime

from django.db import connection

from bailee.foundation import ids

TOUCHED_AFTER = 60  # seconds between two notes of a sign-in's last use
_PART = re.compile(r"<[^>]*>")
# Not worth a wait for the disk: what a crash takes is the last second of counts.
_RECORD = """
    WITH quick AS (SELECT set_config('synchronous_commit', 'off', true)),
    touched AS (
        UPDATE activity_signin SET last_use_at = %(now)s
         WHERE id = %(sign_in)s AND last_use_at < %(now)s - make_interval(secs => %(after)s)
    )
    INSERT INTO activity_use AS kept
        (id, sign_in_id, day, page, method, address, first_at, last_at, times)
    SELECT %(id)s, signed.id, %(day)s, %(page)s, %(method)s, %(address)s, %(now)s, %(now)s, 1
      FROM quick, activity_signin AS signed WHERE signed.id = %(sign_in)s
    ON CONFLICT (sign_in_id, day, page, method, address)
    DO UPDATE SET times = kept.times + 1, last_at = EXCLUDED.last_at
"""


def record(sign_in: uuid.UUID, *, route: str, method: str, address: str, now: datetime) -> None:
    """Counts one use of the page at `route` (Django's pattern: its values are left out)."""
    with connection.cursor() as cursor:
        cursor.execute(
            _RECORD,
            {
                "id": ids.new(),
                "sign_in": sign_in,
                "day": now.astimezone(UTC).date(),
                "page": page_of(route),
                "method": method[:8],
                "address": address,
                "now": now,
                "after": TOUCHED_AFTER,
            },
        )


def page_of(route: str) -> str:
    """The route as people read it: `/records/…/edit/`."""
    return ("/" + _PART.sub("…", route))[:200]
