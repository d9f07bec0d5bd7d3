"""What of a client's records stays out of its archive, and which objects belong to them."""

from bailee.foundation import storage

WITHHELD: dict[str, str] = {}
OBJECTS = "imports/"


def objects(schema: str) -> list[str]:
    """The names in the object store that imports keep: files sent, and error files."""
    return [name for name in storage.names(schema) if name.startswith(OBJECTS)]
