"""Which client a command is about, and how it tells what it did."""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from bailee.foundation.postgres import RefusedError


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("client", help="the first part of the portal's host, or the vault (v_…)")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")


def schema_of(client: str) -> str:
    """The vault of the client called by its label or its schema. Raises `RefusedError`."""
    from bailee.office.clients.models import Client

    known = Client.objects.exclude(schema_name="public")
    found = known.filter(label=client).first() or known.filter(schema_name=client).first()
    if found is None:
        raise RefusedError(f"No client is called {client!r}: `bailee client list` names them.")
    return str(found.schema_name)


def tell(act: Callable[[], dict[str, Any]], *, as_json: bool) -> int:
    """Does it and says what came out, with the seconds it took."""
    begun = time.monotonic()
    outcome = {"ok": True} | act()
    outcome["seconds"] = round(time.monotonic() - begun, 3)
    if as_json:
        print(json.dumps(outcome))
    else:
        for name, value in outcome.items():
            print(f"{name:<18} {value}")
    return 0


def fields(made: Any) -> dict[str, Any]:
    """A dataclass as what JSON can hold."""
    return {name: value for name, value in asdict(made).items() if not name.startswith("_")}
