"""Jobs of records: ids only."""

import uuid
from typing import Any

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from bailee.foundation import clock, tenancy
from bailee.vault.records import announcing, running

type Job = Any  # procrastinate's Task, whose parameters no annotation can carry
_AGAIN = RetryStrategy(max_attempts=3, wait=5)  # the database went away: seconds


@app.task(name="records.check_import", retry=_AGAIN, pass_context=False)
def check_import(*, vault: str, import_id: str) -> None:
    """The dry run of one import."""
    which = uuid.UUID(import_id)
    with tenancy.inside(vault), announcing.in_words_of_starter(which):
        running.check(which, now=clock.now())


@app.task(name="records.run_import", retry=_AGAIN, pass_context=False)
def run_import(*, vault: str, import_id: str) -> None:
    """One import."""
    which = uuid.UUID(import_id)
    with (
        tenancy.inside(vault),
        announcing.in_words_of_starter(which),
        announcing.end_of(which, now=clock.now()),
    ):
        running.run(which, now=clock.now())


@app.task(name="records.undo_import", retry=_AGAIN, pass_context=False)
def undo_import(*, vault: str, import_id: str) -> None:
    """Takes one import back."""
    which = uuid.UUID(import_id)
    with tenancy.inside(vault), announcing.in_words_of_starter(which):
        running.undo(which, now=clock.now())
