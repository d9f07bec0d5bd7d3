"""Whether texts may become the values of a record: every rule of its fields, every reason at once.

An import applies the same rules set by set (`intake/checks.py`).
"""

import json
import uuid
from collections.abc import Mapping, Sequence
from typing import Any

from django.db import DataError, IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg import errors, sql

from bailee.vault.records import filters, relations, schemas, types
from bailee.vault.records.models import Field

Texts = Mapping[str, str | None]  # by the field's id
_SHOWN = 60  # characters of a value in a sentence


def judge(
    fields: Sequence[Field], given: Texts, *, besides: uuid.UUID | None = None
) -> tuple[dict[str, str | None], dict[str, str]]:
    """The texts to store, and the reasons of those that are refused.

    A link may be given by its title: the text to store is its id. `besides` is the record that
    is edited: its own values are not taken by another.
    """
    texts = {str(one.id): given.get(str(one.id)) for one in fields}
    reasons = unkeepable(texts)
    if reasons or not fields:
        return texts, reasons
    for one in fields:
        key = str(one.id)
        if one.type in relations.LINKS and (text := texts[key]):
            texts[key], why = relations.resolve(one, text)
            reasons |= {key: why} if why else {}
    reasons = _by_type(fields, texts) | reasons
    fitting = [one for one in fields if str(one.id) not in reasons and texts[str(one.id)]]
    reasons |= _by_schema([one for one in fitting if one.rules.get("schema")], texts)
    reasons |= _taken([one for one in fitting if one.unique], texts, besides)
    return texts, reasons


def unkeepable(texts: Texts) -> dict[str, str]:
    """Reasons for texts about which PostgreSQL could not even be asked."""
    nul = {
        key: _("holds a NUL character") for key, text in texts.items() if text and "\x00" in text
    }
    return nul | {
        key: _("holds half a character") for key, text in texts.items() if text and not _whole(text)
    }


def value(field: Field, text: str | None) -> sql.Composed:
    """SQL for the text as a value of the field."""
    return field.kind.cast(sql.SQL("{}::text").format(sql.Literal(text)))


def broken(error: IntegrityError, fields: Sequence[Field], texts: Texts) -> dict[str, str]:
    """Reasons for what the database refused though the rules had allowed it: two people raced.

    Raises the error again when it is about none of the fields.
    """
    cause = error.__cause__
    if isinstance(cause, errors.IntegrityError):
        name = cause.diag.constraint_name or ""
        missing = cause.diag.column_name if isinstance(cause, errors.NotNullViolation) else None
        for one in fields:
            key = str(one.id)
            if name.endswith(f"{one.column_name}_once"):
                return {key: taken(texts.get(key) or "")}
            if name.endswith(f"{one.column_name}_link"):
                return {key: _("what it names is there no more")}
            if missing == one.column_name:
                return {key: _("is required, but empty")}
    raise error


def taken(text: str) -> str:
    """What to say of a value that must stand once and is there."""
    shown = text if len(text) <= _SHOWN else text[:_SHOWN] + "…"
    return _("“{shown}” is there already in another record").format(shown=shown)


def matches(text: str, pattern: str) -> bool:
    """Whether PostgreSQL finds the pattern in the text. Raises `ValueError` for a bad pattern."""
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET LOCAL statement_timeout = '2s'")
            cursor.execute("SELECT %s::text ~ %s", [text, pattern])
            return bool(cursor.fetchone()[0])
    except (DataError, OperationalError) as error:
        why = str(error).partition("\n")[0].rpartition("invalid regular expression: ")[2]
        raise ValueError(f"The pattern {pattern} cannot be used: {why}.") from None


def _whole(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _by_type(fields: Sequence[Field], texts: Texts) -> dict[str, str]:
    asked = [
        types.reason(
            one.kind,
            sql.SQL("{}::text").format(sql.Literal(texts[str(one.id)])),
            required=one.required,
            options=one.choices,
            rules=one.rules,
        )
        for one in fields
    ]
    found = filters.fetch(sql.SQL("SELECT {}").format(sql.SQL(", ").join(asked)))[0]
    return {
        str(one.id): exact(one, texts[str(one.id)] or "", why)
        for one, why in zip(fields, found, strict=True)
        if why
    }


def exact(field: Field, text: str, why: str) -> str:
    """For JSON also the place of the first error."""
    if field.type == "json":
        try:
            json.loads(text)
        except json.JSONDecodeError as error:
            return _("{why}: line {lineno}, column {colno}: {msg}").format(
                why=why, lineno=error.lineno, colno=error.colno, msg=error.msg
            )
        except RecursionError:
            return _("{why}: too deep").format(why=why)
    return why


def _by_schema(fields: Sequence[Field], texts: Texts) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in fields:
        why = schemas.Checker(one.rules["schema"], matches).reason(texts[str(one.id)] or "")
        found |= {str(one.id): why} if why else {}
    return found


def _taken(fields: Sequence[Field], texts: Texts, besides: uuid.UUID | None) -> dict[str, str]:
    """Those whose value another record has. Only for values of the type: the cast must hold."""
    if not fields:
        return {}
    asked: list[Any] = [
        sql.SQL("EXISTS (SELECT FROM {} WHERE {} = {} AND id IS DISTINCT FROM {}::uuid)").format(
            sql.Identifier(one.collection.table_name),
            sql.Identifier(one.column_name),
            value(one, texts[str(one.id)]),
            sql.Literal(besides),
        )
        for one in fields
    ]
    found = filters.fetch(sql.SQL("SELECT {}").format(sql.SQL(", ").join(asked)))[0]
    return {
        str(one.id): taken(texts[str(one.id)] or "")
        for one, there in zip(fields, found, strict=True)
        if there
    }
