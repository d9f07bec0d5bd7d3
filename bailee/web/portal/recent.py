"""What happened last in this vault, for its first page."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.template.defaultfilters import truncatechars
from django.urls import reverse
from django.utils.translation import gettext, gettext_noop, ngettext

from bailee.people.formats import Formats
from bailee.vault.files.models import Version
from bailee.vault.records import latest
from bailee.vault.records.latest import Step
from bailee.vault.records.models import Import

_WORDS = {
    "added": ("plus", gettext_noop("added")),
    "edited": ("pencil", gettext_noop("changed")),
    "restored": ("history", gettext_noop("brought back an earlier version of")),
    "trashed": ("trash-2", gettext_noop("moved to the trash")),
    "untrashed": ("undo-2", gettext_noop("took out of the trash")),
    "unlinked": ("unlink", gettext_noop("changed")),
    "linked": ("link", gettext_noop("changed")),
    "commented": ("message-square", gettext_noop("commented on")),
}
_EXCERPT = 90  # characters of a comment


@dataclass(frozen=True)
class Recent:
    """One line: who did what to what, and where to see it."""

    icon: str
    at: datetime
    by_kind: str
    by_id: uuid.UUID | None
    did: str
    what: str
    address: str
    quoted: str = ""


def lines(limit: int, formats: Formats) -> list[Recent]:
    """The newest first, from records, imports, comments and files."""
    found = [_line(step, formats) for step in latest.steps(limit)]
    found += _files(limit)
    return sorted(found, key=lambda line: line.at, reverse=True)[:limit]


def _line(step: Step, formats: Formats) -> Recent:
    if step.imported is not None:
        return _import(step, step.imported)
    icon, did = _WORDS.get(step.kind, _WORDS["edited"])
    place, address = "", ""
    if step.collection is not None:
        place = step.collection.label
        address = reverse("portal:collection", args=[step.collection.id])
        if step.record is not None and step.kind != "trashed":
            address = reverse("portal:record", args=[step.collection.id, step.record])
    what = ngettext("a record in “{place}”", "{count} records in “{place}”", step.count)
    quoted = truncatechars(step.text, _EXCERPT)
    what = what.format(place=place, count=formats.number(step.count))
    return Recent(icon, step.at, step.by_kind, step.by_id, gettext(did), what, address, quoted)


def _import(step: Step, one: Import) -> Recent:
    did = (
        gettext("imported")
        if one.state == "done"
        else gettext("sent an import ({state_label}):").format(state_label=one.state_label.lower())
    )
    address = reverse("portal:import", args=[one.id])
    what = f"“{one.file_name}”"
    return Recent("file-up", step.at, step.by_kind, step.by_id, did, what, address)


def _files(limit: int) -> list[Recent]:
    newest = (
        Version.objects.filter(stored_at__isnull=False, file__trashed_at=None)
        .select_related("file")
        .order_by("-id")[:limit]
    )
    return [
        Recent(
            "file",
            one.uploaded_at,
            one.by_kind,
            one.by_id,
            gettext("stored") if one.number == 1 else gettext("stored a new version of"),
            f"“{one.file.name}”",
            reverse("portal:file", args=[one.file_id]),
        )
        for one in newest
    ]
