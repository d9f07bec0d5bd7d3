"""Who holds on to a file: other parts of the vault say so here, for files know none of them."""

from collections.abc import Callable, Iterable, Mapping
from uuid import UUID

type Holder = Callable[[list[UUID]], Mapping[UUID, list[str]]]
_holders: list[Holder] = []


def register(holder: Holder) -> None:
    """`holder` gives, for the files it holds among those asked about, words that go on from
    “It is …”, such as: attached to a record of “Vessels”. To be called when the app is ready.
    """
    if holder not in _holders:
        _holders.append(holder)


def of(files: Iterable[UUID]) -> dict[UUID, list[str]]:
    """What holds each of the files; a file that nothing holds is not named."""
    asked, found = list(files), dict[UUID, list[str]]()
    for holder in _holders:
        for file, words in holder(asked).items():
            found.setdefault(file, []).extend(words)
    return found
