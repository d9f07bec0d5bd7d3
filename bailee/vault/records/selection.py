"""Which records something is to be done with: some, or all of a list but a few."""

import uuid
from dataclasses import dataclass

from django.utils.translation import gettext as _
from psycopg import sql

from bailee.people import languages
from bailee.vault.records import listing
from bailee.vault.records.columns import fetch
from bailee.vault.records.listing import ListingError, Query
from bailee.vault.records.models import Collection

MAX_NAMED = 10_000


@dataclass(frozen=True)
class Selection:
    """Either the records in `ids`, or all that fit `query` but those in `without`."""

    ids: tuple[uuid.UUID, ...] = ()
    query: Query | None = None
    without: tuple[uuid.UUID, ...] = ()

    def where(self, collection: Collection) -> sql.Composed:
        """The condition in SQL. Raises `ListingError`."""
        if len(self.ids) + len(self.without) > MAX_NAMED:
            raise ListingError(
                _("Up to {max_named} records can be picked one by one.").format(
                    max_named=languages.usual().number(MAX_NAMED)
                )
            )
        if self.query is None:
            return sql.SQL("id = ANY({}::uuid[])").format(sql.Literal(list(self.ids)))
        fitting = listing.where(collection, self.query)
        return sql.SQL("{} AND NOT id = ANY({}::uuid[])").format(
            fitting, sql.Literal(list(self.without))
        )

    def count(self, collection: Collection) -> int:
        """How many records these are now. Raises `ListingError`."""
        counting = sql.SQL("SELECT count(*) FROM {} WHERE {}").format(
            sql.Identifier(collection.table_name), self.where(collection)
        )
        found: int = fetch(counting)[0][0]
        return found
