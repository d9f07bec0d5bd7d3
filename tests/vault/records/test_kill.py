"""kill -9 of the process that runs an import: nothing, or all of it; and a second run mends."""

import os
import signal
import subprocess
import sys
import time
from datetime import datetime

import pytest
from django.db import connection

from bailee.foundation import storage
from bailee.vault.records import imports, running, undoing
from bailee.vault.records.models import Collection
from tests.cast import Vault
from tests.vault.records.conftest import Send, run

ROWS = 60_000
WORKER = """
import sys, uuid, django
django.setup()
from bailee.foundation import clock, tenancy
from bailee.vault.records import running
print("ready", flush=True)
with tenancy.inside(sys.argv[1]):
    running.run(uuid.UUID(sys.argv[2]), now=clock.now())
print("done", flush=True)
"""


@pytest.mark.parametrize("moment", [0.05, 0.4, 0.8])  # seconds: staging, inserting, near the end
def test_killed_import_leaves_nothing_or_all(
    moment: float, acme: Vault, send: Send, now: datetime
) -> None:
    lines = ["Name,Built,Papers"]
    lines += [f'ship {number},{number},"{{""n"": {number}}}"' for number in range(ROWS)]
    with acme.inside():
        one = send("\n".join(lines).encode())
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state="running")
        worker = subprocess.Popen(
            [sys.executable, "-c", WORKER, acme.schema, str(one.id)],
            stdout=subprocess.PIPE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "bailee.config.settings"},
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(moment)
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        one.refresh_from_db()
        assert (one.state, Collection.objects.count()) in {("running", 0), ("done", 1)}
        running.run(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, one.accepted, one.refused) == ("done", ROWS, 0)
        assert storage.names(acme.schema) == []
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {Collection.objects.get().table_name}")
            assert cursor.fetchone() == (ROWS,)


@pytest.mark.parametrize("moment", [0.05, 0.3])  # seconds: removing, and near the end
def test_killed_undo_leaves_nothing_or_all(
    moment: float, acme: Vault, send: Send, now: datetime
) -> None:
    lines = "Name,Built\n" + "\n".join(f"ship {number},{number}" for number in range(ROWS))
    with acme.inside():
        one = run(send(lines.encode()), now)
        table = Collection.objects.get().table_name
        asked = undoing.asked(undoing.KEEP, collection=False, by=acme.ada.actor)
        program = WORKER.replace("running.run", "running.undo")
        imports.enqueue_undo(one, asked=asked, by=acme.ada.actor, now=now)
        worker = subprocess.Popen(
            [sys.executable, "-c", program, acme.schema, str(one.id)],
            stdout=subprocess.PIPE,
            env={**os.environ, "DJANGO_SETTINGS_MODULE": "bailee.config.settings"},
        )
        assert worker.stdout is not None
        assert worker.stdout.readline() == b"ready\n"
        time.sleep(moment)
        os.kill(worker.pid, signal.SIGKILL)
        worker.communicate()
        one.refresh_from_db()
        assert (one.state, _count(table)) in {("undoing", ROWS), ("undone", 0)}
        running.undo(one.id, now=now)
        one.refresh_from_db()
        assert (one.state, _count(table)) == ("undone", 0)


def _count(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return int(cursor.fetchone()[0])
