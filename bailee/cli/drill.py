"""`bailee drill`: a throwaway client lives a whole contract; what is left is searched for."""

import argparse
import json
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from bailee.cli import ground
from bailee.foundation import clock
from bailee.foundation.postgres import RefusedError

if TYPE_CHECKING:
    from bailee.custody.drill import Drill


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--rows", type=int, default=1_000, help="records of the client (1,000)")
    parser.add_argument("--json", action="store_true", help="one JSON object on standard output")


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        from bailee.custody import drill, installation  # after Django is ready

        installation.install(now=clock.now())
        told = Console(stderr=given.json, highlight=False, soft_wrap=True)
        try:
            done = drill.run(
                rows=given.rows, now=clock.now(), say=lambda step: told.print(f"  {step}")
            )
        except drill.DrillError as error:
            raise RefusedError(str(error)) from None
    if given.json:
        print(json.dumps(done.as_json()))
    else:
        _tell(done, told)
    return 0 if done.ok else 1


def _tell(done: "Drill", told: Console) -> None:
    places = Table("place", "planted", "found before", "found after", box=None)
    for column in places.columns[1:]:
        column.justify = "right"
    for place in done.places:
        colour = "green" if place.ok else "red"
        row = (f"{place.planted:,}", f"{place.before:,}", f"[{colour}]{place.after:,}[/]")
        places.add_row(place.place, *row)
    told.print()
    told.print(places)
    told.print()
    for step in done.steps:
        told.print(f"  {step.step:32} {step.seconds:8.2f} s")
    for closed in done.closed:
        told.print(f"  cannot hold a canary: {closed}", style="dim")
    for wrong in done.wrong:
        told.print(f"  wrong: {wrong}", style="red")
    told.print()
    told.print(_verdict(done), style="green" if done.ok else "red")


def _verdict(done: "Drill") -> str:
    planted = max((place.planted for place in done.places), default=0)
    if done.ok:
        return (
            f"Nothing is left: {planted:,} canaries were planted and found, none after the purge."
        )
    left = sum(place.after for place in done.places)
    return f"The drill failed: {left:,} traces are left, {len(done.wrong)} things went wrong."
