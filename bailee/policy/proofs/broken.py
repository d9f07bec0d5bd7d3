"""A promise found broken."""


class BrokenError(Exception):
    """The clause is not kept; the text says in one line what was seen."""


def insist(fact: object, otherwise: str) -> None:
    """Raises `BrokenError` with that text unless the fact holds."""
    if not fact:
        raise BrokenError(otherwise)
