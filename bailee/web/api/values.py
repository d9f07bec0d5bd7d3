"""Values of a body as the texts that the rules of fields judge, and reasons as faults.

A value may be sent back as it was read. What has the wrong JSON type is refused, not converted.
"""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any

from bailee.foundation import exact
from bailee.vault.records.models import Field
from bailee.web.api.refusal import RefusedError

type Texts = dict[str, str | None]
type Fault = dict[str, Any]

_NUMBERS = {"integer", "decimal"}
_LINKS = {"relation", "file"}


class Reader:
    """Reads the values of one collection's records by the names or ids of its fields."""

    def __init__(self, fields: Sequence[Field]) -> None:
        self._fields = list(fields)
        self._known = {one.label: one for one in fields} | {str(one.id): one for one in fields}

    def field(self, key: str) -> Field | None:
        """By id or name."""
        return self._known.get(key)

    def texts(self, values: Mapping[str, Any], *, at: str, new: bool) -> Texts:
        """Texts by the field's id; a `new` record gets the defaults of fields not named.

        `at`: where the values stand in the body. Raises `RefusedError` with every fault.
        """
        found: Texts = {}
        faults: list[Fault] = []
        for key, value in values.items():
            one = self._known.get(key)
            if one is None:
                faults.append(fault(at, key, "there is no such field", key))
            elif str(one.id) in found:
                faults.append(fault(at, key, "is given twice, by name and by id", one.label))
            else:
                try:
                    found[str(one.id)] = _text(one, value)
                except TypeError as error:
                    faults.append(fault(at, key, str(error), one.label))
        if faults:
            raise unkept(faults)
        return self.with_defaults(found) if new else found

    def with_defaults(self, texts: Texts) -> Texts:
        """What a new record gets besides."""
        defaults = {str(one.id): one.default for one in self._fields if one.default is not None}
        return {**defaults, **texts}

    def faults(self, reasons: Mapping[str, str], *, at: str) -> list[Fault]:
        """What the rules said, by the names of the fields."""
        found = []
        for which, why in reasons.items():
            one = self._known.get(which)
            name = one.label if one else which
            found.append(fault(at, name, why, name))
        return found


def fault(at: str, key: str, why: str, name: str) -> Fault:
    """One thing that is wrong with one value."""
    step = key.replace("~", "~0").replace("/", "~1")
    return {"detail": f"“{name}” {why}.", "pointer": f"{at}/{step}", "field": name}


def unkept(faults: Iterable[Fault]) -> RefusedError:
    """422 with all of them."""
    return RefusedError(422, "Some values cannot be kept. Nothing was changed.", errors=[*faults])


def _text(one: Field, value: Any) -> str | None:
    """Raises `TypeError` for a JSON type that is not the field's."""
    if value is None:
        return None
    if one.type == "json":
        return exact.dumps(value)
    if one.type == "boolean":
        if isinstance(value, bool):
            return "yes" if value else "no"
        raise TypeError("takes true or false")
    if one.type in _LINKS and isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    if isinstance(value, str):
        return value
    if one.type in _NUMBERS and isinstance(value, int | Decimal) and not isinstance(value, bool):
        return str(value)
    wanted = "a number, or its digits as a text" if one.type in _NUMBERS else "a text"
    raise TypeError(f"takes {wanted}")
