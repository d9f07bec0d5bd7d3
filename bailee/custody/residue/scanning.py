"""The whole scan."""

from collections.abc import Sequence

from bailee.custody.residue import postgres, stores
from bailee.custody.residue.needles import Needles
from bailee.custody.residue.search import Found, Search


def scan(*, needles: Sequence[bytes] | Needles, schema: str | None) -> list[Found]:
    """Searches every place; one line for each, also for those where nothing was found.

    `schema`: the vault whose sealed objects and backups are opened while its key exists.
    Raises `ValueError` for needles shorter than 8 bytes, `DumpError` if `pg_dump` fails.
    """
    search = Search(needles if isinstance(needles, Needles) else Needles(tuple(needles)))
    postgres.search_tables(search)
    postgres.search_dump(search)
    postgres.search_files(search)
    stores.search_home(search)
    stores.search_bucket(search)
    if schema is not None:
        stores.search_sealed(search, schema)
    return search.found()
