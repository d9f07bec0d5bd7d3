"""Many rows of texts, judged by every rule of their fields with few questions to the database."""

import json
import uuid
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from psycopg import sql

from bailee.vault.records import filters, relations, rules, schemas, types
from bailee.vault.records.models import Collection, Field
from bailee.vault.records.texts import Reasons

type Given = dict[str, str | None]  # texts by the field's id


@dataclass(frozen=True)
class Rows:
    """Rows of one statement with their ids; the first has the number `first`."""

    first: int
    fields: Sequence[Field]
    given: Sequence[Given]
    ids: Sequence[uuid.UUID]

    def source(self) -> sql.Composed:
        """SQL for a FROM item `g` with the columns n, id and one text for each field."""
        listed = [
            {"n": number, "id": str(which)}
            | {one.column_name: texts[str(one.id)] for one in self.fields}
            for number, (texts, which) in enumerate(
                zip(self.given, self.ids, strict=True), self.first
            )
        ]
        columns = [
            sql.SQL(", {} text").format(sql.Identifier(one.column_name)) for one in self.fields
        ]
        return sql.SQL("json_to_recordset({}) AS g (n integer, id uuid{})").format(
            sql.Literal(json.dumps(listed)), sql.SQL("").join(columns)
        )

    def numbered(self) -> list[tuple[int, Given]]:
        return list(enumerate(self.given, self.first))


def judge(collection: Collection, rows: Rows) -> dict[int, Reasons]:
    """Why rows are refused, by number; links given by title become ids in `rows.given`."""
    found: dict[int, Reasons] = defaultdict(dict)
    for number, texts in rows.numbered():
        if unkept := rules.unkeepable(texts):
            found[number] |= unkept
    if found or not rows.fields:
        return found
    for one in (one for one in rows.fields if one.type in relations.LINKS):
        _resolve(one, rows, found)
    _by_type(rows, found)
    for one in (one for one in rows.fields if one.rules.get("schema")):
        _by_schema(one, rows, found)
    if not found:  # a value that its type refuses could not be compared
        for one in (one for one in rows.fields if one.unique):
            _taken(collection, one, rows, found)
    return found


def value(one: Field) -> sql.Composed:
    """SQL for the field's value in `Rows.source`."""
    return one.kind.cast(sql.SQL("g.{}").format(sql.Identifier(one.column_name)))


def _resolve(one: Field, rows: Rows, found: dict[int, Reasons]) -> None:
    key = str(one.id)
    known: dict[str, tuple[str, str]] = {}
    for number, texts in rows.numbered():
        if text := texts[key]:
            if text not in known:
                known[text] = relations.resolve(one, text)
            texts[key], why = known[text]
            if why:
                found[number][key] = why


def _by_type(rows: Rows, found: dict[int, Reasons]) -> None:
    asked = [
        types.reason(
            one.kind,
            sql.SQL("g.{}").format(sql.Identifier(one.column_name)),
            required=one.required,
            options=one.choices,
            rules=one.rules,
        )
        for one in rows.fields
    ]
    query = sql.SQL(
        "SELECT * FROM (SELECT n, ARRAY[{}] AS why FROM {}) AS judged"
        " WHERE array_remove(why, NULL) <> '{{}}'"
    ).format(sql.SQL(", ").join(asked), rows.source())
    for number, reasons in filters.fetch(query):
        texts = rows.given[number - rows.first]
        for one, why in zip(rows.fields, reasons, strict=True):
            key = str(one.id)
            if why and key not in found.get(number, {}):
                found[number][key] = rules.exact(one, texts[key] or "", why)


def _by_schema(one: Field, rows: Rows, found: dict[int, Reasons]) -> None:
    key, checker = str(one.id), schemas.Checker(one.rules["schema"], rules.matches)
    for number, texts in rows.numbered():
        text = texts[key]
        if text and key not in found.get(number, {}) and (why := checker.reason(text)):
            found[number][key] = why


def _taken(collection: Collection, one: Field, rows: Rows, found: dict[int, Reasons]) -> None:
    """Values that are there already, or stand in an earlier row."""
    query = sql.SQL(
        "SELECT n FROM (SELECT n, v, row_number() OVER (PARTITION BY v ORDER BY n) AS again"
        " FROM (SELECT n, {} AS v FROM {}) AS given) AS counted WHERE v IS NOT NULL"
        " AND (again > 1 OR EXISTS (SELECT FROM {} AS t WHERE t.{} = v))"
    ).format(
        *(value(one), rows.source(), sql.Identifier(collection.table_name)),
        sql.Identifier(one.column_name),
    )
    for (number,) in filters.fetch(query):
        text = rows.given[number - rows.first][str(one.id)] or ""
        found[number][str(one.id)] = rules.taken(text)
