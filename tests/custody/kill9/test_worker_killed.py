"""The worker is killed with -9 in the midst of a purge; the next worker takes the job up again."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

import pytest

from bailee.custody import handback
from bailee.custody.purge import work
from bailee.foundation import tenancy
from tests.cast import Staff
from tests.custody import leaving

PATIENCE = 150  # seconds: jobs of the dead are looked for every minute


@contextmanager
def worker(fault: str = "") -> Iterator[subprocess.Popen[bytes]]:
    """`bailee worker` on the tests' installation."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bailee.cli", "worker"],
        env={**os.environ, "BAILEE_FAULT": fault},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process
    finally:
        process.terminate()
        process.wait(30)


def end_other_jobs(vault: str) -> None:
    """Other tests leave jobs about vaults that are gone: this test is about one vault."""
    with tenancy.owner() as raw:
        raw.execute(
            "DELETE FROM procrastinate_jobs WHERE args ->> 'vault' IS DISTINCT FROM %s"
            " AND id NOT IN (SELECT job_id FROM procrastinate_periodic_defers"
            " WHERE job_id IS NOT NULL)",
            [vault],
        )


@pytest.mark.timeout(300)
def test_next_worker_takes_up_the_purge_of_a_killed_one(staff: Staff, now: datetime) -> None:
    company = leaving.open_company(staff, now=now)
    given = leaving.approved(company, staff, now=now)
    handback.purge(given, by=staff.dana.actor, now=now)
    end_other_jobs(given.vault)
    with worker(fault="after:vault") as killed:
        assert killed.wait(60) == -9
    assert not given.purge_steps.filter(name="vault").exists()
    # As if half a minute had passed: so long a worker may be silent before it is called dead.
    with tenancy.owner() as raw:
        raw.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    with worker():
        end = time.monotonic() + PATIENCE
        while not work.is_done(given) and time.monotonic() < end:
            time.sleep(0.5)
    assert work.is_done(given)
    names = list(given.purge_steps.values_list("name", flat=True))
    assert names == [name for name, _ in work.STEPS]
    assert leaving.files_with(leaving.mark_of(company)) == []
