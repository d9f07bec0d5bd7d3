"""`bailee prove`: every clause of the policy, tried on the running installation."""

import argparse
import json
from typing import TYPE_CHECKING

from bailee.cli import ground
from bailee.foundation import clock

if TYPE_CHECKING:  # settings are read when these are loaded
    from bailee.policy.proofs import Row

MARKS = {"kept": ("✓", "green"), "broken": ("✗", "red"), "not built": ("–", "red")}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")


def run(given: argparse.Namespace) -> int:
    with ground.django_ready():
        from bailee.policy.proofs import results, running

        if given.json:
            rows = running.run_all(now=clock.now())
            print(json.dumps(results.as_json(rows)))
        else:
            rows = _shown()
        return 0 if results.as_json(rows)["ok"] else 1


def _shown() -> "list[Row]":
    """Says what is under way, then the table and the verdict."""
    from rich.console import Console

    from bailee.policy.proofs import running

    console = Console()
    with console.status("") as status:
        rows = running.run_all(now=clock.now(), say=status.update)
    console.print(_table(rows))
    console.print(_verdict(rows))
    return rows


def _table(rows: "list[Row]") -> object:
    from rich.markup import escape
    from rich.table import Table

    table = Table("Clause", "Result", "Proof", "What was seen", box=None, pad_edge=False)
    for row in rows:
        mark, colour = MARKS[row.result]
        result = f"[{colour}]{mark} {row.result}[/]"
        table.add_row(row.clause, result, escape(row.proof), escape(row.detail))
    return table


def _verdict(rows: "list[Row]") -> str:
    counts = {result: sum(row.result == result for row in rows) for result in MARKS}
    told = ", ".join(f"{count} {result}" for result, count in counts.items())
    kept = counts["kept"] == len(rows)
    colour = "green" if kept else "red"
    words = "Every clause is kept" if kept else "Not every clause is shown to be kept"
    return f"[bold {colour}]{words}: {told}.[/]"
