"""Imports whose job was lost are taken up again; one that fails for ever is ended."""

import io
from datetime import datetime

import pytest
from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.custody import tasks
from bailee.custody.handback import sweeping
from bailee.foundation import storage, tenancy
from bailee.office.clients import registry
from bailee.vault.records import collections, imports, queue, removal, running
from bailee.vault.records.collections import NewField
from bailee.vault.records.models import Collection, Import
from tests.cast import Vault

TASKS = {"checking": "records.check_import", "running": "records.run_import"}


def under_way(vault: Vault, state: str, *, now: datetime) -> Import:
    """An import of Ada's, marked for the worker by a process that was killed before it asked."""
    with vault.inside():
        one = imports.receive(
            source=io.BytesIO(b"Name,Built\nHeron,1998\nTern,2004\n"),
            file_name="fleet.csv",
            by=vault.ada.actor,
            now=now,
        )
        imports.choose(one, columns=imports.columns(one), label="Fleet")
        imports.enqueue(one, state=state)
    return one


def asked(one: Import) -> list[tuple[str, str]]:
    found = ProcrastinateJob.objects.filter(args__import_id=str(one.id))
    return list(found.values_list("task_name", "args__vault"))


@pytest.mark.parametrize("state", TASKS)
def test_import_whose_job_was_lost_is_taken_up_once(acme: Vault, now: datetime, state: str) -> None:
    one = under_way(acme, state, now=now)
    assert asked(one) == []
    tasks.sweep(timestamp=0)
    tasks.sweep(timestamp=0)
    assert asked(one) == [(TASKS[state], acme.schema)]
    with acme.inside():
        (running.check if state == "checking" else running.run)(one.id, now=now)
        one.refresh_from_db()
    assert (one.state, one.accepted) == ("checked" if state == "checking" else "done", 2)
    end_jobs(one, "succeeded")
    tasks.sweep(timestamp=0)
    assert len(asked(one)) == 1


def test_import_at_which_the_worker_gave_up_is_ended_and_can_be_tried_again(
    acme: Vault, now: datetime
) -> None:
    one = under_way(acme, "running", now=now)
    tasks.sweep(timestamp=0)
    end_jobs(one, "failed")
    tasks.sweep(timestamp=0)
    with acme.inside():
        one.refresh_from_db()
        assert (one.state, one.error[:35]) == ("failed", "This import broke off several times")
        queue.run(one, now=now)
        one.refresh_from_db()
    assert (one.state, one.accepted) == ("done", 2)
    assert len(asked(one)) == 1


def test_import_of_a_frozen_vault_waits_until_it_is_thawed(acme: Vault, now: datetime) -> None:
    one = under_way(acme, "running", now=now)
    registry.freeze(acme.client, now=now)
    tasks.sweep(timestamp=0)
    assert asked(one) == []
    registry.thaw(acme.client)
    tasks.sweep(timestamp=0)
    assert len(asked(one)) == 1


def test_second_job_of_a_discarded_import_ends_quietly(acme: Vault, now: datetime) -> None:
    one = under_way(acme, "checking", now=now)
    with acme.inside():
        running.check(one.id, now=now)
        which = one.id
        one.refresh_from_db()
        imports.discard(one)
        running.check(which, now=now)
        assert storage.names(acme.schema) == []


def end_jobs(one: Import, status: str) -> None:
    with tenancy.owner() as raw:
        raw.execute(
            "UPDATE procrastinate_jobs SET status = %s::procrastinate_job_status"
            " WHERE args ->> 'import_id' = %s",
            [status, str(one.id)],
        )


def test_what_was_removed_is_dropped_after_its_days(acme: Vault, now: datetime) -> None:
    by = acme.ada.actor
    with acme.inside():
        new = [NewField("Name", "text")]
        fleet = collections.create(label="Fleet", fields=new, by=by, now=now)
        removal.collection(fleet, by=by, now=now)
    assert sweeping.drop_removed(now=now) == 0
    assert sweeping.drop_removed(now=now + removal.KEPT_FOR) == 1
    with acme.inside():
        assert Collection.everything.count() == 0
