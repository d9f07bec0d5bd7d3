"""The one format in which a vault leaves, is backed up and comes back: a ZIP of CSV and files.

Promises: every table and column that PostgreSQL's catalog knows is in it, exactly, or named in
`withheld.csv`; one moment; memory that does not grow; the same content gives the same bytes;
whoever holds it can check it without us.
Refuses: types it cannot give back exactly, files that are missing or changed, half an archive.
"""

from bailee.custody.archive.objects import ObjectError
from bailee.custody.archive.seal import confirmation_code, confirms, fingerprint
from bailee.custody.archive.shape import ShapeError
from bailee.custody.archive.withheld import NOTHING, Withheld
from bailee.custody.archive.writing import Made, stream, write

__all__ = [
    "NOTHING",
    "Made",
    "ObjectError",
    "ShapeError",
    "Withheld",
    "confirmation_code",
    "confirms",
    "fingerprint",
    "stream",
    "write",
]
