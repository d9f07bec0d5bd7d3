"""Records changed, linked to, talked about, given files, deleted: history, comments, trash."""

import io
from datetime import datetime

from bailee.custody.drill.canaries import DATABASE, FILE, INLINE, VAULT, Canaries
from bailee.people.models import User
from bailee.vault.files import uploads
from bailee.vault.records import attachments, collections, comments, records
from bailee.vault.records.collections import NewField

_IN_VAULT = (DATABASE, INLINE, VAULT)


def work_on(person: User, canaries: Canaries, *, now: datetime) -> None:
    """Inside the vault: one record of each fate."""
    by = person.actor
    fields = [NewField("Hull", "text"), NewField("Remark", "long_text")]
    made = collections.create(
        label=f"Ships {canaries.take(*_IN_VAULT)}", fields=fields, by=by, now=now
    )
    hull, remark = (str(one.id) for one in made.fields.all())
    first, second = (
        {hull: canaries.take(*_IN_VAULT), remark: f"Seen {canaries.take(*_IN_VAULT)}"}
        for _ in range(2)
    )
    kept, gone = (records.add(made, texts, by=by, now=now) for texts in (first, second))
    # The text before stays in the history: the first canary then lies there, not in the table.
    again = {hull: canaries.take(*_IN_VAULT)}
    records.edit(made, kept, again, version=1, by=by, now=now)
    text = f"Look at hold {canaries.take(*_IN_VAULT)}"
    comments.say(made, kept, text=text, link="https://drill.example/", by=by, now=now)
    source = io.BytesIO(f"Survey: {canaries.take(FILE)}\n".encode())
    name = f"survey {canaries.take(*_IN_VAULT)}.txt"
    file = uploads.store(name=name, source=source, by=by, now=now)
    attachments.attach(made, kept, file, by=by, now=now)
    records.trash(made, gone, by=by, now=now)
