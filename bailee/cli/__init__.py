"""The command `bailee`: one module for each subcommand, loaded only when it is asked for.

Promises: status 0 for done, 1 for a check that failed, 2 for a refusal said in one sentence; with
`--json` one object on standard output and nothing else. Refuses to hold any rule of the domain.
"""

import sys

OLDEST_PYTHON = (3, 13)


def refuse_old_python(version: "tuple[int, ...]") -> str:
    """The sentence for a Python that is too old; an empty one for a good one."""
    if version >= OLDEST_PYTHON:
        return ""
    have, need = (".".join(str(part) for part in each[:2]) for each in (version, OLDEST_PYTHON))
    return (
        f"Bailee needs Python {need} or newer; this is {have}. Run `make setup` with a newer one."
    )


def main() -> int:
    """Entry point of the console script; returns the exit status."""
    too_old = refuse_old_python(sys.version_info[:3])
    if too_old:
        print(too_old, file=sys.stderr)
        return 2
    from bailee.cli import commands  # needs the Python that was just checked

    return commands.run(sys.argv[1:])
