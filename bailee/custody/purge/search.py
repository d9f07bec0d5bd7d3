"""The residue scan: the purge is not called one before it has found nothing."""

from bailee.custody import residue
from bailee.custody.purge import scrub
from bailee.custody.purge.matter import Counts, Purge, PurgeError


def for_residue(purge: Purge) -> Counts:
    """Searches everywhere for the client's values. Raises `PurgeError` if any is found.

    The server may have written something down again since it was scrubbed; so a find is
    followed by one more scrubbing and search before it counts.
    """
    needles = purge.envelope.needles
    found = residue.scan(needles=needles, schema=purge.vault)
    if any(place.count for place in found):
        scrub.run()
        found = residue.scan(needles=needles, schema=purge.vault)
    if left := [f"{place.place} ({place.count})" for place in found if place.count]:
        raise PurgeError(f"Traces are left in: {', '.join(left)}."[:200])
    remarks = {place.place: place.detail for place in found if place.detail}
    return {"found": {place.place: 0 for place in found}, "remarks": remarks}
