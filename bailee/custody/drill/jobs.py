"""The drill does its own jobs, in this process and at once: no worker can send its mail."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.conf import settings
from procrastinate.contrib.django import app
from procrastinate.testing import InMemoryConnector

from bailee.foundation import ids, tenancy
from bailee.foundation.actors import Actor
from bailee.people import users
from bailee.people.models import User
from bailee.people.roles import Role


class _Memory(InMemoryConnector):
    """Defers without an event loop, for there may be one already in this thread."""

    def execute_query_all(self, query: str, **arguments: Any) -> list[dict[str, Any]]:
        asked = self.execute_query_all_async(query, **arguments)
        try:
            asked.send(None)
        except StopIteration as end:
            answer: list[dict[str, Any]] = end.value
            return answer
        raise RuntimeError("a query in memory has nothing to wait for")


@contextmanager
def our_own() -> Iterator[Callable[[], None]]:
    """Within, jobs are kept in memory and mail goes to the folder. Gives what does the jobs."""
    waiting = _Memory()

    def work() -> None:
        while todo := [job for job in waiting.jobs.values() if job["status"] == "todo"]:
            for job in todo:
                job["status"] = "succeeded"  # before, not after: one that fails ends the drill
                app.tasks[job["task_name"]](**job["args"])

    before, settings.SMTP_URL = settings.SMTP_URL, ""
    try:
        with app.replace_connector(waiting):
            yield work
    finally:
        settings.SMTP_URL = before


@contextmanager
def two_staff(*, now: datetime) -> Iterator[tuple[Actor, Actor]]:
    """Two members of staff for the drill's two approvals; nobody can sign in as them.

    They are the same in every drill, and inactive in between, so that the account of an earlier
    drill keeps saying who approved.
    """
    with tenancy.inside(tenancy.owner_seat()):
        people = [_staff(name, now=now) for name in ("one", "two")]
        try:
            yield people[0].actor, people[1].actor
        finally:
            for person in people:
                users.deactivate(person, by=person.actor, now=now)


def _staff(name: str, *, now: datetime) -> User:
    email = f"drill-{name}@{settings.DOMAIN}"
    for left in User.objects.active().called(email):
        users.deactivate(left, by=left.actor, now=now)  # of a drill that was killed
    return users.add(
        email=email,
        name=f"Drill {name}",
        role=Role.OPERATOR,
        password=ids.opaque(32),
        now=now,
    )
