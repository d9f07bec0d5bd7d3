"""`bailee worker`: does the jobs, logged in as the owner."""

import argparse
import os

from bailee.cli import ground
from bailee.foundation import logs
from bailee.foundation.address import address

CONCURRENCY = 2
POLLING = 1.0  # seconds: the net below LISTEN/NOTIFY
STOP = 20.0  # seconds for jobs under way to end; afterwards they are taken up again
LOGIN = 5.0  # seconds to wait for the database, which may be gone for good at the end


def arguments(parser: argparse.ArgumentParser) -> None:
    del parser  # everything comes from the environment


def run(given: argparse.Namespace) -> int:
    del given
    ground.ready_home()
    if not address().embedded:
        ground.check_server(address())
    logs.configure("worker")
    os.environ["BAILEE_PROCESS"] = "worker"
    import django  # settings are read here: only now is the environment complete

    django.setup()
    from procrastinate import PsycopgConnector
    from procrastinate.contrib.django import app

    from bailee.foundation.tenancy.backend.base import login_parameters
    from bailee.foundation.tenancy.seats import owner_seat

    reach = address().parameters() | login_parameters(owner_seat())
    connector = PsycopgConnector(kwargs=reach, max_size=CONCURRENCY + 2, timeout=LOGIN)
    app.with_connector(connector).run_worker(
        concurrency=CONCURRENCY,
        listen_notify=True,
        fetch_job_polling_interval=POLLING,
        abort_job_polling_interval=POLLING,
        shutdown_graceful_timeout=STOP,
        delete_jobs="successful",
    )
    return 0
