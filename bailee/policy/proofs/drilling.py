"""6.1: a whole contract, its record handed back, and not a byte of it left."""

from bailee.custody import drill
from bailee.policy.proofs.broken import insist
from bailee.policy.proofs.guests import Ground

ROWS = 200  # enough for every place that is searched; `bailee drill` takes more


def leaves_nothing(ground: Ground) -> str:
    """The drill, with a small table."""
    return judge(drill.run(rows=ROWS, now=ground.now))


def judge(done: drill.Drill) -> str:
    """Raises `BrokenError` with the first thing that is not as promised."""
    insist(not done.wrong, "; ".join(done.wrong[:2]))
    for place in done.places:
        insist(place.before, f"{place.place}: nothing was found before, so nothing is shown")
        insist(not place.after, f"{place.place}: {place.after} canaries are left after the purge")
    insist(done.ok, "the drill is not ok")
    planted = sum(place.before for place in done.places)
    seconds = sum(step.seconds for step in done.steps)
    return (
        f"{planted:,} canaries found in {len(done.places)} places before the purge, none after; "
        f"the record came back and verified ({seconds:.0f} s)"
    )
