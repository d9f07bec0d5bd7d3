"""What a client's archive leaves out of files: nothing."""

from datetime import timedelta

from django.conf import settings
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from bailee.foundation.held import Ends, Held

WITHHELD: dict[str, str] = {}

_PURPOSE = _("To keep your company’s files for it.")
_KEPT = format_lazy(
    _("as long as the contract; {days} days in the trash"), days=settings.TRASH_DAYS
)

HELD = (
    Held(
        table="files_folder",
        title=_("Folders"),
        purpose=_PURPOSE,
        clause="2.1c",
        did=("by_id", "trashed_by"),
        shows={"name": _("Name"), "created_at": _("Made"), "trashed_at": _("Deleted")},
        newest="created_at",
    ),
    Held(
        table="files_file",
        title=_("Files"),
        purpose=_PURPOSE,
        clause="2.1c",
        kept=_KEPT,
        ends=Ends("trashed_at", timedelta(days=settings.TRASH_DAYS)),
        did=("by_id", "trashed_by"),
        shows={
            "name": _("Name"),
            "uploaded_at": _("Stored"),
            "size": _("Bytes"),
            "trashed_at": _("Deleted"),
        },
        newest="uploaded_at",
    ),
    Held(
        table="files_version",
        title=_("Versions of files"),
        purpose=_PURPOSE,
        clause="2.1c",
        did=("by_id",),
        shows={"number": _("Version"), "uploaded_at": _("Stored"), "size": _("Bytes")},
        newest="uploaded_at",
    ),
    Held(
        table="files_tag",
        title=_("Tags"),
        purpose=_PURPOSE,
        clause="2.1c",
        did=("by_id",),
        shows={"name": _("Name"), "created_at": _("Made")},
        newest="created_at",
    ),
    Held(
        table="files_tagging", title=_("Which file has which tag"), purpose=_PURPOSE, clause="2.1c"
    ),
    Held(
        table="files_upload",
        title=_("Uploads under way"),
        purpose=_("To go on with an upload that was interrupted."),
        clause="2.1c",
        kept=_("until the upload is done or has run out"),
        ends=Ends("expires_at"),
        did=("by_id",),
        shows={"name": _("Name"), "created_at": _("Begun"), "size": _("Bytes")},
        newest="created_at",
    ),
    Held(
        table="files_piece",
        title=_("Pieces of uploads under way"),
        purpose=_("To go on with an upload that was interrupted."),
        clause="2.1c",
        kept=_("until the upload is done or has run out"),
    ),
)
