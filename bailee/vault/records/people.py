"""Who can be named in a comment, and whom a text names."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bailee.people.models import User
from bailee.people.roles import Role

READING = (Role.OWNER, Role.EDITOR, Role.READER)


@dataclass(frozen=True)
class Handle:
    """What to write after the @ so that the person is named: the name, or where two have it the
    address.
    """

    person: User
    text: str


def handles() -> list[Handle]:
    """Everyone who may read records, by name."""
    people = list(User.objects.active().filter(role__in=READING).order_by("name", "id"))
    known = Counter(one.name.casefold() for one in people)
    return [
        Handle(one, one.name if known[one.name.casefold()] == 1 else one.email) for one in people
    ]


def pieces(text: str, known: Sequence[Handle]) -> list[tuple[str, User | None]]:
    """The text cut into pieces: each names a person (“@Ben”) or none.

    The longest name wins; a name ends where the word ends.
    """
    people = {one.text.casefold(): one.person for one in known}
    if not people or "@" not in text:
        return [(text, None)]
    longest_first = sorted((one.text for one in known), key=len, reverse=True)
    names = "|".join(re.escape(name) for name in longest_first)
    found: list[tuple[str, User | None]] = []
    done = 0
    for match in re.finditer(rf"(?<![\w@.])@({names})(?!\w)", text, re.IGNORECASE):
        person = people.get(match[1].casefold())
        if person is None:  # another case of a letter that folds otherwise
            continue
        if match.start() > done:
            found.append((text[done : match.start()], None))
        found.append((match[0], person))
        done = match.end()
    return [*found, (text[done:], None)] if done < len(text) else found


def named(text: str, known: Sequence[Handle]) -> list[User]:
    """The people a text names, each once."""
    return list(dict.fromkeys(person for _, person in pieces(text, known) if person))
