"""What others hear of people: that somebody may do less from now on, or nothing any more.

`lost` is sent inside the transaction that takes a role away, with `person`, `after` (the role
that is left, empty for none), `by` and `now`. Each part ends what the person has set up there and
could set up no more. A receiver that raises undoes the change.
"""

from datetime import datetime

from django.dispatch import Signal

from bailee.foundation.actors import Actor
from bailee.people.models import User

lost = Signal()


def tell(person: User, *, by: Actor, now: datetime) -> None:
    """Says what the person may do now. Raises whatever a receiver raises."""
    after = person.role if person.is_active else ""
    lost.send(User, person=person, after=after, by=by, now=now)
