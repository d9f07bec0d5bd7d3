"""Who did it: kept beside what was done, by id, without a foreign key across the wall."""

import uuid
from dataclasses import dataclass
from typing import Literal

Kind = Literal["staff", "user", "system", "token"]
# Who may take part in people's coming and going and in a contract's end: no token of the API.
RESPONSIBLE = ("staff", "user", "system")


@dataclass(frozen=True)
class Actor:
    """A staff member, a client's user or API token, or the installation (`id` is None then)."""

    kind: Kind
    id: uuid.UUID | None = None


SYSTEM = Actor("system")
