"""JSON Schema (draft 2020-12) for JSON fields: what a schema may be, and whether a value fits it.

A schema comes from a client and is checked in our processes: it may refer only to itself, its
patterns run in PostgreSQL's engine, and a check ends after a stated number of steps.
"""

import json
from collections.abc import Callable, Iterator
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext as _
from jsonschema import Draft202012Validator, SchemaError, ValidationError, validators
from jsonschema.exceptions import best_match

from bailee.people import languages

MAX_SCHEMA = 64 * 1024  # characters
MAX_VALUE = 1024 * 1024  # characters of a value that is checked
_MAX_STEPS = 100_000  # keywords looked at for one value
_MAX_REASON = 200  # characters
_MAX_DIGITS = 400  # of a number that is read as a whole one
_REFERENCES = {"$ref", "$dynamicRef", "$recursiveRef"}
Matches = Callable[[str, str], bool]  # text, pattern


class SchemaRefusedError(ValueError):
    """The schema cannot be used; the message says how to mend it."""


class _TooLongError(Exception):
    """The check of one value takes more steps than it may."""


def clean(text: str, matches: Matches) -> str:
    """The schema as given, if it can be used. Raises `SchemaRefusedError`.

    `matches` raises `ValueError` for a pattern that PostgreSQL cannot read.
    """
    if len(text) > MAX_SCHEMA:
        raise SchemaRefusedError(
            _("The schema is longer than {max_schema} characters.").format(
                max_schema=languages.usual().number(MAX_SCHEMA)
            )
        )
    try:
        schema = _load(text)
        if not isinstance(schema, dict | bool):
            raise SchemaRefusedError(_("A schema is a JSON object, such as {“type”: “object”}."))
        Draft202012Validator.check_schema(schema)
        for found in _parts(schema):
            _refuse_part(found, matches)
        _refuse_mixture(text)
    except json.JSONDecodeError as error:
        raise SchemaRefusedError(
            _("This is not JSON: line {line}, column {column}: {why}.").format(
                line=error.lineno, column=error.colno, why=error.msg
            )
        ) from None
    except SchemaError as error:
        place = "/".join(map(str, error.absolute_path)) or _("the top")
        raise SchemaRefusedError(
            _("At {place}: {brief}.").format(place=place, brief=_brief(error.message))
        ) from None
    except RecursionError:
        raise SchemaRefusedError(_("The schema is nested too deeply.")) from None
    return text


class Checker:
    """One schema, ready to look at values."""

    def __init__(self, schema: str, matches: Matches) -> None:
        self._matches = matches
        self._left = 0
        ours = {
            "pattern": self._pattern,
            "patternProperties": self._pattern_properties,
            "additionalProperties": self._additional_properties,
        }
        keywords = {**Draft202012Validator.VALIDATORS, **ours}
        counted = {name: self._counted(keyword) for name, keyword in keywords.items()}
        self._validator = validators.extend(Draft202012Validator, counted)(_load(schema))

    def reason(self, value: str) -> str | None:
        """Why a JSON text does not fit the schema; None when it does."""
        if len(value) > MAX_VALUE:
            return _(
                "longer than {max_value} characters, and so cannot be checked by its schema"
            ).format(max_value=languages.usual().number(MAX_VALUE))
        self._left = _MAX_STEPS
        try:
            error = best_match(self._validator.iter_errors(_load(value)))
        except (_TooLongError, RecursionError):
            return _("too deep or too long to be checked by its schema")
        except Exception as error:  # noqa: BLE001 - a reference that leads nowhere, by any name
            return _("cannot be checked by its schema: {brief}").format(brief=_brief(str(error)))
        if error is None:
            return None
        place = "".join(f"/{part}" for part in error.absolute_path)
        if not place:
            return _("does not fit the schema: {why}").format(why=_brief(error.message))
        return _("does not fit the schema at {place}: {why}").format(
            place=place, why=_brief(error.message)
        )

    def _counted(self, keyword: Any) -> Any:
        def check(validator: Any, value: Any, instance: Any, schema: Any) -> Iterator[Any]:
            self._left -= 1
            if self._left < 0:
                raise _TooLongError
            yield from keyword(validator, value, instance, schema) or ()

        return check

    def _pattern(self, _: Any, pattern: str, instance: Any, __: Any) -> Iterator[Any]:
        if isinstance(instance, str) and not self._matches(instance, pattern):
            yield ValidationError(
                gettext("{instance} does not match {pattern}").format(
                    instance=repr(instance), pattern=repr(pattern)
                )
            )

    def _pattern_properties(
        self, validator: Any, patterns: Any, instance: Any, _: Any
    ) -> Iterator[Any]:
        if not isinstance(instance, dict):
            return
        for pattern, schema in patterns.items():
            for key, value in instance.items():
                if self._matches(key, pattern):
                    yield from validator.descend(value, schema, path=key, schema_path=pattern)

    def _additional_properties(
        self, validator: Any, wanted: Any, instance: Any, schema: Any
    ) -> Iterator[Any]:
        if not isinstance(instance, dict):
            return
        patterns = schema.get("patternProperties", {})
        for key, value in instance.items():
            named = key in schema.get("properties", {})
            if named or any(self._matches(key, pattern) for pattern in patterns):
                continue
            if wanted is False:
                yield ValidationError(_("the key {key} is not foreseen").format(key=repr(key)))
            else:
                yield from validator.descend(value, wanted, path=key)


def _load(text: str) -> Any:
    """Numbers stay exact; whole ones are whole however they are written, as the draft has it."""
    return json.loads(text, parse_float=_number)


def _number(text: str) -> int | Decimal:
    try:
        number = Decimal(text)
    except InvalidOperation:  # an exponent beyond all bounds
        return Decimal(0)  # cannot be: `jsonb` has refused it
    if abs(number.adjusted()) < _MAX_DIGITS and number == number.to_integral_value():
        return int(number)
    return number


def _parts(schema: Any) -> Iterator[dict[str, Any]]:
    if isinstance(schema, dict):
        yield schema
        for value in schema.values():
            yield from _parts(value)
    elif isinstance(schema, list):
        for value in schema:
            yield from _parts(value)


def _refuse_part(part: dict[str, Any], matches: Matches) -> None:
    for name in _REFERENCES & part.keys():
        target = part[name]
        if isinstance(target, str) and (name != "$ref" or not target.startswith("#")):
            raise SchemaRefusedError(
                _(
                    "“{name}”: “{brief}” leads elsewhere. A schema may refer only to"
                    " itself, by a “$ref” that begins with #."
                ).format(name=name, brief=_brief(target))
            )
    patterns = part.get("patternProperties")
    for pattern in [part.get("pattern"), *(patterns if isinstance(patterns, dict) else ())]:
        if isinstance(pattern, str):
            try:
                matches("", pattern)
            except ValueError as error:
                raise SchemaRefusedError(str(error)) from None


def _refuse_mixture(text: str) -> None:
    """The library answers the two together by Python's own patterns, which may never end."""
    if "patternProperties" in text and "unevaluatedProperties" in text:
        raise SchemaRefusedError(
            _("A schema may have “patternProperties” or “unevaluatedProperties”, not both.")
        )


def _brief(text: str) -> str:
    plain = text.rstrip(".")
    return plain if len(plain) <= _MAX_REASON else plain[:_MAX_REASON] + "…"
