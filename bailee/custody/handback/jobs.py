"""Asking the worker, once what caused it is committed. What was lost is asked again by a sweep."""

from django.db import router, transaction
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from bailee.custody.models import ArchiveBuild, HandBack


def ask_build(build: ArchiveBuild) -> None:
    """Has an archive built."""
    _after_commit("build_archive", vault=build.vault, build_id=str(build.pk))


def ask_purge(handback: HandBack) -> None:
    """Has a purge carried out."""
    _after_commit("purge", vault=handback.vault, handback_id=str(handback.pk))


def ask_announce(handback: HandBack) -> None:
    """Has the client's owners told."""
    _after_commit("announce", vault=handback.vault, handback_id=str(handback.pk))


def is_asked(task: str, vault: str) -> bool:
    """Whether such a job of the vault waits or is at work."""
    living = ProcrastinateJob.objects.filter(status__in=["todo", "doing"])
    return living.filter(queueing_lock=_lock(task, vault)).exists()


def _lock(task: str, vault: str) -> str:
    """One at a time for a vault, and one waiting."""
    return f"{task}:{vault}"


def _after_commit(task: str, *, vault: str, **ids: str) -> None:
    def defer() -> None:
        from bailee.custody import tasks  # tasks import the verbs, the verbs import this

        job = getattr(tasks, task)
        lock = _lock(task, vault)
        try:
            job.configure(lock=lock, queueing_lock=lock).defer(vault=vault, **ids)
        except AlreadyEnqueued:
            return

    transaction.on_commit(defer, using=router.db_for_write(HandBack))
