"""The registry of clients: one label, one client, also when two people open one at once."""

import threading
import time
import uuid
from datetime import datetime

from django.db import connection

from bailee.foundation import ids, tenancy
from bailee.office.clients import registry
from tests.cast import DOMAIN, Staff


def test_slower_of_two_with_the_same_label_is_told(staff: Staff, now: datetime) -> None:
    label, said = f"tidewater-{ids.opaque(8)}", []

    def register() -> None:
        with tenancy.inside(tenancy.owner_seat()):
            try:
                registry.register(
                    name="Tidewater",
                    label=label,
                    schema=f"v_{ids.opaque()}",
                    domain=DOMAIN,
                    by=staff.dana.actor,
                    now=now,
                )
            except registry.LabelError as error:
                said.append(str(error))
        connection.close()

    slower = threading.Thread(target=register)
    with tenancy.owner() as faster:
        faster.execute(
            "INSERT INTO clients_client (id, schema_name, name, label, opened_at, by_kind)"
            " VALUES (%s, %s, 'Tidewater', %s, %s, 'system')",
            [uuid.uuid4(), f"v_{ids.opaque()}", label, now],
        )
        slower.start()
        _wait_until_blocked()
    slower.join(10)
    with tenancy.owner() as raw:
        raw.execute("DELETE FROM clients_client WHERE label = %s", [label])
    assert said == [f"“{label}” belongs to another client. Choose another name."]


def _wait_until_blocked() -> None:
    """Until somebody waits for the other's transaction; at most ten seconds."""
    for _ in range(100):
        with tenancy.owner() as raw:
            waiting = raw.execute("SELECT count(*) FROM pg_locks WHERE NOT granted").fetchone()
        if waiting and waiting[0]:
            return
        time.sleep(0.1)
    raise AssertionError("nobody waited")
