"""The registry of a vault's collections and fields, and what belongs to their records.

The rows of a collection are in a table of their own (`Collection.table_name`): the columns of
`tables.SYSTEM` and one column per field.
"""

from bailee.vault.records.models.exports import Export
from bailee.vault.records.models.history import Change, Trashed
from bailee.vault.records.models.imports import Import
from bailee.vault.records.models.shape import Collection, Field
from bailee.vault.records.models.talk import Attachment, Comment, Mention
from bailee.vault.records.models.views import View

__all__ = [
    "Attachment",
    "Change",
    "Collection",
    "Comment",
    "Export",
    "Field",
    "Import",
    "Mention",
    "Trashed",
    "View",
]
