"""Every vault's tokens and webhooks: what is over is forgotten, what was lost is sent again."""

from datetime import datetime, timedelta

from procrastinate.contrib.django.models import ProcrastinateJob

from bailee.custody.handback import sweeping
from bailee.foundation import tenancy
from bailee.vault.integrations import attempts, deliveries, uses
from bailee.vault.integrations.models import Delivery
from bailee.vault.integrations.tasks import deliver_hook

_GRACE = timedelta(minutes=2)  # younger ones are still being asked for by themselves


def forget(*, now: datetime) -> None:
    """Removes uses, answers and messages that are older than they may be. Safe to repeat."""

    def over() -> None:
        uses.forget(now=now)
        attempts.forget(now=now)
        deliveries.forget(now=now)

    sweeping.in_each(sweeping.vaults_in_use(), over)


def ask_for_deliveries(*, now: datetime) -> int:
    """Asks for each message that waits without a job; says how many. Safe to repeat."""
    asked = 0
    for vault in sweeping.vaults_in_use():
        with tenancy.inside(vault):
            due = Delivery.objects.due(now - _GRACE).values_list("id", flat=True)
            waiting = {str(which) for which in due}
        if waiting:
            jobs = ProcrastinateJob.objects.filter(
                task_name=deliver_hook.name,
                status__in=["todo", "doing"],
                args__delivery_id__in=sorted(waiting),
            )
            lost = waiting - set(jobs.values_list("args__delivery_id", flat=True))
            for which in sorted(lost):
                deliver_hook.defer(vault=vault, delivery_id=which)
            asked += len(lost)
    return asked
