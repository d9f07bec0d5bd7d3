"""What a careless program would leave behind: a job with a value, a log line, a temporary file."""

import json

from psycopg.types.json import Jsonb

from bailee.custody.drill.canaries import DATABASE, INLINE, LOG, TEMP, WITHHELD, Canaries
from bailee.foundation import tenancy
from bailee.foundation.home import home

JOBS = 200
LINES = 5
_JOB = """
    INSERT INTO procrastinate_jobs (queue_name, task_name, args, status, scheduled_at)
    VALUES ('default', 'mail.deliver', %s, 'todo', now() + interval '10 years')
"""


_MAIL = """
    INSERT INTO mail_message (id, kind, "to", subject, text, html, posted_at, attempts, last_error)
    VALUES (gen_random_uuid(), 'notice', 'waiting@drill.example', 'Drill', %s, %s, now(), 0, '')
"""


def leave_mail(vault: str, canaries: Canaries) -> None:
    """A mail that waits for its server for ever, with the body that delivery would drop."""
    bodies = [canaries.take(DATABASE, INLINE, WITHHELD) for _ in ("text", "html")]
    with tenancy.owner(vault) as raw:
        raw.execute(_MAIL, bodies)


def leave(vault: str, canaries: Canaries) -> None:
    """Leaves all three, each under the vault's name, as every trace of a vault must be."""
    arguments = [
        [Jsonb({"vault": vault, "careless": canaries.take(DATABASE, INLINE)})] for _ in range(JOBS)
    ]
    with tenancy.owner() as raw:
        raw.cursor().executemany(_JOB, arguments)
    with (home().logs / "drill.log").open("a") as log:
        for _ in range(LINES):
            line = {"event": f"could not read {canaries.take(LOG)}", "vault": vault}
            log.write(json.dumps(line) + "\n")
    folder = home().tmp / vault
    folder.mkdir(mode=0o700, exist_ok=True)
    (folder / "upload.part").write_text(canaries.take(TEMP))
