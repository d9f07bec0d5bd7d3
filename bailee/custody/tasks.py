"""Jobs of custody: ids only. What a job was killed in the middle of, the next one goes on with."""

import uuid
from pathlib import Path

from procrastinate import BaseRetryStrategy, JobContext, RetryDecision
from procrastinate.contrib.django import app
from procrastinate.jobs import Job

import bailee
from bailee.custody import archive, portals, programs, tombstones
from bailee.custody.handback import announcements, approval, archives, delivery, sweeping
from bailee.custody.held import sweeping as held
from bailee.custody.models import ArchiveBuild, HandBack
from bailee.custody.purge import work
from bailee.foundation import clock, logs, tenancy
from bailee.office.visits import totals
from bailee.vault.activity import retention as activity
from bailee.vault.files import tidying

EVERY_MINUTE, EVERY_HOUR = "* * * * *", "17 * * * *"
_LONGEST_PAUSE = 3600  # seconds
# Read as a file: the package of the policy lies above custody.
_POLICY = Path(bailee.__file__).parent / "policy" / "policy.md"


class Patience(BaseRetryStrategy):
    """Try again for as long as it takes: after seconds at first, in the end every hour."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        if isinstance(exception, tombstones.TombstonedError):
            return None  # a late writer: there is nothing to try again
        pause = min(5 * 2 ** min(job.attempts, 12), _LONGEST_PAUSE)
        return RetryDecision(retry_in={"seconds": pause})


@app.task(name="custody.build_archive", retry=Patience())
def build_archive(*, vault: str, build_id: str) -> None:
    """Builds an archive that somebody asked for."""
    with logs.about(vault):
        build = ArchiveBuild.objects.filter(pk=uuid.UUID(build_id)).first()
        if build is None:
            return
        try:
            archives.make(build, policy=_POLICY.read_text(encoding="utf-8"), clock=clock.now)
        except (archive.ShapeError, archive.ObjectError, tombstones.TombstonedError) as error:
            archives.fail(build, why=type(error).__name__, now=clock.now())
            raise


@app.task(name="custody.tell_portals")
def tell_portals(*, ask_id: str) -> None:
    """Posts the mails of the portals that an address has an account at."""
    portals.tell(uuid.UUID(ask_id), now=clock.now())


@app.task(name="custody.announce", retry=Patience())
def announce(*, vault: str, handback_id: str) -> None:
    """Posts the mails that tell the client's owners of a step."""
    with logs.about(vault):
        announcements.tell(HandBack.objects.get(pk=uuid.UUID(handback_id)), now=clock.now())


@app.task(name="custody.purge", retry=Patience())
def purge(*, vault: str, handback_id: str) -> None:
    """Carries a purge out, or on."""
    with logs.about(vault):
        handback = HandBack.objects.get(pk=uuid.UUID(handback_id))
        try:
            work.run(handback, clock=clock.now)
        except Exception as error:
            work.note_trouble(handback, error, now=clock.now())
            raise


@app.periodic(cron=EVERY_MINUTE)
@app.task(
    name="custody.recover_stalled", queueing_lock="custody.recover_stalled", pass_context=True
)
async def recover_stalled(context: JobContext, timestamp: int) -> None:
    """Gives jobs of a killed worker back to the living."""
    del timestamp
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)


@app.periodic(cron=EVERY_MINUTE)
@app.task(name="custody.sweep", queueing_lock="custody.sweep")
def sweep(timestamp: int) -> None:
    """Voids approvals of staff who left, and asks again for lost jobs: mails, imports, webhooks."""
    del timestamp
    approval.lapse(now=clock.now())
    sweeping.ask_again(now=clock.now())
    sweeping.ask_for_mails(now=clock.now())
    sweeping.ask_for_imports(now=clock.now())
    programs.ask_for_deliveries(now=clock.now())


@app.periodic(cron=EVERY_HOUR)
@app.task(name="custody.tidy_files", queueing_lock="custody.tidy_files")
def tidy_files(timestamp: int) -> None:
    """Empties the trash of files of what is due, in every vault that is in use."""
    del timestamp
    now = clock.now()
    sweeping.in_each(sweeping.vaults_in_use(), lambda: tidying.tidy(now=now))


@app.periodic(cron=EVERY_HOUR)
@app.task(name="custody.keep_activity", queueing_lock="custody.keep_activity")
def keep_activity(timestamp: int) -> None:
    """Ends what is known of people's use, links and visitors after its days, also when frozen.

    In the office and in every vault, so here: whose vault is being purged only custody knows.
    """
    del timestamp
    now = clock.now()

    def end() -> None:
        activity.keep(now)
        totals.keep(now)
        held.sweep(now)

    try:
        sweeping.in_each(sweeping.vaults(), end)
    finally:
        with tenancy.inside(tenancy.owner_seat()):
            end()


@app.periodic(cron=EVERY_HOUR)
@app.task(name="custody.keep_dates", queueing_lock="custody.keep_dates")
def keep_dates(timestamp: int) -> None:
    """Sends reminders that are due; removes what is over: archives, trash, fields, tokens' uses."""
    del timestamp
    delivery.remind(now=clock.now())
    archives.expire(now=clock.now())
    sweeping.empty_trash(now=clock.now())
    programs.forget(now=clock.now())
    sweeping.drop_removed(now=clock.now())
