"""Examples for the reference: bodies made from schemas, and the programs of docs/users/api.md."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from bailee.vault.records.models import Collection

_EXAMPLES = Path(__file__).with_name("examples")
_ID = "0198c0de-0000-7000-8000-000000000000"


def curl(base: str, collection: Collection | None) -> str:
    """How to list a collection on a command line."""
    which = collection.id if collection else _ID
    return (
        "curl --get \\\n"
        '  -H "Authorization: Bearer $BAILEE_TOKEN" \\\n'
        "  -d limit=2 \\\n"
        f"  {base}/collections/{which}/records"
    )


@cache
def python() -> str:
    """A whole small client, of the standard library alone."""
    return (_EXAMPLES / "client.txt").read_text()


@cache
def receiver() -> str:
    """How a receiver checks the signature of a webhook's message."""
    return (_EXAMPLES / "receiver.txt").read_text()


def body(made: dict[str, Any], operation: dict[str, Any]) -> str:
    """An example of an operation's body; empty if it takes none."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return ""
    return json.dumps(_value(made, content["schema"]), indent=2, ensure_ascii=False)


def _value(made: dict[str, Any], schema: dict[str, Any], name: str = "") -> Any:
    if "$ref" in schema:
        named = made["components"]["schemas"][str(schema["$ref"]).rpartition("/")[2]]
        return _value(made, named, name)
    if "examples" in schema:
        return schema["examples"][0]
    if "enum" in schema:
        return schema["enum"][0]
    if "anyOf" in schema:
        return _value(made, schema["anyOf"][0], name)
    return _plain(made, schema, name)


def _plain(made: dict[str, Any], schema: dict[str, Any], name: str) -> Any:
    kind = schema.get("type")
    if kind == "object":
        wanted = schema.get("required") or list(schema.get("properties", {}))[:2]
        return {key: _value(made, schema["properties"][key], key) for key in wanted}
    if kind == "array":
        return [_value(made, schema["items"], name)]
    if schema.get("format") == "uuid":
        return _ID
    examples = {"integer": 1, "boolean": True, "null": None, "number": 1}
    return examples.get(
        str(kind), {"name": "Orders", "key": "Order", "text": "Seen."}.get(name, "")
    )
