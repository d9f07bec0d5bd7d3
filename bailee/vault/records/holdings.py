"""What of a client's records stays out of its archive, and which objects belong to them."""

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bailee.foundation import storage
from bailee.foundation.held import OF_ACCOUNT, Ends, Held
from bailee.vault.records import removal, trash
from bailee.vault.records.models import Collection

WITHHELD: dict[str, str] = {}
OBJECTS = "imports/"


def objects(schema: str) -> list[str]:
    """The names in the object store that imports keep: files sent, and error files."""
    return [name for name in storage.names(schema) if name.startswith(OBJECTS)]


_PURPOSE = _("To keep your company’s records for it.")
_SHAPE = format_lazy(
    _("as long as the contract; {days} days once it is removed"), days=removal.DAYS
)
_HISTORY = _("So that everybody sees who changed what, and can bring it back.")

HELD = (
    Held(
        table="records_collection",
        title=_("Collections"),
        purpose=_PURPOSE,
        clause="2.1c",
        kept=_SHAPE,
        ends=Ends("removed_at", removal.KEPT_FOR),
        did=("by_id", "removed_by"),
        shows={"label": _("Name"), "created_at": _("Made"), "removed_at": _("Removed")},
        newest="created_at",
    ),
    Held(
        table="records_field",
        title=_("Fields"),
        purpose=_PURPOSE,
        clause="2.1c",
        kept=_SHAPE,
        ends=Ends("removed_at", removal.KEPT_FOR),
        did=("by_id", "removed_by"),
        shows={"label": _("Name"), "created_at": _("Made"), "removed_at": _("Removed")},
        newest="created_at",
    ),
    Held(
        table="records_change",
        title=_("Changes of records"),
        purpose=_HISTORY,
        clause="2.1c",
        did=("by_id",),
        shows={"kind": _("What"), "record_id": _("Record"), "at": _("When")},
        newest="at",
    ),
    Held(
        table="records_trashed",
        title=_("Records in the trash"),
        purpose=_("To bring back what was deleted by mistake."),
        clause="2.1c",
        kept=format_lazy(_("{days} days in the trash"), days=trash.DAYS),
        ends=Ends("trashed_at", trash.KEPT_FOR),
        did=("by_id",),
        shows={"record_id": _("Record"), "trashed_at": _("Deleted")},
        newest="trashed_at",
    ),
    Held(
        table="records_comment",
        title=_("Comments"),
        purpose=_("To talk about a record where it is."),
        clause="2.1c",
        did=("by_id",),
        shows={"text": _("Text"), "at": _("Written"), "edited_at": _("Changed")},
        newest="at",
    ),
    Held(
        table="records_mention",
        title=_("Mentions in comments"),
        purpose=_("To tell you that a comment speaks to you."),
        clause="3.1e",
        kept=_("as long as the comment and your account"),
        whose="person_id = %(id)s",
        refers=("person_id", "comment_id"),
    ),
    Held(
        table="records_attachment",
        title=_("Files attached to records"),
        purpose=_PURPOSE,
        clause="2.1c",
        did=("by_id",),
        shows={"record_id": _("Record"), "at": _("When")},
        newest="at",
    ),
    Held(
        table="records_view",
        title=_("Personal views"),
        purpose=_("To look at a list as you like it. Shared views are the company’s."),
        clause="3.1b",
        kept=OF_ACCOUNT,
        whose="person_id = %(id)s",
        refers=("person_id",),
        did=("by_id",),
        shows={
            "label": _("Name"),
            "collection_id": _("Collection"),
            "query": _("Filter, search and sort"),
            "layout": _("Columns"),
            "position": _("Place"),
            "created_at": _("Made"),
            "changed_at": _("Changed"),
            "by_kind": _("Changed by"),
        },
        newest="changed_at",
    ),
    Held(
        table="records_import",
        title=_("Imports"),
        purpose=_("To bring records in, to mend what was refused, and to undo it."),
        clause="2.1c",
        did=("by_id", "undone_by"),
        shows={
            "label": _("Collection"),
            "file_name": _("File"),
            "state": _("State"),
            "created_at": _("Begun"),
        },
        newest="created_at",
    ),
    Held(
        table="records_export",
        title=_("Exports"),
        purpose=_("So that owners see what was taken out, when and by whom."),
        clause="2.1c",
        did=("by_id",),
        shows={"format": _("Form"), "rows": _("Records"), "at": _("When")},
        newest="at",
    ),
)


def held_now() -> list[Held]:
    """The records themselves: one table for each collection of the vault."""
    return [
        Held(
            table=one.table_name,
            title=format_lazy(_("Records of “{label}”"), label=one.label),
            purpose=_PURPOSE,
            clause="2.1c",
            did=("created_by", "changed_by"),
            shows={"id": _("Record"), "created_at": _("Added"), "changed_at": _("Last changed")},
            newest="id",
            group=_("Records"),
        )
        for one in Collection.objects.all()
    ]
