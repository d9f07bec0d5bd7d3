"""One pass over bytes for all needles at once, and the tally of what was found where."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import ahocorasick_rs

from bailee.custody.residue.needles import Needles, disguises, traces

CHUNK = 16 * 1024 * 1024  # bytes
OVERLAP = 8 * 1024  # bytes searched twice, so that nothing hides on a border
NAMED = 5  # sources named in a detail
CUT = b""  # stands for a canary of which only the beginning is there


@dataclass(frozen=True)
class Found:
    """`count`: different needles (or canaries) found in `place`; `searched`: bytes looked through.

    A place that could not be looked into has `searched` 0 and a `detail` that says why.
    """

    place: str
    count: int
    detail: str
    searched: int


class Search:
    """Looks for the needles in whatever is fed to it."""

    def __init__(self, needles: Needles) -> None:
        self._shapes = list(disguises(needles))
        self._automaton = _automaton([shape.pattern for shape in self._shapes])
        self._tail = needles.tail
        self._traces = _automaton(traces(needles)) if needles.tail else None
        self._places: dict[str, set[tuple[int, bytes]]] = {}
        self._sources: dict[str, Counter[str]] = defaultdict(Counter)
        self._searched: Counter[str] = Counter()
        self._remarks: dict[str, str] = {}

    def feed(self, place: str, source: str, chunks: Iterable[bytes]) -> None:
        """Searches a stream; `source` names it in the detail, without any value of a client."""
        known = self._places.setdefault(place, set())
        here: set[tuple[int, bytes]] = set()
        for size, piece in _overlapping(chunks):
            self._searched[place] += size
            hits = set(self._hits(piece))
            unfolded = _unfolded(piece)
            if unfolded is not None:
                hits.update(self._hits(unfolded))
            if not hits and self._traces and self._traces.find_matches_as_indexes(piece):
                hits.add((0, CUT))
            here |= hits
        known |= here
        if here:
            self._sources[place][source] += _different(here)

    def feed_file(self, place: str, source: str, path: Path) -> None:
        """Searches a file and its name. A file that goes away meanwhile is no place any more."""
        self.feed(place, f"{source} (name)", [str(path).encode()])
        try:
            with path.open("rb") as file:
                self.feed(place, source, iter(lambda: file.read(CHUNK), b""))
        except FileNotFoundError:
            return

    def remark(self, place: str, text: str) -> None:
        """Says of a place what its figures cannot."""
        self._places.setdefault(place, set())
        self._remarks[place] = text

    def found(self) -> list[Found]:
        """One line for each place that was fed or remarked on."""
        return [
            Found(place, _different(known), self._detail(place), self._searched[place])
            for place, known in self._places.items()
        ]

    def values(self, place: str) -> set[int]:
        """Which needles, by their number, were found in a place."""
        return {needle for needle, _ in self._places.get(place, set())}

    def _hits(self, piece: bytes) -> Iterator[tuple[int, bytes]]:
        for number, _, end in self._automaton.find_matches_as_indexes(piece, overlapping=True):
            shape = self._shapes[number]
            if not self._tail:
                yield shape.needle, CUT
            else:
                tail = shape.tail(piece[end : end + shape.window])
                whole = len(tail) == self._tail and tail.isdigit()
                yield shape.needle, tail if whole else CUT

    def _detail(self, place: str) -> str:
        sources = self._sources[place]
        named = [f"{source}: {count}" for source, count in sources.most_common(NAMED)]
        more = [f"and {len(sources) - NAMED} more"] if len(sources) > NAMED else []
        remarks = [self._remarks[place]] if place in self._remarks else []
        return "; ".join([*named, *more, *remarks])


def _automaton(patterns: list[bytes]) -> ahocorasick_rs.BytesAhoCorasick:
    return ahocorasick_rs.BytesAhoCorasick(
        patterns, implementation=ahocorasick_rs.Implementation.DFA
    )


def _different(known: set[tuple[int, bytes]]) -> int:
    """Cut canaries count only where nothing whole of the same needle was found."""
    whole = {needle for needle, tail in known if tail != CUT}
    return sum(tail != CUT or needle not in whole for needle, tail in known)


def _overlapping(chunks: Iterable[bytes]) -> Iterator[tuple[int, bytes]]:
    """Pieces of about `CHUNK`, each beginning with the end of the one before; new bytes in each."""
    held: list[bytes] = []
    fresh, carried = 0, b""
    for chunk in chunks:
        held.append(chunk)
        fresh += len(chunk)
        if fresh >= CHUNK:
            piece = b"".join([carried, *held])
            yield fresh, piece
            held, fresh, carried = [], 0, piece[-OVERLAP:]
    if fresh:
        yield fresh, b"".join([carried, *held])


def _unfolded(piece: bytes) -> bytes | None:
    """The same without line ends, where base64 and quoted-printable break a value in two."""
    if b"\n" not in piece:
        return None
    for soft in (b"=\r\n", b"=\n"):
        piece = piece.replace(soft, b"")
    return piece.translate(None, b"\r\n")
